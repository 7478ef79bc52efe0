"""Feeds written for these tests, small and nasty in one way each, and what `parse` makes of them."""

from collections.abc import Iterable
from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from curation import parse as parsing
from curation.parse import MAX_ENTRIES, Entry, parse
from curation.status import SourceStatus

URL = "https://courrier.example/feed.xml"


def rss(*items: str, head: str = "", attributes: str = "") -> bytes:
    """An RSS 2.0 feed of a made-up publisher around `items`."""
    return (
        f'<?xml version="1.0" encoding="utf-8"?><rss version="2.0" {attributes}><channel>'
        f"<title>Le Courrier des métiers</title><link>https://courrier.example/</link>{head}{''.join(items)}"
        "</channel></rss>"
    ).encode()


def item(
    title: str | None = "Une usine rouvre",
    link: str | None = "https://courrier.example/usine",
    date: str | None = "Mon, 02 Mar 2026 08:30:00 +0100",
    extra: str = "",
) -> str:
    """One RSS item; None leaves an element out."""
    parts: Iterable[tuple[str, str | None]] = (("title", title), ("link", link), ("pubDate", date))
    return (
        f"<item>{''.join(f'<{tag}>{text}</{tag}>' for tag, text in parts if text is not None)}{extra}</item>"
    )


ATOM = b"""<?xml version="1.0" encoding="utf-8"?>
<feed xmlns="http://www.w3.org/2005/Atom" xml:lang="en"><title>Harbour Notes</title>
<link rel="alternate" href="https://harbour.example/"/><id>urn:feed</id><updated>2026-03-02T07:00:00Z</updated>
<entry><title type="html">Cranes &amp;amp; &lt;b&gt;cables&lt;/b&gt;</title><id>urn:1</id>
<link rel="alternate" href="/cranes?utm_source=rss&amp;amp;page=2"/><published>2026-03-01T06:00:00+02:00</published>
<author><name>Ada Quay</name></author><summary>How the port changes.</summary></entry></feed>"""

RDF = b"""<?xml version="1.0"?><rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#"
 xmlns="http://purl.org/rss/1.0/" xmlns:dc="http://purl.org/dc/elements/1.1/">
<channel rdf:about="https://quill.example/"><title>Quill</title><link>https://quill.example/</link></channel>
<item rdf:about="https://quill.example/1"><title>Old paper, new ink</title><link>https://quill.example/1</link>
<dc:date>2026-03-01T10:00:00Z</dc:date><dc:creator>Ines</dc:creator></item></rdf:RDF>"""

RSS_091 = b"""<?xml version="1.0"?><rss version="0.91"><channel><title>Plain</title>
<link>https://plain.example/</link><item><title>A plain old item</title><link>https://plain.example/1</link></item></channel></rss>"""

JSON_FEED = b"""{"version": "https://jsonfeed.org/version/1.1", "title": "Slate", "language": "en-GB",
 "home_page_url": "https://slate.example/", "items": [
 {"id": "a1", "url": "https://slate.example/a1", "title": "Roofs", "content_html": "<p>About <i>roofs</i>.</p>",
  "date_published": "2026-03-01T09:00:00Z", "image": "https://slate.example/r.png", "authors": [{"name": "Bo"}]},
 {"id": 2, "external_url": "https://other.example/2", "content_text": "Tiles < slates, they say at the yard."},
 "junk", {"id": null}]}"""

BOMB = (
    b'<?xml version="1.0"?><!DOCTYPE rss [<!ENTITY a "aaaaaaaaaa">'
    + b"".join(b'<!ENTITY %c "%s">' % (98 + n, b"&%c;" % (97 + n) * 10) for n in range(9))
    + b']><rss version="2.0"><channel><title>&j;</title><item><title>&j;</title>'
    b"<link>https://bomb.example/1</link></item></channel></rss>"
)

XXE = (
    b'<?xml version="1.0"?><!DOCTYPE rss [<!ENTITY x SYSTEM "file:///etc/passwd">]><rss version="2.0"><channel>'
    b"<title>x</title><item><title>Secret &x;</title><description>&x;</description>"
    b"<link>https://xxe.example/1</link></item></channel></rss>"
)

WEB_PAGE = b"<!doctype html><html><head><title>Hello</title></head><body><p>No feed here.</p></body></html>"


def only(body: bytes) -> Entry:
    """The one entry of a feed that is fine."""
    feed = parse(body, url=URL)
    assert feed.status is SourceStatus.OK
    (entry,) = feed.entries
    return entry


