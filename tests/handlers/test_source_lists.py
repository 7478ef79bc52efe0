"""A site's feeds, lists of sources in and out, and starter packs."""

from __future__ import annotations

from dataclasses import replace

import pytest

from curation import opml
from curation.fetch import FetchFailed
from curation.status import SourceStatus
from handlers import lists, sources
from handlers.errors import Refused
from handlers.source_answers import PackList, PackShown, SourceAdded, SourceChoice
from scheduler.finding import FoundFeed, FoundFeeds
from tests.handlers.conftest import NOW, World

SITE = "https://site.example/"
FEED, OTHER = f"{SITE}feed", f"{SITE}other"


@pytest.fixture(autouse=True)
def _no_patience(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sources, "PATIENCE", 0)


def finds(world: World, *urls: str, itself: bool = False) -> None:
    async def find(url: str) -> FoundFeeds | FetchFailed:
        return FoundFeeds(tuple(FoundFeed(each, each, 3, NOW) for each in urls), itself)

    world.services = replace(world.services, find_feeds=find)


def reads(world: World, body: bytes | FetchFailed) -> None:
    async def read(url: str) -> bytes | FetchFailed:
        return body

    world.services = replace(world.services, read_file=read)


async def test_a_site_s_only_feed_is_added(world: World) -> None:
    finds(world, FEED)
    added = await sources.add(world.services, world.admin, f"{SITE} maison")
    assert isinstance(added, SourceAdded)
    assert (added.source.url, added.source.kind, added.found_on) == (FEED, "company", SITE)


async def test_a_feed_of_its_own_is_added_where_it_lives(world: World) -> None:
    finds(world, FEED, itself=True)
    added = await sources.add(world.services, world.admin, f"{SITE}old")
    assert isinstance(added, SourceAdded)
    assert (added.source.url, added.found_on) == (FEED, None)
    again = await sources.add(world.services, world.admin, FEED)
    assert isinstance(again, SourceAdded)
    assert again.already


async def test_several_are_given_to_choose_from(world: World) -> None:
    finds(world, FEED, OTHER)
    await sources.add_chosen(world.services, world.admin, OTHER, "market")
    choice = await sources.add(world.services, world.admin, f"entreprise {SITE}")
    assert isinstance(choice, SourceChoice)
    assert [(each.url, each.already) for each in choice.feeds] == [(FEED, False), (OTHER, True)]
    added = await sources.add_chosen(world.services, world.admin, FEED, choice.kind)
    assert (added.source.kind, added.already) == ("company", False)


async def test_a_stale_button_does_not_undo_a_kind_that_was_told(world: World) -> None:
    finds(world, FEED, OTHER)
    choice = await sources.add(world.services, world.admin, SITE)
    assert isinstance(choice, SourceChoice)
    for typed, kind in ((None, "market"), (f"{FEED} maison", "company"), (None, "company")):
        if typed is None:
            added = await sources.add_chosen(world.services, world.admin, FEED, choice.kind)
        else:
            told = await sources.add(world.services, world.admin, typed)
            assert isinstance(told, SourceAdded)
            added = told
        assert added.source.kind == kind


async def test_a_site_that_asks_for_patience_is_not_added(world: World) -> None:
    async def busy(url: str) -> FoundFeeds | FetchFailed:
        return FetchFailed(SourceStatus.RATE_LIMITED, "HTTP 429")

    world.services = replace(world.services, find_feeds=busy)
    before = len((await sources.listed(world.services, world.admin)).sources)
    with pytest.raises(Refused, match="site_asks_patience"):
        await sources.add(world.services, world.admin, SITE)
    assert len((await sources.listed(world.services, world.admin)).sources) == before


async def test_a_page_without_a_feed_is_not_added(world: World) -> None:
    finds(world)
    before = len((await sources.listed(world.services, world.admin)).sources)
    with pytest.raises(Refused, match="no_feed_found"):
        await sources.add(world.services, world.admin, SITE)
    assert len((await sources.listed(world.services, world.admin)).sources) == before


