"""Lists of feeds, in and out."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from curation.opml import MAX_BYTES, MAX_DEPTH, MAX_FEEDS, OpmlError, Outline, read, write
from curation.packs import packs
from handlers.sources import address


def opml(body: str) -> bytes:
    return f'<?xml version="1.0"?><opml version="2.0"><head/><body>{body}</body></opml>'.encode()


def feed(url: str, more: str = "") -> str:
    return f'<outline type="rss" text="T" xmlUrl="{url}" {more}/>'


def test_folders_categories_and_doubles() -> None:
    found = read(
        opml(
            feed("https://a.example/rss", 'title="A" htmlUrl="https://a.example/"')
            + f'<outline text="Work" category="company">{feed("https://b.example/rss")}</outline>'
            + f'<outline text="Company">{feed("https://e.example/rss")}</outline>'
            + feed("https://c.example/rss", 'category="/x, company"')
            + feed("https://a.example/rss")
            + '<outline text="no feed"/><outline type="link" text="a page" url="https://d.example/"/>'
        )
    )
    assert found == (
        Outline("https://a.example/rss", "A", "https://a.example/"),
        Outline("https://b.example/rss", "T", company=True),
        Outline("https://e.example/rss", "T"),  # a folder of business news, for all that is known
        Outline("https://c.example/rss", "T", company=True),
    )


def test_old_lists_and_other_cases() -> None:
    assert [
        each.url for each in read(b'<OPML><body><outline XMLURL="https://a.example/"/></body></OPML>')
    ] == ["https://a.example/"]
    latin = '<?xml version="1.0" encoding="iso-8859-1"?><opml><body><outline text="\xe9" xmlUrl="u"/></body></opml>'
    assert read(latin.encode("latin-1")) == (Outline("u", "é"),)
    assert read(b"\xef\xbb\xbf\n" + opml(feed("u"))) == (Outline("u", "T"),)


ENTITIES = b'<!DOCTYPE opml [<!ENTITY a "ha"><!ENTITY b "&a;&a;">]><opml><body text="&b;"/></opml>'
OUTSIDE = b'<!DOCTYPE opml SYSTEM "file:///etc/passwd"><opml/>'


@pytest.mark.parametrize(
    ("body", "code", "line"),
    [
        (b"", "not_opml", 1),
        (b"hello", "not_opml", 1),
        (b"<html><body/></html>", "not_opml", 1),
        (b"<rss/>", "not_opml", 1),
        (b"<opml>\n<body>\n<outline", "malformed", 3),
        (b"<opml>\n&nbsp;</opml>", "malformed", 2),
        (b'<?xml version="1.0" encoding="nowhere"?><opml/>', "malformed", 1),
        (ENTITIES, "entities", 1),
        (OUTSIDE, "entities", 1),
        (b"<opml>" + b"<outline>" * (MAX_DEPTH + 1) + b"</opml>", "too_deep", 1),
        (opml("".join(feed(f"u{n}") for n in range(MAX_FEEDS + 1))), "too_many", 1),
        (opml("\n<outline/>" * 5001), "too_many", 5002),
        (b" " * (MAX_BYTES + 1), "too_large", 1),
    ],
)
def test_what_is_refused_and_where(body: bytes, code: str, line: int) -> None:
    with pytest.raises(OpmlError) as refused:
        read(body)
    assert (refused.value.code, refused.value.line) == (code, line)


@given(st.binary(max_size=400))
def test_nothing_else_is_raised(body: bytes) -> None:
    for each in (body, opml("").replace(b"<body>", b"<body>" + body)):
        try:
            read(each)
        except OpmlError:
            continue


texts = st.text(st.characters(exclude_categories=["Cs", "Cc"], exclude_characters="￾￿"), max_size=30)


@given(st.dictionaries(texts.map(str.strip).filter(bool), st.tuples(texts, st.booleans()), max_size=8))
def test_what_goes_out_comes_in_again(feeds: dict[str, tuple[str, bool]]) -> None:
    outlines = tuple(
        Outline(url, title.strip() or url, company=company) for url, (title, company) in feeds.items()
    )
    assert read(write("Dizaine & <co>", outlines)) == outlines


def test_what_no_xml_may_hold_is_left_out() -> None:
    assert read(write("\x00", [Outline("https://a.example/\x0b", "\ud83d\x1b]0;")])) == (
        Outline("https://a.example/", "]0;"),
    )


def test_the_starter_packs_hold_addresses_each_once() -> None:
    assert {profession for profession, _language in packs()} == {
        "hr",
        "marketing",
        "sales",
        "tech",
        "finance",
    }
    assert len(packs()) == 10
    for listed in packs().values():
        assert 5 <= len(listed) <= 12
        assert len({each.url for each in listed}) == len(listed)
        for each in listed:
            assert each.title
            assert each.url.startswith("https://")
            assert address(each.url) == each.url