def test_rss_in_full() -> None:
    body = rss(
        item(
            title="L&amp;apos;usine &lt;b&gt;rouvre&lt;/b&gt;",
            link="https://courrier.example/usine?utm_source=rss&amp;amp;page=2",
            extra="<guid isPermaLink='false'>u-1</guid><author>redac@courrier.example (Ada Quai)</author>"
            "<description>&lt;p&gt;Le site de la vallée &lt;img src='/u.jpg'&gt; reprend.&lt;/p&gt;</description>",
        ),
        head="<language>fr-FR</language><ttl>45</ttl>",
    )
    feed = parse(body, url=URL)
    assert (feed.title, feed.home_url) == ("Le Courrier des métiers", "https://courrier.example/")
    assert (feed.language, feed.ttl_minutes, feed.status) == ("fr", 45, SourceStatus.OK)
    (entry,) = feed.entries
    assert entry.title == "L'usine rouvre"
    assert entry.url == "https://courrier.example/usine?page=2"
    assert entry.summary == "Le site de la vallée reprend."
    assert entry.author == "Ada Quai"
    assert entry.image_url == "https://courrier.example/u.jpg"
    assert entry.published == datetime(2026, 3, 2, 7, 30, tzinfo=UTC)
    assert (entry.language, entry.type, entry.guid) == ("fr", None, "u-1")


def test_atom() -> None:
    entry = only(ATOM)
    assert entry.title == "Cranes & cables"
    assert entry.url == "https://harbour.example/cranes?page=2"
    assert entry.published == datetime(2026, 3, 1, 4, 0, tzinfo=UTC)
    assert (entry.author, entry.summary, entry.language) == ("Ada Quay", "How the port changes.", "en")


def test_rdf() -> None:
    entry = only(RDF)
    assert (entry.title, entry.author) == ("Old paper, new ink", "Ines")
    assert entry.published == datetime(2026, 3, 1, 10, 0, tzinfo=UTC)


def test_rss_091_without_dates() -> None:
    entry = only(RSS_091)
    assert (entry.url, entry.published) == ("https://plain.example/1", None)


def test_json_feed() -> None:
    feed = parse(JSON_FEED, url=URL, content_type="application/feed+json")
    one, two = feed.entries
    assert (one.title, one.summary, one.author) == ("Roofs", "About roofs.", "Bo")
    assert one.image_url == "https://slate.example/r.png"
    assert (one.language, feed.home_url) == ("en", "https://slate.example/")
    assert (two.url, two.guid) == ("https://other.example/2", "2")
    assert two.title.startswith("Tiles < slates")


@pytest.mark.parametrize(
    ("body", "status"),
    [
        (b"", SourceStatus.EMPTY),
        (b" \n\t ", SourceStatus.EMPTY),
        (rss(), SourceStatus.EMPTY),
        (rss(item(link="javascript:alert(1)")), SourceStatus.EMPTY),
        (WEB_PAGE, SourceStatus.NOT_A_FEED),
        (b"just words", SourceStatus.NOT_A_FEED),
        (b"http://127.0.0.1:1/feed", SourceStatus.NOT_A_FEED),
        (b"/etc/passwd", SourceStatus.NOT_A_FEED),
        (b'{"a": 1}', SourceStatus.NOT_A_FEED),
        (b"[1, 2]", SourceStatus.NOT_A_FEED),
        (b"[" * 100_000, SourceStatus.NOT_A_FEED),
        (b'{"version": "https://jsonfeed.org/version/1.1", "items": []}', SourceStatus.EMPTY),
        (b'{"version": "https://jsonfeed.org/version/1.1", "items": [{', SourceStatus.MALFORMED),
        (b"\x89PNG\r\n\x1a\n" + bytes(range(256)) * 20, SourceStatus.NOT_A_FEED),
        (b"<svg xmlns='http://www.w3.org/2000/svg'/>", SourceStatus.NOT_A_FEED),
    ],
)
def test_what_is_no_use_says_so(body: bytes, status: SourceStatus) -> None:
    feed = parse(body, url=URL)
    assert (feed.status, feed.entries) == (status, ())


@pytest.mark.parametrize(
    ("link", "url"),
    [
        ("javascript:alert(1)", None),
        ("data:text/html,x", None),
        ("file:///etc/passwd", None),
        ("", None),
        ("/usine", "https://courrier.example/usine"),
        ("https://courrier.example/a?x=1&amp;amp;y=2", "https://courrier.example/a?x=1&y=2"),
        ("\n https://courrier.example/a \n", "https://courrier.example/a"),
        ("HTTP://COURRIER.EXAMPLE/A", "http://courrier.example/A"),
    ],
)
def test_links(link: str, url: str | None) -> None:
    feed = parse(rss(item(link=link)), url=URL)
    assert [entry.url for entry in feed.entries] == ([url] if url else [])


