"""What a channel would be given: what its own audience picked before counts there, and nowhere else."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest

from curation.mix import Selection
from programme.clock import FixedClock
from scheduler.digests import make_due_digests
from scheduler.messages import DigestPost
from scheduler.selection import LEARNT, Pool, SelectionRules, read_pool, select_for
from store import articles, channels, digests, drafts, picks, topics
from store.database import Database
from store.digests import NewItem
from tests.scheduler import programmes

RULES = SelectionRules()
FRESH: dict[int, dict[str, str]] = {
    1: {
        "key": "a",
        "url": "https://a.example/",
        "title": "Le tramway de Brest gagne une ligne vers l'aéroport",
    },
    2: {"key": "b", "url": "https://b.example/", "title": "Trois vergers rouvrent au public dans la Drôme"},
    3: {"key": "c", "url": "https://c.example/", "title": "Un musée du jouet s'installe à Saint-Étienne"},
}
TODAY = date(2026, 11, 23)


async def order(db: Database, conversation_id: str, clock: FixedClock) -> list[tuple[int, bool]]:
    """The sources of what the channel would get now, best first, and whether that is said to be often picked."""
    async with db.read("T1") as session:
        channel = await channels.find(session, conversation_id)
    assert channel is not None
    selection, post = await select_for(db, channel, clock.now(), RULES)
    codes = [{code for code, _ in card.reasons} for card in post.cards]
    sources = [choice.candidate.source_id for choice in selection.choices]
    return [(source, "often_picked" in told) for source, told in zip(sources, codes, strict=True)]


async def past_digest(
    db: Database, channel_id: int, clock: FixedClock, days_ago: int, items: list[int], *, posted: bool = True
) -> int:
    day = TODAY - timedelta(days=days_ago)
    async with db.write("T1") as session:
        made = await digests.claim(
            session,
            workspace_id="T1",
            channel_id=channel_id,
            local_date=day,
            slot="daily",
            wanted=10,
            missing=[],
            conversation_id="C",
            now=clock.now() - timedelta(days=days_ago),
        )
        assert made is not None
        given = [NewItem(each, place, "market", [], []) for place, each in enumerate(items, start=1)]
        await digests.fill(session, "T1", channel_id, made, given)
    if posted:
        async with db.across() as session:
            await digests.mark_posted(session, [(made, f"{days_ago}.0")])
    return made


async def pick(
    db: Database,
    person_id: int,
    article_id: int,
    digest_id: int | None,
    clock: FixedClock,
    active: bool = True,
) -> None:
    async with db.write("T1") as session:
        await picks.decide(
            session,
            person_id=person_id,
            article_id=article_id,
            digest_id=digest_id,
            active=active,
            decided_by=picks.stamp(1.0, removed=not active),
            now=clock.now(),
        )


class Programme:
    """Two channels, three sources with one fresh article each, and five articles a source of three weeks ago."""

    def __init__(self) -> None:
        self.channels: dict[str, int] = {}
        self.old: dict[int, list[int]] = {}
        self.people: list[int] = []


@pytest.fixture
async def programme(db: Database, clock: FixedClock) -> Programme:
    return await programme_on(db, clock)


async def programme_on(db: Database, clock: FixedClock) -> Programme:
    made, now = Programme(), clock.now()
    await programmes.workspace(db, "T1", now - timedelta(days=90))
    for name in ("C1", "C2"):
        made.channels[name] = await programmes.channel(db, "T1", now - timedelta(days=90), name)
    for number in (1, 2, 3):
        source = await programmes.source(db, "T1", now, number, checked_at=now)
        then = now - timedelta(days=21)
        made.old[source] = await programmes.articles(db, "T1", source, then, 5)
        await programmes.articles(db, "T1", source, now, 1, **FRESH[number])
    made.people = [await programmes.person(db, "T1", now, f"U{number}") for number in range(4)]
    return made


async def shown_for_a_week(
    db: Database,
    programme: Programme,
    clock: FixedClock,
    name: str,
    *,
    posted: bool = True,
    days_ago: int = 2,
) -> list[int]:
    """One article of each source a day, in an order that changes; the digests' ids."""
    ids = []
    for day in range(5):
        items = [articles[day] for articles in programme.old.values()]
        turned = items[day % 3 :] + items[: day % 3]
        channel = programme.channels[name]
        ids.append(await past_digest(db, channel, clock, days_ago + day, turned, posted=posted))
    return ids


