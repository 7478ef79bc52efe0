"""The feeds of an address that someone gave."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import timedelta

from curation.discover import NamedFeeds, named_feeds
from curation.fetch import Fetched, FetchFailed, NotModified
from curation.parse import ParsedFeed, parse
from curation.status import SourceStatus
from scheduler.finding import AT_ONCE, MOST_VISITS, FoundFeeds, Visitor, find_feeds

SITE = "https://site.example/"
NOTHING = FetchFailed(SourceStatus.HTTP_ERROR, "HTTP 404")


def rss(title: str, count: int = 2) -> str:
    items = "".join(
        f"<item><title>Un titre {n}</title><link>{SITE}{title}/{n}</link>"
        f"<pubDate>Mon, 02 Mar 2026 0{n}:00:00 GMT</pubDate></item>"
        for n in range(count)
    )
    return f'<rss version="2.0"><channel><title>{title}</title>{items}</channel></rss>'


def html(*links: str, body: str = "") -> str:
    tags = "".join(f'<link rel="alternate" type="application/rss+xml" href="{each}">' for each in links)
    return f"<!doctype html><html><head><title>Site</title>{tags}</head><body>{body}</body></html>"


@dataclass
class Site:
    """Bodies by path; stands for the network, and parses in this process."""

    bodies: dict[str, str]
    permanent: dict[str, str] = field(default_factory=dict)
    asked: list[str] = field(default_factory=list)
    released: int = 0

    async def __call__(self, url: str) -> Fetched | NotModified | FetchFailed:
        path = url.removeprefix(SITE)
        self.asked.append(path)
        if path not in self.bodies:
            return NOTHING
        return Fetched(
            self.bodies[path].encode(), url, permanent_url=self.permanent.get(path), release=self._release
        )

    def _release(self) -> None:
        self.released += 1

    async def parse(self, body: bytes, url: str, content_type: str | None = None) -> ParsedFeed:
        return parse(body, url=url, content_type=content_type)

    async def named_feeds(self, body: bytes, url: str, content_type: str | None = None) -> NamedFeeds:
        return named_feeds(body, url, content_type)

    async def found(self, path: str = "") -> list[str] | FetchFailed:
        answer = await find_feeds(Visitor(self), self, SITE + path)
        if isinstance(answer, FetchFailed):
            return answer
        return [each.url.removeprefix(SITE) for each in answer.feeds]


async def test_a_feed_is_its_own() -> None:
    site = Site({"rss": rss("A")})
    answer = await find_feeds(Visitor(site), site, f"{SITE}rss")
    assert isinstance(answer, FoundFeeds)
    (found,) = answer.feeds
    assert answer.itself
    assert (found.url, found.title, found.articles) == (f"{SITE}rss", "A", 2)
    assert found.newest is not None
    assert found.newest.hour == 1
    assert (site.asked, site.released) == (["rss"], 1)


async def test_one_that_moved_for_good_is_where_it_lives_now() -> None:
    site = Site({"rss": rss("A")}, permanent={"rss": f"{SITE}new"})
    assert await site.found("rss") == ["new"]


async def test_those_of_the_tags_each_read_and_the_same_in_two_forms_once() -> None:
    site = Site({"": html("/a", "/b", "/twin", "/dead", "/page"), "a": rss("A"), "b": rss("B", 3)})
    site.bodies |= {"twin": rss("A"), "page": html()}
    assert await site.found() == ["a", "b"]
    assert site.released == 5


async def test_tags_that_lead_nowhere_give_way_to_links_lists_and_usual_addresses() -> None:
    links = Site({"": html("/dead", body='<a href="/rss/one.xml">x</a>'), "rss/one.xml": rss("A")})
    assert await links.found() == ["rss/one.xml"]
    lists = Site({"": html(body='<a href="/abos">Flux RSS</a>'), "abos": html("/x", "/y")})
    lists.bodies |= {"x": rss("X"), "y": rss("Y", 1)}
    assert await lists.found() == ["x", "y"]
    behind = Site({"": html(body='<a href="/fil">RSS</a>'), "fil": rss("A")})
    assert await behind.found() == ["fil"]
    listing = Site(
        {"": html(body='<a href="/rss/">x</a>'), "rss/": html("/x", "/y"), "x": rss("X"), "y": rss("Y", 1)}
    )
    assert await listing.found() == ["x", "y"]
    usual = Site({"blog/": html(), "blog/feed": rss("A"), "rss.xml": rss("B", 1)})
    assert await usual.found("blog/") == ["blog/feed"]


async def test_none_and_no_page() -> None:
    assert await Site({"": html()}).found() == []
    assert await Site({}).found() == NOTHING
    broken = await Site({"rss": "<rss><channel"}).found("rss")
    assert broken == [] or isinstance(broken, FetchFailed)


async def test_visits_are_bounded() -> None:
    anchors = "".join(f'<a href="/rss/{n}.xml">{n}</a>' for n in range(100))
    lists = "".join(f'<a href="/list{n}">RSS</a>' for n in range(100))
    site = Site({"": html(*(f"/dead{n}" for n in range(100)), body=anchors + lists)})
    assert await site.found() == []
    assert len(site.asked) <= MOST_VISITS
    site.asked.clear()
    assert await find_feeds(Visitor(site, most=7), site, SITE) == FoundFeeds(())
    assert len(site.asked) == 7


async def test_a_host_that_asks_to_be_left_alone_is_asked_no_more() -> None:
    site = Site({"": html("/a", "/b", "/c", "/d")})
    limited = FetchFailed(SourceStatus.RATE_LIMITED, "HTTP 429", 600)

    async def fetch(url: str) -> Fetched | NotModified | FetchFailed:
        answer = await site(url)
        return limited if url != SITE else answer

    visitor = Visitor(fetch)
    answer = await find_feeds(visitor, site, SITE)
    assert isinstance(answer, FetchFailed)  # that there are none, nobody knows
    assert answer.status is SourceStatus.RATE_LIMITED
    assert len(site.asked) <= 1 + AT_ONCE
    assert visitor.pauses == {"site.example": timedelta(minutes=10)}


async def test_nor_one_that_asked_for_it_before() -> None:
    site = Site({"": html("/a"), "a": rss("A")})
    answer = await find_feeds(Visitor(site, {"site.example"}), site, SITE)
    assert isinstance(answer, FetchFailed)
    assert answer.status is SourceStatus.RATE_LIMITED
    assert site.asked == []