def test_a_permalink_guid_stands_in_for_the_link() -> None:
    guid = "<guid isPermaLink='true'>https://courrier.example/g</guid>"
    assert only(rss(item(link=None, extra=guid))).url == "https://courrier.example/g"
    assert parse(rss(item(link=None, extra="<guid>u-1</guid>")), url=URL).entries == ()


@pytest.mark.parametrize(
    ("written", "title"),
    [
        ("&lt;!channel&gt; Soldes", "Soldes"),
        ("&lt;@U123&gt; Bonjour à tous", "<@U123> Bonjour à tous"),
        ("&amp;lt;!channel&amp;gt; Soldes", "<!channel> Soldes"),
        ("&lt;https://evil.example|https://bank.example&gt; Gagnez", "Gagnez"),
        ("\u202egnitsrub\u202c droite", "gnitsrub droite"),
        ("Une\x00\x0b ligne\n\n sur   deux", "Une ligne sur deux"),
        ("<![CDATA[Du <em>style</em> & du fond]]>", "Du style & du fond"),
        ("L'Ã©tÃ© arrive", "L'été arrive"),
    ],
)
def test_titles(written: str, title: str) -> None:
    assert only(rss(item(title=written))).title == title


@pytest.mark.parametrize("written", [None, "", "🎉🎉", "&lt;!channel&gt;", "…"])
def test_no_usable_title_takes_the_summarys_start(written: str | None) -> None:
    told = "<description>La halle rouvre ses portes samedi.</description>"
    entry = only(rss(item(title=written, extra=told)))
    assert (entry.title, entry.summary) == ("La halle rouvre ses portes samedi.", "")
    assert only(rss(item(title=written))).title == ""


def test_ten_thousand_characters_are_cut() -> None:
    entry = only(rss(item(title="mot " * 2500, extra=f"<description>{'phrase ' * 5000}</description>")))
    assert len(entry.title) <= 500
    assert len(entry.summary) <= 500
    assert entry.title.endswith("mot…")


def test_items_that_all_link_home_stay_apart_and_true_repeats_do_not() -> None:
    home = "https://courrier.example/"
    same = item(title="Une", link=home, extra="<guid isPermaLink='false'>1</guid>")
    other = item(title="Deux", link=home, extra="<guid isPermaLink='false'>2</guid>")
    assert [entry.title for entry in parse(rss(same, other, same), url=URL).entries] == ["Une", "Deux"]


def test_the_newest_entries_are_kept_of_a_long_feed() -> None:
    items = [
        item(link=f"https://courrier.example/{n}", date=f"Mon, 02 Mar 2026 {n // 60:02}:{n % 60:02}:00 +0000")
        for n in range(MAX_ENTRIES + 100)
    ]
    entries = parse(rss(*items), url=URL).entries
    assert len(entries) == MAX_ENTRIES
    assert min(entry.published for entry in entries if entry.published) == datetime(
        2026, 3, 2, 1, 40, tzinfo=UTC
    )


def test_a_bomb_and_an_external_entity_give_nothing_away() -> None:
    for body in (BOMB, XXE):
        for entry in parse(body, url=URL).entries:
            assert len(entry.title) <= 500
            assert "root:" not in entry.title + entry.summary


def test_a_podcast_is_a_resource_with_its_minutes() -> None:
    extra = (
        "<enclosure url='https://p.example/1.mp3' type='audio/mpeg'/><itunes:duration>28:49</itunes:duration>"
    )
    space = "xmlns:itunes='http://www.itunes.com/dtds/podcast-1.0.dtd'"
    entry = only(rss(item(extra=extra), attributes=space))
    assert (entry.type, entry.minutes) == ("resource", 29)


def test_reading_time_only_where_the_text_is_whole() -> None:
    text = "<p>mots et mots</p> " * 200
    space = "xmlns:content='http://purl.org/rss/1.0/modules/content/'"
    whole = rss(item(extra=f"<content:encoded><![CDATA[{text}]]></content:encoded>"), attributes=space)
    assert only(whole).minutes in (3, 4)
    assert only(rss(item(extra="<description>Un résumé.</description>"))).minutes == 0