async def test_what_a_channel_picks_rises_there_and_not_elsewhere(
    db: Database, clock: FixedClock, programme: Programme
) -> None:
    first, second, third = programme.old
    here = await shown_for_a_week(db, programme, clock, "C1")
    await shown_for_a_week(db, programme, clock, "C2")
    before = await order(db, "C1", clock)
    assert before == await order(db, "C2", clock) == [(first, False), (second, False), (third, False)]
    for day, digest in enumerate(here):
        for person in programme.people:
            await pick(db, person, programme.old[third][day], digest, clock)
    assert (await order(db, "C1", clock))[0] == (third, True)
    assert await order(db, "C2", clock) == before


async def test_picks_that_were_taken_back_or_made_elsewhere_teach_nothing(
    db: Database, clock: FixedClock, programme: Programme
) -> None:
    third = list(programme.old)[2]
    (before,) = {tuple(await order(db, "C1", clock))}
    for day, digest in enumerate(await shown_for_a_week(db, programme, clock, "C1")):
        await pick(db, programme.people[0], programme.old[third][day], digest, clock, active=False)
        await pick(db, programme.people[1], programme.old[third][day], None, clock)
    assert tuple(await order(db, "C1", clock)) == before


@pytest.mark.parametrize(("posted", "days_ago"), [(False, 2), (True, LEARNT.days + 1)])
async def test_what_was_never_posted_or_long_ago_teaches_nothing(
    sqlite: Database, clock: FixedClock, posted: bool, days_ago: int
) -> None:
    programme = await programme_on(sqlite, clock)
    third = list(programme.old)[2]
    before = await order(sqlite, "C1", clock)
    made = await shown_for_a_week(sqlite, programme, clock, "C1", posted=posted, days_ago=days_ago)
    for day, digest in enumerate(made):
        for person in programme.people:
            await pick(sqlite, person, programme.old[third][day], digest, clock)
    assert await order(sqlite, "C1", clock) == before


async def test_each_person_counts_once_an_article_and_each_article_once_a_day(
    db: Database, clock: FixedClock, programme: Programme
) -> None:
    first, second, third = programme.old
    items = [programme.old[each][0] for each in (first, second)]
    digest = await past_digest(db, programme.channels["C1"], clock, 1, items)
    for person in programme.people[:3]:
        for _ in range(2):
            await pick(db, person, items[0], digest, clock)
    now = clock.now()
    async with db.read("T1") as session:
        found = await digests.shown(session, now - LEARNT, now, limit=10)
    assert [(each.source_id, each.position, each.acts) for each in found] == [(first, 1, 3), (second, 2, 0)]
    assert third not in {each.source_id for each in found}
    await programmes.workspace(db, "T2", now)
    async with db.read("T2") as session:
        assert await digests.shown(session, now - LEARNT, now, limit=10) == []


async def test_a_date_to_come_is_no_way_to_the_front_of_a_full_pool(db: Database, clock: FixedClock) -> None:
    now = clock.now()
    await programmes.workspace(db, "T1", now)
    source = await programmes.source(db, "T1", now, checked_at=now)
    seen = now - timedelta(days=2)
    (later,) = await programmes.articles(
        db, "T1", source, now, 1, key="later", published_at=now + timedelta(days=30), seen_at=seen
    )
    fresh = await programmes.articles(db, "T1", source, now, 2)
    async with db.read("T1") as session:
        pool = await articles.pool(session, now - timedelta(days=7), limit=2)
        assert [each.article_id for each in pool] == fresh
        assert later in {each.article_id for each in await articles.pool(session, now - timedelta(days=7))}
        assert await articles.count_pool(session, now - timedelta(days=7)) == 3


