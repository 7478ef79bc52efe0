"""Small programmes for tests: a workspace, its channel, its sources, their articles, people and their shares."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime, time, timedelta

from store.database import Database
from store.models import Article, Channel, Outgoing, Person, Points, Share, Source, Workspace
from store.outbox import NewOutgoing, enqueue_all


async def workspace(db: Database, workspace_id: str, now: datetime, **values: object) -> str:
    async with db.across() as session:
        session.add(
            Workspace(
                **{"id": workspace_id, "language": "fr", "contact_user": "UADMIN", "created_at": now} | values  # type: ignore[arg-type]
            )
        )
    return workspace_id


async def channel(
    db: Database, workspace_id: str, now: datetime, conversation_id: str = "C1", **values: object
) -> int:
    async with db.write(workspace_id) as session:
        row = Channel(
            **{  # type: ignore[arg-type]
                "conversation_id": conversation_id,
                "language": "fr",
                "time_zone": "Europe/Paris",
                "post_at": time(9),
                "working_days": [1, 2, 3, 4, 5],
                "country": "FR",
                "article_count": 10,
                "created_at": now,
            }
            | values
        )
        session.add(row)
        await session.flush()
        return row.id


async def source(db: Database, workspace_id: str, now: datetime, number: int = 1, **values: object) -> int:
    async with db.write(workspace_id) as session:
        row = Source(
            **{  # type: ignore[arg-type]
                "url": f"https://source{number}.example/feed",
                "title": f"Source {number}",
                "kind": "market",
                "status": "ok",
                "created_at": now,
                "next_check_at": now,
            }
            | values
        )
        session.add(row)
        await session.flush()
        return row.id


SUBJECTS = (
    "usine turbine hydrogène ouvre ses portes Dunkerque",
    "apprentis soudeurs recrutement record région Bretagne",
    "réseau ferroviaire modernisation signalisation Lyon",
    "cybersécurité hôpitaux exercice national réussi",
    "éolien flottant premier parc méditerranée raccordé",
    "semiconducteurs Grenoble nouvelle ligne production",
    "logement étudiant rénovation énergétique Nantes",
    "agriculture drones surveillance vignes Bordeaux",
    "télétravail étude satisfaction salariés baromètre",
    "formation intelligence artificielle enseignants lycées",
    "port Marseille conteneurs électrification quais",
    "recyclage batteries filière européenne annonce",
)


async def articles(
    db: Database, workspace_id: str, source_id: int, now: datetime, count: int = 12, **values: object
) -> list[int]:
    async with db.write(workspace_id) as session:
        rows = [
            Article(
                **{  # type: ignore[arg-type]
                    "source_id": source_id,
                    "key": f"{source_id:032d}{number:032d}",
                    "url": f"https://source{source_id}.example/{number}",
                    "title": f"{SUBJECTS[number % len(SUBJECTS)]} {source_id}-{number}".capitalize(),
                    "summary": f"Ce que dit l'article {number} de la source {source_id}.",
                    "minutes": 3,
                    "published_at": now - timedelta(hours=number + 1),
                    "seen_at": now,
                }
                | values
            )
            for number in range(count)
        ]
        session.add_all(rows)
        await session.flush()
        return [row.id for row in rows]


async def person(db: Database, workspace_id: str, now: datetime, user_id: str, **values: object) -> int:
    async with db.write(workspace_id) as session:
        row = Person(
            **{"user_id": user_id, "naming": "name", "joined_at": now, "created_at": now} | values  # type: ignore[arg-type]
        )
        session.add(row)
        await session.flush()
        return row.id


async def share(
    db: Database, workspace_id: str, person_id: int, article_id: int, at: datetime, points: int = 10
) -> None:
    async with db.write(workspace_id) as session:
        session.add(
            Share(
                person_id=person_id, article_id=article_id, network="linkedin", grade="declared", shared_at=at
            )
        )
        session.add(
            Points(
                person_id=person_id,
                act="share",
                subject=f"{article_id}:linkedin",
                points=points,
                reason="share_comment",
                earned_at=at,
            )
        )


def notice(workspace_id: str, key: str, now: datetime, destination: str = "C1") -> NewOutgoing:
    return NewOutgoing(
        workspace_id=workspace_id,
        key=key,
        kind="notice",
        destination=destination,
        language="fr",
        payload={"code": "few_articles", "params": {"channel": destination, "count": 3, "wanted": 10}},
        not_before=now,
    )


async def queue(db: Database, rows: Iterable[NewOutgoing], now: datetime) -> None:
    async with db.across() as session:
        await enqueue_all(session, list(rows), now)


async def outbox(db: Database) -> list[Outgoing]:
    from sqlalchemy import select

    async with db.across() as session:
        return list((await session.scalars(select(Outgoing).order_by(Outgoing.id))).all())