@pytest.mark.parametrize(
    ("extra", "image"),
    [
        ("<enclosure url='https://i.example/a.jpg' type='image/jpeg'/>", "https://i.example/a.jpg"),
        ("<media:content url='https://i.example/b.jpg' medium='image'/>", "https://i.example/b.jpg"),
        ("<media:thumbnail url='https://i.example/c.jpg'/>", "https://i.example/c.jpg"),
        ("<description>&lt;img src='javascript:alert(1)//x'&gt;</description>", None),
        ("<description>&lt;img src='https://t.example/p.gif' width='1' height='1'&gt;</description>", None),
        ("<description>&lt;img src='data:image/png;base64,AAAA'&gt;</description>", None),
        ("<enclosure url='ftp://i.example/a.jpg' type='image/jpeg'/>", None),
    ],
)
def test_images(extra: str, image: str | None) -> None:
    space = "xmlns:media='http://search.yahoo.com/mrss/'"
    assert only(rss(item(extra=extra), attributes=space)).image_url == image


def test_dates_of_other_vocabularies() -> None:
    space = "xmlns:dcterms='http://purl.org/dc/terms/'"
    items = [
        item(
            link=f"https://courrier.example/{n}",
            date=None,
            extra=f"<dcterms:issued>2026-03-0{n}T10:00:00Z</dcterms:issued>",
        )
        for n in range(1, 5)
    ]
    days = [
        entry.published.day
        for entry in parse(rss(*items, attributes=space), url=URL).entries
        if entry.published
    ]
    assert days == [1, 2, 3, 4]


def test_a_lying_encoding_is_read_as_what_it_is() -> None:
    body = rss(item(title="Été à l'œuvre")).replace(b"utf-8", b"iso-8859-1")
    assert only(body).title == "Été à l'œuvre"
    body = rss(item(title="Été à Évry")).decode().replace("utf-8", "windows-1252").encode("cp1252")
    assert only(body).title == "Été à Évry"


def test_a_feed_cut_short_gives_what_arrived() -> None:
    body = rss(item(), item(title="Deux", link="https://courrier.example/deux"))
    assert len(parse(body[: body.index(b"Deux")], url=URL).entries) >= 1


def test_a_panic_of_a_parser_is_malformed(monkeypatch: pytest.MonkeyPatch) -> None:
    class PanicError(BaseException):
        pass

    def panic(_: bytes) -> None:
        raise PanicError

    monkeypatch.setattr(parsing, "read_markup", panic)
    assert parse(rss(item()), url=URL).status is SourceStatus.MALFORMED


SEEDS = st.sampled_from([rss(item(), item(title="Deux")), ATOM, RDF, RSS_091, JSON_FEED, BOMB, XXE, WEB_PAGE])


@given(
    SEEDS, st.lists(st.tuples(st.integers(0, 1500), st.binary(max_size=4), st.integers(0, 40)), max_size=6)
)
def test_no_mutation_raises(body: bytes, edits: list[tuple[int, bytes, int]]) -> None:
    for place, added, cut in edits:
        body = body[:place] + added + body[place + cut :]
    for entry in parse(body, url=URL).entries:
        assert entry.url.startswith(("http://", "https://"))
        assert len(entry.title) <= 500


@given(st.binary(max_size=500), st.text(max_size=30))
def test_no_bytes_raise(body: bytes, url: str) -> None:
    assert parse(body, url=url).status in SourceStatus


def on(*days: str) -> bytes:
    """A feed of one subject, told on so many days."""
    items = "".join(
        f"<item><title>Le recrutement des cadres, {n}</title><link>https://a.example/{n}</link>"
        f"<pubDate>{day} 08:00:00 GMT</pubDate></item>"
        for n, day in enumerate(days)
    )
    return f"<rss version='2.0'><channel>{items}</channel></rss>".encode()


def test_topics_are_looked_for_in_what_may_still_be_chosen() -> None:
    found = parse(on("03 Mar 2026", "02 Feb 2026", "01 May 2025"), url="https://a.example/")
    assert [bool(entry.topics) for entry in found.entries] == [True, True, False]


@pytest.mark.parametrize(("ends", "kept"), [("2026-03-01", 0), ("2026-03-02", 1), ("2027-01-01", 1)])
def test_what_has_ended_is_no_longer_offered(ends: str, kept: int) -> None:
    offer = rss(
        item(date=None, extra=f"<g:expiration_date>{ends}</g:expiration_date>"),
        attributes="xmlns:g='http://base.example/'",
    )
    found = parse(offer, url=URL, now=datetime(2026, 3, 2, 12, tzinfo=UTC))
    assert [entry.published for entry in found.entries] == [None] * kept


def test_what_claims_the_future_does_not_make_the_rest_old() -> None:
    told = on("01 Jan 2031", "02 Feb 2026", "01 May 2025")
    found = parse(told, url="https://a.example/", now=datetime(2026, 3, 3, tzinfo=UTC))
    assert [bool(entry.topics) for entry in found.entries] == [True, True, False]
