"""Pages to the feeds they name."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from curation.discover import MAX_FEEDS, NamedFeeds, named_feeds, usual

URL = "https://site.example/blog/"


def page(head: str = "", body: str = "", title: str = "Un site") -> NamedFeeds:
    html = f"<!doctype html><html><head><title>{title}</title>{head}</head><body>{body}</body></html>"
    return named_feeds(html.encode(), URL, "text/html; charset=utf-8")


def link(href: str, kind: str = "application/rss+xml", title: str = "", rel: str = "alternate") -> str:
    return f'<link rel="{rel}" type="{kind}" href="{href}" title="{title}">'


@pytest.mark.parametrize(
    ("head", "body", "urls"),
    [
        (link("/rss.xml"), "", ["https://site.example/rss.xml"]),
        (link("feed"), "", ["https://site.example/blog/feed"]),
        (link("//cdn.example/a", "Application/Atom+XML; charset=utf-8"), "", ["https://cdn.example/a"]),
        (link("/f.json", "application/feed+json"), "", ["https://site.example/f.json"]),
        (link("feed://site.example/rss"), "", ["https://site.example/rss"]),
        (link("feed:http://site.example/rss"), "", ["http://site.example/rss"]),
        ('<base href="https://other.example/x/">' + link("rss"), "", ["https://other.example/x/rss"]),
        (
            '<LINK REL="Alternate" TYPE="application/rss+xml" HREF="/a&amp;b=1">',
            "",
            ["https://site.example/a&b=1"],
        ),
        # An alternate that is none: a translation, an API, a page's JSON.
        (link("/en/", "text/html"), "", []),
        (link("/wp-json/posts/3", "application/json"), "", []),
        (link("/feed.json", "application/json"), "", ["https://site.example/feed.json"]),
        (link("/x", "application/rss+xml", rel="stylesheet"), "", []),
        (link("javascript:alert(1)") + link("data:text/xml,x") + link("http://"), "", []),
        (link("https://user:pass@site.example/rss"), "", []),
        (link(URL), "", []),
        # What only looks like one, in the page's own list.
        ("", '<a href="/rss/politique.xml">Politique</a>', ["https://site.example/rss/politique.xml"]),
        ("", '<a href="/flux.rss"><img alt="RSS" src="i.png"></a>', ["https://site.example/flux.rss"]),
        ("", '<a href="/?feed=rss2">Fil</a>', ["https://site.example/?feed=rss2"]),
        ("", '<a href="https://feedly.com/i/subscription/feed/x/rss">Feedly</a>', []),
        ("", '<a href="/pictures/rss.png">RSS</a>', []),
        ("", '<a href="/presse/">Presse</a><a href="/atomique">Atomique</a>', []),
        ("", "", []),
    ],
)
def test_what_a_page_names(head: str, body: str, urls: list[str]) -> None:
    assert [each.url for each in page(head, body).feeds] == urls


def test_what_is_said_comes_first_and_comments_last() -> None:
    found = page(
        link("/comments/feed/", title="Commentaires (comments)") + link("/feed/", title="Le &amp; fil"),
        '<a href="/rss/two.xml">Deux</a><a href="/feed/">Encore</a>',
    )
    assert [
        (each.url.removeprefix("https://site.example"), each.title, each.said) for each in found.feeds
    ] == [
        ("/feed/", "Le & fil", True),
        ("/rss/two.xml", "Deux", False),
        ("/comments/feed/", "Commentaires (comments)", True),
    ]


def test_a_page_of_the_site_that_lists_its_feeds() -> None:
    found = page(body='<a href="/abonnements">Nos flux RSS</a><a href="https://w.example/RSS_">RSS ?</a>')
    assert found.lists == ("https://site.example/abonnements",)


def test_no_more_than_can_be_shown_and_read() -> None:
    assert len(page("".join(link(f"/{n}.rss") for n in range(200))).feeds) == MAX_FEEDS
    assert len(page(title="x" * 5000).title) <= 150


@pytest.mark.parametrize(
    "body",
    [b"", b"\x00\xff\xfe", b"<![if", b"<!" * 10_000, b"<a href=" * 50_000, b"<link rel=alternate" * 20_000],
)
def test_what_is_no_page_names_nothing(body: bytes) -> None:
    assert named_feeds(body, URL, None).feeds == ()


@given(st.binary(max_size=300), st.text(max_size=60))
def test_it_never_raises(body: bytes, url: str) -> None:
    found = named_feeds(
        b"<a href='" + body + b"'>rss</a><link rel=alternate type=application/rss+xml href=" + body, url
    )
    assert all(each.url.startswith(("http://", "https://")) for each in found.feeds)


@pytest.mark.parametrize(
    ("url", "first", "count"),
    [
        ("https://site.example", "https://site.example/feed", 7),
        ("https://site.example/blog", "https://site.example/blog/feed", 9),
        ("https://site.example/a/index.html?x=1#y", "https://site.example/a/feed", 9),
        ("https://[broken", None, 0),
    ],
)
def test_usual_addresses(url: str, first: str | None, count: int) -> None:
    found = usual(url)
    assert len(found) == len(set(found)) == count
    assert (found[0] if found else None) == first