async def test_a_list_comes_in_once(world: World) -> None:
    outlines = [opml.Outline(f"https://l{n}.example/f", f"L{n}", company=n == 0) for n in range(60)]
    reads(world, opml.write("x", [*outlines, opml.Outline("javascript:alert(1)")]))
    answer = await lists.import_list(world.services, world.admin, "<https://a.example/s.opml>")
    assert (answer.added, answer.already) == (60, 0)
    assert answer.refused == (("javascript:alert(1)", "bad_url"),)
    again = await lists.import_list(world.services, world.admin, "a.example/s.opml")
    assert (again.added, again.already) == (0, 60)
    listed = {each.url: each for each in (await sources.listed(world.services, world.admin)).sources}
    assert (listed["https://l0.example/f"].kind, listed["https://l1.example/f"].kind) == ("company", "market")
    assert listed["https://l1.example/f"].title == "L1"
    exported = await lists.export(world.services, world.admin)
    assert exported.count == 62
    assert {each.url for each in opml.read(exported.data)} == set(listed)


async def test_what_is_pasted_comes_in_too(world: World) -> None:
    pasted = '<opml><body><outline xmlUrl="https://a.example/?b=1&amp;c=2"/></body></opml>'
    assert (await lists.import_list(world.services, world.admin, pasted)).added == 1
    several = "<https://b.example/f> c.example/f nonsense maison"
    answer = await lists.import_list(world.services, world.admin, several)
    assert (answer.added, answer.refused) == (2, (("nonsense", "bad_url"),))
    listed = {each.url: each.kind for each in (await sources.listed(world.services, world.admin)).sources}
    assert listed["https://a.example/?b=1&c=2"] == "market"
    assert listed["https://c.example/f"] == "company"


async def test_there_is_room_for_so_many(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sources, "LIMIT", 4)
    answer = await lists.import_list(world.services, world.admin, "a.example b.example c.example")
    assert (answer.added, answer.refused) == (2, (("c.example", "too_many_sources"),))


@pytest.mark.parametrize(
    ("typed", "body", "code", "params"),
    [
        ("", b"", "no_list_address", {}),
        ("maison", b"", "no_list_address", {}),
        ("ftp://x.example", b"", "bad_url", {}),
        ("x.example", FetchFailed(SourceStatus.TOO_LARGE, ""), "list_unread", {"status": "too_large"}),
        ("x.example", b"<html/>", "bad_list", {"problem": "not_opml", "line": 1}),
        ("x.example", b"<opml>\n<a", "bad_list", {"problem": "malformed", "line": 2}),
        ("x.example", b"<opml/>", "bad_list", {"problem": "empty"}),
    ],
)
async def test_what_is_no_list(
    world: World, typed: str, body: bytes | FetchFailed, code: str, params: dict[str, object]
) -> None:
    reads(world, body)
    with pytest.raises(Refused) as refused:
        await lists.import_list(world.services, world.admin, typed)
    assert refused.value.code == code
    assert params.items() <= refused.value.params.items()


async def test_packs_are_seen_by_profession_and_added(world: World) -> None:
    every = await lists.pack(world.services, world.admin, "", spoken="fr")
    assert isinstance(every, PackList)
    assert len(every.packs) == 10
    shown = await lists.pack(world.services, world.admin, "Vente en", spoken="fr")
    assert isinstance(shown, PackShown)
    assert (shown.profession, shown.language) == ("sales", "en")
    added = await lists.add_pack(world.services, world.admin, "sales", "en")
    assert added.added == len(shown.sources)
    again = await lists.pack(world.services, world.admin, "sales en", spoken="fr")
    assert isinstance(again, PackShown)
    assert all(known for _title, _url, known in again.sources)
    with pytest.raises(Refused, match="unknown_pack"):
        await lists.pack(world.services, world.admin, "gardening", spoken="fr")


async def test_only_those_who_run_the_programme(world: World) -> None:
    someone = world.actor("U9")
    for act in (
        lists.import_list(world.services, someone, "x.example y.example"),
        lists.export(world.services, someone),
        lists.pack(world.services, someone, "", spoken="fr"),
        lists.add_pack(world.services, someone, "hr", "fr"),
        sources.add_chosen(world.services, someone, FEED, "market"),
    ):
        with pytest.raises(Refused, match="editors"):
            await act
