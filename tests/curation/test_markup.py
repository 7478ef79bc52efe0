"""What is ill-formed, in one way each, and still read; and what is bounded."""

from datetime import UTC, datetime

import pytest

from curation.markup import read_markup
from curation.mending import MAX_MENDED, MAX_NODES, mended
from curation.raw import MAX_ENTRIES_READ, RawEntry

DAY = datetime(2026, 3, 2, tzinfo=UTC)


def rss(inside: str, attributes: str = "") -> bytes:
    return f"<rss version='2.0' {attributes}><channel><title>T</title>{inside}</channel></rss>".encode()


def entries(body: bytes) -> list[RawEntry]:
    return read_markup(body).entries


def only(inside: str, attributes: str = "") -> RawEntry:
    (entry,) = entries(rss(f"<item>{inside}</item>", attributes))
    return entry


ONE, TWO = "<item><title>One</title><link>https://a.example/1</link>", "<item><title>Two</title>"


@pytest.mark.parametrize(
    "body",
    [
        rss(ONE + TWO),  # no item has an end
        rss(f"{ONE}</item>{TWO}</item>")[:-20],
        rss(f"{ONE}</item></channel></rss>{TWO}</item>"),  # more after the end
        rss(f"{ONE}<b><i></b></i></item>{TWO}</item>"),
        rss(f"{ONE}<description>5 < 6 & 7</description></item>{TWO}</item>"),
        rss(f"{ONE}<media:x a=b c></item>{TWO}</item>"),
        rss(f"{ONE}{'<div>' * 400}</item>{TWO}</item>"),  # deeper than libxml2 goes
        rss(f"{ONE}</item>{TWO}</item>").replace(b"item", b"ITEM"),
        rss(f"{ONE}</item>{TWO}</item>").replace(b"<rss version='2.0' ", "<rss version=“2.0”".encode()),
        f"<x:feed xmlns:x='http://www.w3.org/2005/Atom'>{ONE}</item>{TWO}</item></x:feed>".replace(
            "item", "x:entry"
        )
        .replace("<title", "<x:title")
        .replace("</title", "</x:title")
        .replace("<link", "<x:link")
        .replace("</link", "</x:link")
        .encode(),
    ],
)
def test_two_entries_are_two_whatever_is_wrong(body: bytes) -> None:
    one, two = entries(body)
    assert (one.title, two.title) == ("One", "Two")
    assert one.link == "https://a.example/1"


@pytest.mark.parametrize(
    ("written", "title"),
    [
        ("Fish & chips", "Fish & chips"),
        ("AT&T;", "AT&T;"),
        ("Caf&eacute;", "Caf&eacute;"),
        ("a &#38; b", "a & b"),
        ("<![CDATA[a &nbsp; b]]> & c", "a &nbsp; b & c"),
        ("One <b>bold &amp; blue</b> word", "One <b>bold &amp; blue</b> word"),
    ],
)
def test_stray_ampersands_lose_nothing(written: str, title: str) -> None:
    assert only(f"<title>{written}</title>").title == title


def test_a_link_keeps_its_bare_ampersands() -> None:
    assert only("<link>https://a.example/?a=1&b=2&c</link>").link == "https://a.example/?a=1&b=2&c"


@pytest.mark.parametrize(
    ("inside", "link"),
    [
        ("<link rel='self' href='/s'/><link rel='alternate' type='text/html' href='/h'/>", "/h"),
        ("<link type='application/json' href='/j'/><link type='text/html' href='/h'/>", "/h"),
        ("<link rel='enclosure' href='/e'/>", ""),
        ("<link rel='alternate'>/t</link>", "/t"),
        ("<link>\n  https://a.example/long-\n   title\n</link>", "https://a.example/long-title"),
    ],
)
def test_the_link_is_the_one_to_the_page(inside: str, link: str) -> None:
    assert only(inside).link == link