async def test_what_was_drafted_and_shared_counts_for_more_than_a_pick(
    db: Database, clock: FixedClock, programme: Programme
) -> None:
    items = [each[0] for each in programme.old.values()]
    now, channel = clock.now(), programme.channels["C1"]
    digest = await past_digest(db, channel, clock, 2, items)
    one, other = programme.people[:2]
    for person in (one, other):
        await pick(db, person, items[0], digest, clock)
    await pick(db, one, items[1], digest, clock)
    async with db.write("T1") as session:
        for network in ("linkedin", "x"):
            await drafts.save(
                session,
                person_id=one,
                article_id=items[0],
                network=network,
                caption="Oui",
                state="draft",
                now=now,
            )
    await programmes.share(db, "T1", one, items[0], now)
    async with db.read("T1") as session:
        shown = await digests.shown(session, now - LEARNT, now, limit=10)
        newest = await digests.shown(session, now - LEARNT, now, limit=2)
        later = await digests.shown(session, now - timedelta(hours=20), now, limit=10)
    # Two picks, a draft on whatever networks, a share.
    assert [(each.article_id, each.position, each.acts) for each in shown] == [
        (items[0], 1, 4),
        (items[1], 2, 1),
        (items[2], 3, 0),
    ]
    assert [each.position for each in newest] == [2, 3]
    assert later == []
    assert {each.channel_id for each in shown} == {channel}


async def test_a_pool_is_read_once_for_all_channels_of_a_workspace(
    sqlite: Database, clock: FixedClock, monkeypatch: pytest.MonkeyPatch
) -> None:
    await programme_on(sqlite, clock)
    read: list[str] = []

    async def counted(db: Database, workspace_id: str, *rest: Any) -> Pool:
        read.append(workspace_id)
        return await read_pool(db, workspace_id, *rest)

    monkeypatch.setattr("scheduler.digests.read_pool", counted)
    clock.set(datetime(2026, 11, 23, 8, 5, tzinfo=UTC))
    made = await make_due_digests(sqlite, clock, RULES)
    assert len(made) == 2
    assert read == ["T1"]


async def test_an_article_that_did_well_elsewhere_rises(
    db: Database, clock: FixedClock, programme: Programme
) -> None:
    third = list(programme.old)[2]
    async with db.read("T1") as session:
        pool = await articles.pool(session, clock.now() - timedelta(days=7))
    (fresh,) = (each.article_id for each in pool if each.source_id == third)
    others = [each.article_id for each in pool if each.source_id != third]
    before = await order(db, "C2", clock)
    digest = await past_digest(db, programme.channels["C1"], clock, 1, [*others, fresh])
    for person in programme.people:
        await pick(db, person, fresh, digest, clock)
    assert before[0][0] != third
    assert (await order(db, "C2", clock))[0][0] == third


async def test_topics_a_channel_wants_rise_there_and_not_elsewhere(
    db: Database, clock: FixedClock, programme: Programme
) -> None:
    first, second, third = programme.old
    now = clock.now()
    async with db.read("T1") as session:
        pool = await articles.pool(session, now - timedelta(days=7))
    fresh = {each.source_id: each.article_id for each in pool}
    async with db.write("T1") as session:
        await topics.file(session, fresh[second], ["hr.pay"], now)
        await topics.file(session, fresh[third], ["tech.ai"], now)
        for name, wanted in (("C1", ["hr", "gone"]), ("C2", [])):
            channel = await channels.find(session, name)
            assert channel is not None
            channel.topics = wanted
    assert [source for source, _ in await order(db, "C1", clock)] == [second, first, third]
    assert [source for source, _ in await order(db, "C2", clock)] == [first, second, third]
    async with db.read("T1") as session:
        channel = await channels.find(session, "C1")
    assert channel is not None
    _, post = await select_for(db, channel, now, RULES)
    told = [params for card in post.cards for code, params in card.reasons if code == "topic"]
    assert told == [{"topic": "hr.pay"}]


