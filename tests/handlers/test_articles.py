"""An article added by its address: kept once, first in the next digest, refused in words."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pytest
from sqlalchemy import select

from curation.fetch import FetchFailed
from curation.page import Page
from curation.status import SourceStatus
from handlers import articles, posting, sources, status
from handlers.errors import Refused
from store.models import Article, AuditEntry, Channel, Source, Workspace
from tests.handlers.conftest import CONVERSATION, OTHER_TEAM, TEAM, World

PAGE = Page(
    canonical_url="https://www.courrier.example/usine",
    site="Le Courrier",
    title="Une usine ouvre ses portes aux lycéens",
    summary="À Lyon.\x00",
    author="Ada",
    image_url="https://i.example/usine.jpg",
    language="fr",
    published=datetime(2025, 1, 2, tzinfo=UTC),  # far older than any window
    type="event",
    minutes=3,
)


def reads(world: World, found: Page | FetchFailed = PAGE) -> list[str]:
    """Has the world's pages read as this; the addresses that were asked."""
    asked: list[str] = []

    async def read_page(url: str) -> Page | FetchFailed:
        asked.append(url)
        return found

    world.services = replace(world.services, read_page=read_page)
    return asked


async def test_an_article_is_added_and_opens_the_next_digest(world: World) -> None:
    asked = reads(world)
    added = await articles.add(world.services, world.admin, "<https://www.courrier.example/usine?a=1&b=2>")
    assert asked == ["https://www.courrier.example/usine?a=1&b=2"]
    assert (added.card.title, added.card.source, added.card.kind) == (PAGE.title, "Le Courrier", "market")
    assert (added.card.image_url, added.card.summary, added.already) == (PAGE.image_url, "À Lyon.", False)
    [outing] = added.outings
    # Of Tuesday's 8:30 in Paris it is too late.
    assert (outing.conversation_id, outing.at) == (CONVERSATION, datetime(2026, 3, 4, 7, 30, tzinfo=UTC))

    preview = await posting.preview(world.services, world.admin, CONVERSATION)
    assert preview.post.cards[0].article_id == added.card.article_id
    assert preview.post.cards[0].reasons[0][0] == "by_hand"
    await posting.post(world.services, world.admin, CONVERSATION)
    world.clock.move_by(timedelta(days=1))
    again = await articles.add(world.services, world.admin, "https://www.courrier.example/usine")
    assert [(each.why_not, each.posted_on) for each in again.outings] == [("posted", date(2026, 3, 3))]
    preview = await posting.preview(world.services, world.admin, CONVERSATION)
    assert added.card.article_id not in {card.article_id for card in preview.post.cards}


@pytest.mark.parametrize(("said", "kind"), [("", "company"), (" market", "market")])
async def test_what_a_feed_gives_keeps_its_kind_unless_a_word_tells_another(
    world: World, said: str, kind: str
) -> None:
    async with world.db.write(TEAM) as session:
        company = (await session.scalars(select(Source).where(Source.kind == "company"))).first()
        assert company is not None
        known = Article(
            source_id=company.id,
            key="k1",
            url=PAGE.canonical_url,
            title=PAGE.title,
            type="award",
            seen_at=world.clock.now(),
        )
        session.add(known)
    reads(world, replace(PAGE, type=None))
    added = await articles.add(world.services, world.admin, f"{PAGE.canonical_url}{said}")
    assert (added.card.kind, added.card.type) == (kind, "award")
    preview = await posting.preview(world.services, world.admin, CONVERSATION)
    assert preview.post.cards[0].article_id == added.card.article_id
    codes = {code for code, _ in preview.post.cards[0].reasons}
    assert "by_hand" in codes
    assert "also_in" not in codes  # its own feed is no other teller


async def test_what_a_feed_gave_and_was_posted_says_its_day(world: World) -> None:
    """By its address alone, as it stood in Monday's digest."""
    reads(world, replace(PAGE, canonical_url=f"https://news.example/{TEAM}/2"))
    [outing] = (await articles.add(world.services, world.admin, "courrier.example/usine")).outings
    assert (outing.why_not, outing.posted_on) == ("posted", date(2026, 3, 2))


async def test_the_same_address_twice_is_one_article_read_anew(world: World) -> None:
    reads(world)
    first = await articles.add(world.services, world.admin, "courrier.example/usine")
    reads(
        world, replace(PAGE, title="Un titre corrigé depuis", canonical_url="https://courrier.example/usine/")
    )
    again = await articles.add(world.services, world.admin, "entreprise courrier.example/usine")
    assert (first.already, again.already) == (False, True)
    assert (again.card.article_id, again.card.title) == (first.card.article_id, "Un titre corrigé depuis")
    assert (first.card.kind, again.card.kind) == ("market", "company")
    async with world.db.read(TEAM) as session:
        rows = (await session.scalars(select(Article).where(Article.author == "Ada"))).all()
    assert len(rows) == 1