@pytest.mark.parametrize(
    "inside",
    [
        "<pubDate>Mon, 02 Mar 2026 00:00:00 GMT</pubDate>",
        "<dc:date>2026-03-02</dc:date>",  # its prefix was never declared
        "<g:publish_date xmlns:g='http://base.example/'>2026-03-02</g:publish_date>",
        "<updated>no date</updated><issued>2026-03-02</issued>",
        "<PUBDATE>2 mars 2026</PUBDATE>",
    ],
)
def test_dates_by_any_usual_name(inside: str) -> None:
    assert only(inside).published == DAY


def test_a_number_is_no_date() -> None:
    assert only("<guid>1028</guid>").published is None


def test_the_end_of_an_offer_is_not_its_beginning() -> None:
    ends = "<g:expiration_date xmlns:g='http://base.example/'>2026-03-02</g:expiration_date>"
    assert (only(ends).published, only(ends).ends) == (None, DAY)


def test_other_vocabularies_do_not_pass_for_the_feeds_own() -> None:
    entry = only(
        "<x:title>Other</x:title><media:title>Media</media:title><title>Own</title>", "xmlns:x='urn:x'"
    )
    assert entry.title == "Own"
    assert only("<x:title>Other</x:title>", "xmlns:x='urn:x'").title == ""


def test_a_feed_may_have_any_namespace() -> None:
    body = b"<feed xmlns='urn:mine'><entry><title>Own</title><link href='/1'/></entry></feed>"
    assert [(entry.title, entry.link) for entry in entries(body)] == [("Own", "/1")]


def test_bases_apply_from_the_outside_in() -> None:
    body = b"<feed xml:base='https://a.example/x/'><entry xml:base='y/'><link href='z'/></entry></feed>"
    assert [(entry.base, entry.link) for entry in entries(body)] == [("https://a.example/x/y/", "z")]


def test_media_in_groups_and_the_feeds_author() -> None:
    body = (
        b"<feed xmlns:media='http://search.yahoo.com/mrss/'><author><name>Ada</name></author><entry><media:group>"
        b"<media:thumbnail url='/t.png'/><media:description>Said</media:description></media:group></entry></feed>"
    )
    (entry,) = entries(body)
    assert (entry.author, entry.images, entry.summary) == ("Ada", ["/t.png"], "Said")


def test_a_dtd_is_left_unread() -> None:
    body = b"<!DOCTYPE rss [<!ENTITY a 'aaaa'><!ENTITY b SYSTEM 'file:///etc/passwd'>]>" + rss(
        "<item><title>&a;&b;</title></item>"
    )
    assert [entry.title for entry in entries(body)] == ["&a;&b;"]
    assert b"ENTITY" not in mended(body)


def test_entries_and_nodes_are_bounded() -> None:
    assert len(entries(rss("<item/>" * (MAX_ENTRIES_READ + 10)))) == MAX_ENTRIES_READ
    body = rss(ONE + "<a/>" * (2 * MAX_NODES))
    assert len(mended(body)) < len(body)
    assert entries(body)[0].title == "One"
    markup = rss(f"{ONE}<description><![CDATA[{'<a/>' * (2 * MAX_NODES)}]]></description></item>")
    assert mended(markup) == markup


@pytest.mark.parametrize(
    "part",
    ["&a", "<![CDATA[", "<!DOCTYPE x [", "=“", "<item><description>", " xmlns:a='", "<item>", "&#0;", "\"'"],
)
def test_what_repeats_is_read_in_the_end(part: str) -> None:
    body = rss("<item><title>" + part * (MAX_MENDED // 10))  # squared, it would take minutes
    assert 1 <= len(entries(body)) <= MAX_ENTRIES_READ


@pytest.mark.parametrize("inside", ["<author>&eacute;l</author>", "<image>&eacute;<url>x</url></image>"])
def test_an_entity_that_nobody_knows_costs_no_entry(inside: str) -> None:
    """In a feed with so many that they are not mended."""
    many = "&eacute;" * (MAX_MENDED + 1)
    body = f"<rss><channel><item><title>T</title>{inside}</item><item><title>{many}</title></item></channel></rss>"
    assert [entry.title for entry in read_markup(body.encode()).entries][:1] == ["T"]