@pytest.mark.parametrize(("hours", "first"), [(30, True), (40, False)])
async def test_what_is_wanted_does_not_drown_what_is_fresher_by_more(
    sqlite: Database, clock: FixedClock, hours: int, first: bool
) -> None:
    now = clock.now()
    await programmes.workspace(sqlite, "T1", now)
    await programmes.channel(sqlite, "T1", now, "C1")
    ids = []
    for number, age in ((1, 0), (2, hours)):
        source = await programmes.source(sqlite, "T1", now, number, checked_at=now)
        told = now - timedelta(hours=age)
        ids += await programmes.articles(sqlite, "T1", source, now, 1, **FRESH[number], published_at=told)
    async with sqlite.write("T1") as session:
        await topics.file(session, ids[1], ["hr.pay"], now)
        channel = await channels.find(session, "C1")
        assert channel is not None
        channel.topics = ["hr.pay"]
    found = [source for source, _ in await order(sqlite, "C1", clock)]
    assert (found.index(max(found)) == 0) is first


async def two_feeds(db: Database, now: datetime, second: str = "La Feuille") -> list[int]:
    """Of one newspaper, in two formats; or of two."""
    await programmes.workspace(db, "T1", now)
    await programmes.channel(db, "T1", now)
    told = (("La Feuille", "rss.xml"), (second, "atom.xml"))
    return [
        await programmes.source(
            db, "T1", now, number, title=title, url=f"https://feuille.example/{file}", checked_at=now
        )
        for number, (title, file) in enumerate(told)
    ]


async def chosen(db: Database, now: datetime) -> tuple[Selection, DigestPost]:
    async with db.read("T1") as session:
        (channel,) = await channels.listed(session)
    return await select_for(db, channel, now, SelectionRules(company_share=0.5))


@pytest.mark.parametrize(("second", "count"), [("La Feuille", 3), ("La Feuille, sports", 6)])
async def test_one_outlets_feeds_have_one_share(
    db: Database, clock: FixedClock, second: str, count: int
) -> None:
    for source in await two_feeds(db, clock.now(), second):
        await programmes.articles(db, "T1", source, clock.now(), 8)
    selection, _ = await chosen(db, clock.now())
    assert len(selection.choices) == count


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ({"title": "Le port rouvre ses grues"}, {"title": "Le port rouvre toutes ses grues"}),  # one address
        (
            {"url": "https://feuille.example/?p=1"},
            {"url": "https://feuille.example/port", "summary": "Court."},
        ),
    ],
)
@pytest.mark.parametrize("second", ["La Feuille", "La Feuille, sports"])
async def test_what_both_feeds_of_an_outlet_tell_is_told_once_and_nowhere_else(
    db: Database, clock: FixedClock, one: dict[str, str], other: dict[str, str], second: str
) -> None:
    story = {"title": "Le port rouvre ses grues au public après dix ans", "url": "https://feuille.example/1"}
    for source, values in zip(await two_feeds(db, clock.now(), second), (one, other), strict=True):
        await programmes.articles(db, "T1", source, clock.now(), 1, **(story | values))
    selection, post = await chosen(db, clock.now())
    assert len(selection.choices) == 1
    elsewhere = story["url"] not in (one | other).values() and "url" in one
    assert len(post.cards[0].also_in) == (elsewhere and second != "La Feuille")
    assert ("also_in" in {code for code, _ in post.cards[0].reasons}) == bool(post.cards[0].also_in)


async def test_an_outlet_keeps_its_trust_while_its_first_feed_is_silent(
    db: Database, clock: FixedClock
) -> None:
    now = clock.now()
    first, second = await two_feeds(db, now)
    others = [await programmes.source(db, "T1", now, number) for number in (5, 6)]
    old = [
        await programmes.articles(db, "T1", source, now - timedelta(days=21), 5)
        for source in (first, *others)
    ]
    (new,) = await programmes.articles(db, "T1", second, now, 1)
    async with db.read("T1") as session:
        (channel,) = await channels.listed(session)
    people = [await programmes.person(db, "T1", now, f"U{number}") for number in range(4)]
    for day in range(5):
        items = [articles[day] for articles in old]
        turned = items[day % 3 :] + items[: day % 3]
        digest = await past_digest(db, channel.id, clock, 2 + day, turned)
        for person in people:
            await pick(db, person, items[0], digest, clock)
    _, post = await chosen(db, now)
    (card,) = post.cards
    assert card.article_id == new
    assert "often_picked" in {code for code, _ in card.reasons}
