"""What admins and editors do: set up, sources, preview, post, pause, status."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from dataclasses import replace
from datetime import UTC, date, datetime, time, timedelta

import pytest
from sqlalchemy import select

from handlers import posting, setup, sources, status
from handlers.errors import Refused
from handlers.setup import Chosen, problems
from handlers.sources import address
from store import channels
from store.channels import Rhythm
from store.models import Article, AuditEntry, Channel, Digest, Outgoing, Source, Workspace
from tests.handlers.conftest import CONVERSATION, TEAM, World

CHOSEN = Chosen(
    conversation_id="C7",
    language="en",
    time_zone="Europe/London",
    country="GB",
    post_at=time(9, 15),
    article_count=5,
    working_days=(1, 2, 3),
    company_sources="https://bank.example/feed\nnot an address",
    market_sources="https://market.example/feed\nhttps://press.example/rss",
)


async def test_a_channel_is_set_up_and_its_sources_asked(world: World) -> None:
    done = await setup.save(world.services, world.admin, CHOSEN)
    assert (done.sources_added, done.sources_refused) == (2, (("not an address", "bad_url"),))
    assert done.next_post > world.clock.now()
    assert world.woken == ["sources"]
    async with world.db.read(TEAM) as session:
        channel = (await session.scalars(select(Channel).where(Channel.conversation_id == "C7"))).one()
        assert (channel.post_at, channel.working_days, channel.article_count) == (time(9, 15), [1, 2, 3], 5)
        assert (await session.scalars(select(Workspace))).one().contact_user == "UADMIN"


async def test_setting_up_again_changes_and_adds_nothing_twice(world: World) -> None:
    await setup.save(world.services, world.admin, CHOSEN)
    again = await setup.save(world.services, world.admin, replace(CHOSEN, article_count=7))
    assert (again.sources_added, again.article_count) == (0, 7)
    form = await setup.open_form(
        world.services, world.admin, conversation_id="C7", language="fr", time_zone=None
    )
    assert (form.article_count, form.post_at, form.language) == (7, time(9, 15), "en")


@pytest.mark.parametrize(
    ("wrong", "field", "code"),
    [
        ({"conversation_id": None}, "conversation_id", "no_channel"),
        ({"post_at": None}, "post_at", "no_hour"),
        ({"article_count": None}, "article_count", "bad_count"),
        ({"article_count": 21}, "article_count", "bad_count"),
        ({"time_zone": "Europe/Atlantis"}, "time_zone", "unknown_zone"),
        ({"country": "XX"}, "country", "unknown_country"),
        ({"working_days": ()}, "working_days", "no_working_day"),
    ],
)
def test_each_wrong_field_is_named(wrong: dict[str, object], field: str, code: str) -> None:
    assert [(where, what) for where, what, _ in problems(replace(CHOSEN, **wrong))] == [(field, code)]
    assert problems(CHOSEN) == ()


@pytest.mark.parametrize(
    ("typed", "read"),
    [
        ("https://a.example/feed", "https://a.example/feed"),
        ("<https://a.example/feed>", "https://a.example/feed"),
        ("a.example/feed", "https://a.example/feed"),
        ("a.example/feed?a=1&b=2", "https://a.example/feed?a=1&b=2"),
        (" http://127.0.0.1:8080/f#x ", "http://127.0.0.1:8080/f"),
        ("ftp://a.example", None),
        ("javascript:alert(1)", None),
        ("file:///etc/passwd", None),
        ("https://user:secret@a.example/", None),
        ("two words", None),
        ("", None),
        ("https://[::1", None),
        ("https://a.example:99999/", None),
        ("https://a.example/" + "x" * 3000, None),
    ],
)
def test_addresses_as_people_write_them(typed: str, read: str | None) -> None:
    assert address(typed) == read


async def test_sources_are_added_found_by_a_few_letters_and_removed(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sources, "PATIENCE", 0)
    added = await sources.add(world.services, world.admin, "entreprise <https://bank.example/feed>")
    assert (added.source.kind, added.already) == ("company", False)
    again = await sources.add(world.services, world.admin, "https://bank.example/feed")
    assert (again.already, again.rekinded, again.source.kind) == (True, False, "company")
    with pytest.raises(Refused, match="source_ambiguous") as several:
        await sources.remove(world.services, world.admin, "example")
    assert several.value.params["sources"] == "1 Company\n2 Market\n3 https://bank.example/feed"
    for typed in ("nowhere", "²", "0", "4", "9" * 5000):
        with pytest.raises(Refused, match="source_not_found"):
            await sources.remove(world.services, world.admin, typed)
    assert (await sources.remove(world.services, world.admin, "bank")).url == "https://bank.example/feed"
    listed = await sources.listed(world.services, world.admin)
    assert [each.title for each in listed.sources] == ["Company", "Market"]
    for typed, first in (("2", 2), ("0", 1), ("3", 1), ("market", 1)):
        assert (await sources.listed(world.services, world.admin, typed)).first == first
    assert (await sources.remove(world.services, world.admin, "2")).title == "Market"


async def test_a_kind_that_is_told_holds_for_a_source_that_is_there(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sources, "PATIENCE", 0)
    await sources.add(world.services, world.admin, "https://bank.example/feed")
    for typed, kind, rekinded in (
        ("https://bank.example/feed maison", "company", True),
        ("https://bank.example/feed maison", "company", False),
        ("https://bank.example/feed", "company", False),
        ("marché https://bank.example/feed", "market", True),
    ):
        told = await sources.add(world.services, world.admin, typed)
        assert (told.already, told.source.kind, told.rekinded) == (True, kind, rekinded)


def reader(world: World, status: str, *, after: int = 2, entries: int = 0) -> Callable[..., Awaitable[None]]:
    """Stands in for the sleep between two looks: after a few, some process has read all that was not read yet."""
    slept: list[float] = []

    async def sleep(seconds: float) -> None:
        slept.append(seconds)
        assert len(slept) <= after, "what was waited for is there"
        if len(slept) != after:
            return
        async with world.db.write(TEAM) as session:  # no session of the waiting one may be open
            for source in await session.scalars(select(Source).where(Source.checked_at.is_(None))):
                source.status, source.checked_at = status, world.clock.now().replace(microsecond=0)
                source.title = "Le Journal"
                session.add_all(
                    Article(
                        source_id=source.id,
                        key=f"{source.id}:{number}",
                        url=f"https://journal.example/{number}",
                        title=f"Nouvelle {number}",
                        summary="",
                        published_at=world.clock.now() - timedelta(hours=3 + number),
                        seen_at=world.clock.now(),
                    )
                    for number in range(entries)
                )

    return sleep


async def test_a_source_that_is_added_says_what_was_read(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sources, "sleep", reader(world, "ok", entries=4))
    added = await sources.add(world.services, world.admin, "journal.example/flux")
    assert (added.source.status, added.source.title, added.source.articles) == ("ok", "Le Journal", 4)
    assert (added.newest, added.already) == (world.clock.now() - timedelta(hours=3), False)
    assert world.woken == ["sources"]
    again = await sources.add(world.services, world.admin, "journal.example/flux")
    assert (again.already, again.source.articles, again.newest) == (True, 4, added.newest)
    assert world.woken == ["sources"]


async def test_a_source_that_cannot_be_read_says_why(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sources, "sleep", reader(world, "not_a_feed"))
    added = await sources.add(world.services, world.admin, "journal.example")
    assert (added.source.status, added.newest) == ("not_a_feed", None)


async def test_nobody_waits_longer_than_patience(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    """In a process that reads no feeds, or behind a slow site: the source is as it was added."""
    monkeypatch.setattr(sources, "PATIENCE", 0.01)
    added = await sources.add(world.services, world.admin, "journal.example/flux")
    assert (added.source.status, added.newest, added.already) == ("new", None, False)
    [checked] = (await sources.check(world.services, world.admin, "journal")).sources
    assert (checked.status, checked.checked_at) == ("new", None)


async def test_check_waits_for_what_it_asked(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sources, "sleep", reader(world, "ok"))
    visited = world.clock.now()
    world.clock.move_by(timedelta(milliseconds=700))  # visits are dated in whole seconds
    answer = await sources.check(world.services, world.admin, "")
    assert [each.checked_at for each in answer.sources] == [visited] * 2


@pytest.mark.parametrize("typed", ["", "maison", "market "])
async def test_a_source_without_an_address_is_asked_for_one(world: World, typed: str) -> None:
    with pytest.raises(Refused, match="no_feed_address"):
        await sources.add(world.services, world.admin, typed)


async def test_preview_after_todays_digest_shows_the_next_day(world: World) -> None:
    before = await posting.preview(world.services, world.admin, CONVERSATION)
    assert before.post.local_date == date(2026, 3, 3)
    await posting.post(world.services, world.admin, CONVERSATION)
    after = await posting.preview(world.services, world.admin, CONVERSATION)
    assert after.post.local_date == date(2026, 3, 4)
    world.clock.set(datetime(2026, 3, 6, 12, 0, tzinfo=UTC))  # a Friday
    async with world.db.write(TEAM) as session:
        session.add(
            Digest(
                channel_id=world.channel_id,
                local_date=date(2026, 3, 6),
                slot="daily",
                wanted=10,
                missing=[],
                conversation_id=CONVERSATION,
                created_at=world.clock.now(),
            )
        )
    empty = await posting.preview(world.services, world.admin, CONVERSATION)
    assert empty.post.local_date == date(2026, 3, 6)  # what was made empty can still be filled today


async def test_setting_up_is_audited_once_and_a_refusal_too(world: World) -> None:
    assert await setup.check(world.services, world.admin, CHOSEN) == ()
    await setup.save(world.services, world.admin, CHOSEN)
    with pytest.raises(Refused, match="admins"):
        await setup.check(world.services, world.actor("U7"), CHOSEN)
    async with world.db.read(TEAM) as session:
        entries = (await session.scalars(select(AuditEntry).order_by(AuditEntry.id))).all()
    assert [(each.user_id, each.act, each.allowed, each.subject) for each in entries] == [
        ("UADMIN", "setup", True, "C7"),
        ("U7", "setup", False, "C7"),
    ]


async def test_a_new_channel_is_proposed_as_its_founder_lives(world: World) -> None:
    form = await setup.open_form(
        world.services, world.admin, conversation_id="C7", language="en", time_zone="America/Toronto"
    )
    assert (form.conversation_id, form.language, form.time_zone) == ("C7", "en", "America/Toronto")


async def test_notices_speak_the_language_of_who_set_it_up(world: World) -> None:
    await setup.save(world.services, world.admin, CHOSEN, spoken="fr")  # of an English channel
    async with world.db.read(TEAM) as session:
        assert (await session.scalars(select(Workspace.language))).one() == "fr"


async def test_the_form_knows_whether_its_channel_is_set_up(world: World) -> None:
    for conversation_id, known in ((CONVERSATION, True), (None, True), ("C7", False)):
        form = await setup.open_form(
            world.services, world.admin, conversation_id=conversation_id, language="fr", time_zone=None
        )
        assert form.known is known, conversation_id


async def test_preview_writes_nothing_and_post_happens_once(world: World) -> None:
    preview = await posting.preview(world.services, world.admin, CONVERSATION)
    # A third article would be the second of the company: above its share of the week.
    assert len(preview.post.cards) == 2
    assert preview.missing
    first = await posting.post(world.services, world.admin, CONVERSATION)
    again = await posting.post(world.services, world.admin, CONVERSATION)
    assert (first.count, first.already, again.already) == (2, False, True)
    async with world.db.read(TEAM) as session:
        kinds = (await session.scalars(select(Outgoing.kind).order_by(Outgoing.id))).all()
    assert kinds == ["digest"]
    assert "delivery" in world.woken


async def test_what_was_posted_before_its_hour_is_not_announced_again(world: World) -> None:
    world.clock.set(datetime(2026, 3, 3, 6, 0, tzinfo=UTC))  # 07:00 there; the hour is 08:30
    before = (await status.status(world.services, world.admin)).channels[0].next_post
    await posting.post(world.services, world.admin, CONVERSATION)
    after = (await status.status(world.services, world.admin)).channels[0].next_post
    assert before == datetime(2026, 3, 3, 7, 30, tzinfo=UTC)
    assert after == datetime(2026, 3, 4, 7, 30, tzinfo=UTC)


async def test_nothing_to_post_is_said(world: World) -> None:
    await posting.post(world.services, world.admin, CONVERSATION)
    world.clock.move_by(timedelta(days=10))
    with pytest.raises(Refused, match="nothing_to_post"):
        await posting.post(world.services, world.admin, CONVERSATION)


async def test_a_pause_here_or_everywhere(world: World) -> None:
    here = await posting.pause(world.services, world.admin, CONVERSATION)
    assert (here.scope, here.paused, here.already) == ("channel", True, False)
    assert (await posting.pause(world.services, world.admin, CONVERSATION)).already
    with pytest.raises(Refused, match="channel_paused"):
        await posting.post(world.services, world.admin, CONVERSATION)
    everywhere = await posting.pause(world.services, world.admin, "C_ELSEWHERE")
    assert everywhere.scope == "workspace"
    with pytest.raises(Refused, match="workspace_paused"):
        await posting.post(world.services, world.admin, CONVERSATION)
    back = await posting.resume(world.services, world.admin, CONVERSATION)
    assert (back.paused, back.already) == (False, False)
    assert (await posting.post(world.services, world.admin, CONVERSATION)).count == 2


@pytest.mark.parametrize("state", ["parked", "failed"])
async def test_status_tells_what_needs_a_look_and_what_to_do(world: World, state: str) -> None:
    async with world.db.write(TEAM) as session:
        parked = Outgoing(
            key="digest:1",
            kind="digest",
            destination=CONVERSATION,
            payload={},
            state=state,
            reason="timeout",
            not_before=world.clock.now(),
            settled_at=world.clock.now(),
            created_at=world.clock.now(),
        )
        session.add(parked)
    told = await status.status(world.services, world.admin)
    assert (told.parked + told.failed, told.troubles[0].reason, told.sources_ok) == (1, "timeout", 2)
    assert told.channels[0].next_post is not None
    await status.settle(world.services, world.admin, told.troubles[0].outgoing_id, again=True)
    assert (await status.status(world.services, world.admin)).waiting == 1
    with pytest.raises(Refused, match="delivery_gone"):
        await status.settle(world.services, world.admin, told.troubles[0].outgoing_id, again=False)


async def test_status_counts_the_articles_that_can_still_be_chosen(world: World) -> None:
    assert (await status.status(world.services, world.admin)).articles > 0
    world.clock.move_by(world.services.selection.window + timedelta(days=8))
    assert (await status.status(world.services, world.admin)).articles == 0


async def test_elsewhere_nobody_posts_in_a_channel_they_did_not_mean(world: World) -> None:
    assert (await posting.preview(world.services, world.admin, "C_OTHER")).conversation_id == CONVERSATION
    async with world.db.write(TEAM) as session:
        rhythm = Rhythm("fr", "Europe/Paris", time(9), (1, 2, 3, 4, 5), None, 10)
        await channels.save(session, "C_SECOND", rhythm, world.clock.now())
    for act in (posting.post, posting.preview):
        with pytest.raises(Refused, match="which_channel") as refused:
            await act(world.services, world.admin, "C_OTHER")
        assert str(refused.value.params["channels"]).split() == [CONVERSATION, "C_SECOND"]
    here = await posting.preview(world.services, world.admin, "C_SECOND")
    assert here.conversation_id == "C_SECOND"
