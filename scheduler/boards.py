"""The weekly leaderboards: Monday at the channel's hour, for the ISO week that ended; and the week so far."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, time, timedelta
from typing import cast

import structlog
from sqlalchemy.ext.asyncio import AsyncSession

from programme import boards as ranking
from programme.boards import ArticleShares, Board, Naming, Participant
from programme.calendar import (
    WEEK_CATCH_UP,
    Schedule,
    Week,
    iso_week_ended,
    local_date,
    local_instant,
    week_of,
)
from programme.clock import Clock
from programme.errors import ScheduleError
from programme.shares import Grade, scores
from scheduler.messages import BoardPost
from scheduler.payloads import BOARD, board_payload
from scheduler.rhythm import schedule_of
from store import boards, channels, outbox
from store.boards import PersonWeek
from store.database import Database
from store.models import Channel

log = structlog.get_logger(__name__)

SCORING = tuple(grade.value for grade in Grade if scores(grade))
A_WEEK = timedelta(days=7)


@dataclass(frozen=True, slots=True)
class MadeBoard:
    """A week that was claimed for a channel."""

    workspace_id: str
    channel_id: int
    year: int
    week: int
    empty: bool


def week_so_far(time_zone: str, now: datetime) -> Week:
    """The ISO week under way in `time_zone`: it ends in the future."""
    return week_of(Schedule(time_zone, time(0)), local_date(time_zone, now))


async def participants_of_week(session: AsyncSession, week: Week) -> list[Participant]:
    """Everyone who ever joined the session's workspace, with what they did that week."""
    people = await boards.people(session, week.starts_at, week.ends_at, SCORING)
    return [participant(person) for person in people]


def participant(person: PersonWeek) -> Participant:
    """Somebody without a word to appear under is not named."""
    label = person.alias if person.naming == "alias" else person.name
    naming = cast(Naming, person.naming) if label and person.naming in ("name", "alias") else "hidden"
    return Participant(
        person_id=person.person_id,
        team=person.team,
        naming=naming,
        label=label or "",
        points=person.points,
        shares=person.shares,
        active=person.active,
    )


async def board_of_week(session: AsyncSession, week: Week, time_zone: str) -> tuple[Board, list[Participant]]:
    """The board of the session's workspace, and those it was made from (for one's own rank)."""
    participants = await participants_of_week(session, week)
    shared = await boards.shared_articles(session, week.starts_at, week.ends_at, SCORING)
    before = local_instant(week.monday - A_WEEK, time(0), time_zone)
    previous = await boards.count_shares(session, before, week.starts_at, SCORING)
    articles = [ArticleShares(each.title, each.url, each.shares) for each in shared]
    return ranking.build(participants, articles, previous), participants


async def board_for(
    db: Database, workspace_id: str, week: Week, time_zone: str
) -> tuple[BoardPost, list[Participant]]:
    """The same, as its message."""
    async with db.read(workspace_id) as session:
        board, participants = await board_of_week(session, week, time_zone)
    return _post(week, board), participants


async def make_due_boards(
    db: Database,
    clock: Clock,
    *,
    catch_up: timedelta = WEEK_CATCH_UP,
    wake: Callable[[], None] = lambda: None,
) -> list[MadeBoard]:
    """Make the boards that are due and not made. One channel's trouble is logged and harms no other."""
    now = clock.now()
    async with db.across() as session:
        active = await channels.active(session)
        made = await boards.made(session, {now.year - 1, now.year, now.year + 1})
    results = []
    for each in active:
        channel = each.channel
        try:
            week = iso_week_ended(schedule_of(channel), now, catch_up=catch_up)
            if week is None or (channel.id, week.year, week.number) in made:
                continue
            result = await _make(db, channel, week, now)
        except ScheduleError as error:
            log.error(
                "board.bad_schedule", workspace=channel.workspace_id, channel=channel.id, why=str(error)
            )
            continue
        except Exception:
            log.exception("board.failed", workspace=channel.workspace_id, channel=channel.id)
            continue
        if result is not None:
            results.append(result)
            wake()
    return results


async def _make(db: Database, channel: Channel, week: Week, now: datetime) -> MadeBoard | None:
    if week.due_at < channel.created_at:
        return None  # set up after that week's board was due
    async with db.write(channel.workspace_id) as session:
        if not await channels.still_active(session, channel.id):
            return None
        if not await boards.claim(
            session,
            workspace_id=channel.workspace_id,
            channel_id=channel.id,
            year=week.year,
            week=week.number,
            now=now,
        ):
            return None
        board, _ = await board_of_week(session, week, channel.time_zone)
        await outbox.enqueue(session, _outgoing(channel, week, board, now), now)
    log.info(
        "board.made", workspace=channel.workspace_id, channel=channel.id, week=week.key, empty=board.empty
    )
    return MadeBoard(channel.workspace_id, channel.id, week.year, week.number, board.empty)


def _outgoing(channel: Channel, week: Week, board: Board, now: datetime) -> outbox.NewOutgoing:
    return outbox.NewOutgoing(
        workspace_id=channel.workspace_id,
        key=f"{BOARD}:{channel.id}:{week.key}",
        kind=BOARD,
        destination=channel.conversation_id,
        language=channel.language,
        payload=board_payload(_post(week, board)),
        not_before=now,
        channel_id=channel.id,
    )


def _post(week: Week, board: Board) -> BoardPost:
    return BoardPost(week.year, week.number, week.monday, week.sunday, board)