async def test_what_lapsed_unposted_comes_back_when_added_again(world: World) -> None:
    reads(world)
    await articles.add(world.services, world.admin, "courrier.example/usine")
    world.clock.move_by(timedelta(days=20))
    with pytest.raises(Refused, match="nothing_to_post"):
        await posting.post(world.services, world.admin, CONVERSATION)
    await articles.add(world.services, world.admin, "courrier.example/usine")
    assert (await posting.post(world.services, world.admin, CONVERSATION)).count == 1


@pytest.mark.parametrize(
    ("typed", "kind"),
    [
        ("courrier.example/usine", "market"),
        ("marché courrier.example/usine", "market"),
        ("courrier.example/usine company", "company"),
        ("MAISON courrier.example/usine", "company"),
    ],
)
async def test_a_word_tells_the_kind(world: World, typed: str, kind: str) -> None:
    reads(world)
    assert (await articles.add(world.services, world.admin, typed)).card.kind == kind


async def test_its_site_is_no_feed(world: World) -> None:
    before = await status.status(world.services, world.admin)
    reads(world)
    await articles.add(world.services, world.admin, "courrier.example/usine")
    listed = await sources.listed(world.services, world.admin)
    assert [each.title for each in listed.sources] == ["Company", "Market"]
    with pytest.raises(Refused, match="source_not_found"):
        await sources.remove(world.services, world.admin, "courrier")
    after = await status.status(world.services, world.admin)
    assert (after.sources_ok, after.articles) == (before.sources_ok, before.articles + 1)
    assert "sources" not in world.woken
    async with world.db.read(TEAM) as session:
        site = (await session.scalars(select(Source).where(Source.title == "Le Courrier"))).one()
    assert (site.next_check_at, site.status, site.added_by) == (None, "ok", "UADMIN")


@pytest.mark.parametrize("status", list(SourceStatus))
@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
async def test_a_page_that_cannot_be_had_is_refused_with_its_reason(
    world: World, status: SourceStatus
) -> None:
    reads(world, FetchFailed(status, "HTTP 404"))
    with pytest.raises(Refused, match="page_unread") as refused:
        await articles.add(world.services, world.admin, "courrier.example/usine")
    assert refused.value.params["status"] == status
    async with world.db.read(TEAM) as session:
        assert (await session.scalars(select(Source).where(Source.added_by == "UADMIN"))).all() == []


@pytest.mark.parametrize(
    ("typed", "code"),
    [
        ("", "no_article_address"),
        ("  ", "no_article_address"),
        ("company", "no_article_address"),
        ("Marché", "no_article_address"),
        ("two words", "bad_url"),
        ("ftp://a.example/x", "bad_url"),
        ("javascript:alert(1)", "bad_url"),
    ],
)
@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
async def test_no_address_no_visit(world: World, typed: str, code: str) -> None:
    asked = reads(world)
    with pytest.raises(Refused, match=code):
        await articles.add(world.services, world.admin, typed)
    assert asked == []


async def test_members_may_not_and_no_address_is_visited_for_them(world: World) -> None:
    asked = reads(world)
    with pytest.raises(Refused, match="editors"):
        await articles.add(world.services, world.actor("U7"), "courrier.example/usine")
    assert asked == []
    async with world.db.read(TEAM) as session:
        entry = (await session.scalars(select(AuditEntry))).one()
    assert (entry.act, entry.allowed, entry.subject) == ("article.add", False, "courrier.example/usine")


async def test_another_workspace_has_its_own(world: World) -> None:
    reads(world)
    ours = await articles.add(world.services, world.admin, "courrier.example/usine")
    theirs = await articles.add(
        world.services, replace(world.admin, workspace_id=OTHER_TEAM), "courrier.example/usine"
    )
    assert not theirs.already
    assert ours.card.article_id != theirs.card.article_id


@pytest.mark.parametrize(
    ("language", "channel", "workspace", "why_not"),
    [
        ("en", {}, {}, "language"),
        (None, {}, {}, None),
        ("fr", {"paused_at": datetime(2026, 3, 1, tzinfo=UTC)}, {}, "paused"),
        ("fr", {}, {"paused_at": datetime(2026, 3, 1, tzinfo=UTC)}, "paused"),
        ("fr", {"broken_reason": "is_archived"}, {}, "stopped"),
    ],
)
@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
async def test_each_channel_says_when_or_why_not(
    world: World,
    language: str | None,
    channel: dict[str, object],
    workspace: dict[str, object],
    why_not: str | None,
) -> None:
    async with world.db.write(TEAM) as session:
        for model, changes in ((Channel, channel), (Workspace, workspace)):
            row = (await session.scalars(select(model))).one()
            for name, value in changes.items():
                setattr(row, name, value)
    reads(world, replace(PAGE, language=language))
    [outing] = (await articles.add(world.services, world.admin, "courrier.example/usine")).outings
    assert (outing.why_not, outing.at is None) == (why_not, why_not is not None)
