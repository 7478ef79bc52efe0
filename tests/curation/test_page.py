"""Pages of articles, as sites write them and as nobody should."""

import time
from datetime import UTC, datetime
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from curation.encoding import PAGE_BYTES
from curation.page import Page, read_page
from curation.pool import ParserPool
from curation.status import SourceStatus
from curation.topics import read as topics_of

URL = "https://www.courrier.example/2026/03/usine"
LONG = "Les équipes racontent ce que la nouvelle ligne change pour elles, poste par poste, semaine après semaine."


def page(head: str = "", body: str = "", lang: str = "fr") -> bytes:
    return f'<!doctype html><html lang="{lang}"><head>{head}</head><body>{body}</body></html>'.encode()


def og(**values: str) -> str:
    return "".join(f'<meta property="og:{name}" content="{value}">' for name, value in values.items())


def read(body: bytes, url: str = URL, content_type: str | None = "text/html; charset=utf-8") -> Page:
    found = read_page(body, url, content_type)
    assert isinstance(found, Page), found
    return found


def test_what_a_page_tells_machines() -> None:
    head = (
        og(
            title="L&#39;usine &amp; la ville",
            description="Ce que cela &lt;b&gt;change&lt;/b&gt;.",
            site_name="Le Courrier",
        )
        + og(image="/i/usine.jpg?w=1200&amp;h=630")
        + '<meta name="author" content="Ada Martin">'
        + '<meta property="article:published_time" content="2026-03-02T08:30:00+01:00">'
        + '<link rel="canonical" href="https://courrier.example/2026/03/usine?utm_source=x#haut">'
        + "<title>Autre chose</title>"
    )
    assert read(page(head)) == Page(
        canonical_url="https://courrier.example/2026/03/usine",
        site="Le Courrier",
        title="L'usine & la ville",
        summary="Ce que cela change.",
        author="Ada Martin",
        image_url="https://www.courrier.example/i/usine.jpg?w=1200&h=630",
        language="fr",
        published=datetime(2026, 3, 2, 7, 30, tzinfo=UTC),
        type=None,
        minutes=0,
    )


LD = """<script type="application/ld+json">{"@context": "https://schema.org", "@graph": [
{"@type": "WebSite", "name": "Not this"},
{"@type": ["NewsArticle"], "headline": "Une usine s'ouvre", "description": "À Lyon.",
 "author": [{"@type": "Person", "name": "Ada"}, {"name": "Bo"}], "image": [{"url": "https://i.example/1.png"}],
 "datePublished": "2026-03-01", "inLanguage": "fr-FR", "publisher": {"name": "La Gazette"}}]}</script>"""
TITLES: list[tuple[str, str]] = [
    ("<title>Une usine s'ouvre</title>", "Une usine s'ouvre"),
    ("<title>Une usine | courrier.example</title>", "Une usine"),
    (og(title="Une usine - Le Courrier", site_name="Le Courrier"), "Une usine"),
    (og(title="Le Courrier", site_name="Le Courrier"), "Le Courrier"),
    (og(title="🚀🚀") + "<title>En mots</title>", "En mots"),
    ('<meta name="twitter:title" content="Par là"><title>Par ici</title>', "Par là"),
    ("<svg><title>Logo</title></svg><title>Le vrai</title>", "Le vrai"),
    ("<title>1 &lt; 2 &amp;&amp; 3</title>", "1 < 2 && 3"),
    ("<TITLE\n>Majuscules</TITLE>", "Majuscules"),
    (og(title="&lt;!channel&gt; dit &lt;script&gt;alert(1)&lt;/script&gt; bonjour"), "dit bonjour"),
    (og(title="droite \u202egauche\u202c\x00"), "droite gauche"),
    (LD, "Une usine s'ouvre"),
]


@pytest.mark.parametrize(("head", "title"), TITLES)
def test_titles(head: str, title: str) -> None:
    assert read(page(head)).title == title


def test_json_ld_alone_is_enough() -> None:
    found = read(page(LD))
    assert (found.summary, found.author, found.site) == ("À Lyon.", "Ada, Bo", "La Gazette")
    assert (found.image_url, found.published) == ("https://i.example/1.png", datetime(2026, 3, 1, tzinfo=UTC))


@pytest.mark.parametrize(
    ("link", "kept"),
    [
        ("https://courrier.example/a", "https://courrier.example/a"),
        ("/b", "https://www.courrier.example/b"),
        ("https://m.courrier.example/a", "https://m.courrier.example/a"),
        ("https://evil.example/a", URL),
        ("https://courrier.example.evil.example/a", URL),
        ("https://www.courrier.example:8443/a", URL),
        ("https://www.courrier.example/", URL),
        ("javascript:alert(1)", URL),
        ("http://[", URL),
        ("", URL),
    ],
)
def test_a_canonical_address_counts_within_the_site(link: str, kept: str) -> None:
    head = f'<title>Une usine</title><link rel="canonical" href="{link}">'
    assert read(page(head)).canonical_url == kept


def test_tracking_is_dropped_from_the_address() -> None:
    assert (
        read(page("<title>Une usine</title>"), URL + "?utm_medium=mail&id=7#x").canonical_url == URL + "?id=7"
    )


@pytest.mark.parametrize(
    ("lang", "words", "language"),
    [
        ("fr-FR", "Bonjour", "fr"),
        ("en", "Ce que les équipes en disent dans la ville et pour nous", "fr"),
        ("", "What the teams say about it and why it is new", "en"),
        ("", "Usine", None),
        ("?!", "Usine", None),
    ],
)
def test_the_words_tell_the_language_before_the_theme_does(
    lang: str, words: str, language: str | None
) -> None:
    assert read(page(f"<title>{words}</title>", lang=lang)).language == language


def ld(**thing: Any) -> str:
    import json

    return f'<script type="application/ld+json">{json.dumps(thing)}</script>'


@pytest.mark.parametrize(
    ("head", "kind"),
    [
        ("<title>Une usine</title>", None),
        ("<title>Étude : six usines sur dix</title>", "study"),
        ("<title>Une usine</title>" + ld(**{"@type": "JobPosting", "title": "x"}), "job_offer"),
        ("<title>Une usine</title>" + ld(**{"@type": "BusinessEvent"}), "event"),
        ("<title>Une usine</title>" + '<meta property="article:section" content="Analyses">', "analysis"),
        ("<title>Une usine</title>" + ld(**{"@type": {"a": 1}}), None),
        ("<title>Une usine</title>" + ld(**{"@type": "https://schema.org/JobPosting"}), "job_offer"),
        ("<title>x y</title>" + ld(**{"@type": "JobPosting", "employmentType": ["INTERN"]}), "internship"),
        ("<title>x y</title>" + ld(**{"@type": "JobPosting", "employmentType": {"a": []}}), "job_offer"),
        ("<title>Une usine</title>" + ld(**{"@type": "PodcastEpisode"}), "resource"),
        ("<title>Une usine</title>" + ld(**{"@type": "ExhibitionEvent"}), "trade_fair"),
        ("<title>Une usine</title>" + ld(**{"@type": "CourseInstance"}), "training"),
        ("<title>Étude : une usine</title>" + ld(**{"@type": "NewsArticle"}), "study"),
        ("<title>Une usine</title>" + og(type="book"), "resource"),
        ("<title>Une usine</title>" + og(type="article"), None),
        ('<title>Une usine</title><div itemscope itemtype="https://schema.org/JobPosting">', "job_offer"),
        ('<title>x y</title><aside><div itemtype="http://schema.org/Event"></div></aside>', None),
        ('<title>x y</title><div itemtype="http://schema.org/Article"></div>', None),
    ],
)
def test_types(head: str, kind: str | None) -> None:
    assert read(page(head)).type == kind


def test_paragraphs_give_the_summary_and_the_time_to_read() -> None:
    body = (
        f"<nav><p>{LONG * 3}</p></nav><p>Lyon.</p><p>{LONG}<script>var x = 'ignored'</script></p>"
        + f"<p>{LONG}</p>" * 30
    )
    found = read(page("<title>Une usine</title>", body))
    assert found.summary == LONG
    assert found.minutes == 3
    assert read(page("<title>Une usine</title>", f"<p>{LONG}</p>")).minutes == 0


@pytest.mark.parametrize(
    ("image", "kept"),
    [
        ("https://i.example/a.jpg", "https://i.example/a.jpg"),
        ("//i.example/a.jpg", "https://i.example/a.jpg"),
        ("data:image/png;base64,AAAA", None),
        ("javascript:alert(1)", None),
        ("https://i.example/a b.jpg", None),
        ("https://i.example/" + "a" * 3000, None),
    ],
)
def test_pictures(image: str, kept: str | None) -> None:
    assert read(page("<title>Une usine</title>" + og(image=image))).image_url == kept


@pytest.mark.parametrize(
    ("encoding", "content_type", "head"),
    [
        ("utf-8", None, ""),
        ("utf-8", "text/html; charset=iso-8859-1", ""),
        ("cp1252", "text/html; charset=iso-8859-1", ""),
        ("cp1252", "text/html", '<meta charset="windows-1252">'),
        ("latin-1", None, '<meta http-equiv="Content-Type" content="text/html; charset=ISO-8859-1">'),
        ("cp1252", None, ""),
        ("utf-16", None, ""),
    ],
)
def test_encodings(encoding: str, content_type: str | None, head: str) -> None:
    body = page(
        head + "<title>Été à l'œuvre</title>"
        if encoding != "latin-1"
        else head + "<title>Été à l'oeuvre</title>"
    )
    found = read(body.decode().encode(encoding), content_type=content_type)
    assert found.title.replace("œ", "oe") == "Été à l'oeuvre"


def test_a_long_page_is_read_from_its_beginning() -> None:
    body = page("<title>Été</title>", f"<p>{LONG}</p>" * (PAGE_BYTES // 90))
    assert len(body) > PAGE_BYTES
    found = read(body, content_type=None)
    assert (found.title, found.summary) == ("Été", LONG)


RSS = b"<?xml version='1.0'?><!-- x --><rss version='2.0'><channel><title>Un flux</title></channel></rss>"


@pytest.mark.parametrize(
    ("body", "content_type"),
    [
        (b"", "text/html"),
        (b" \n", "text/html"),
        (b"just words", "text/html"),
        (b"%PDF-1.7 <title>x", "application/pdf"),
        (page("<title>Une usine</title>"), "image/png"),
        (page("<title>Une usine</title>"), "application/json"),
        (b'{"title": "<title>x</title>"}', "application/json"),
        (RSS, "text/xml"),
        (RSS, "text/html"),
        (b"<feed xmlns='http://www.w3.org/2005/Atom'><title>Un flux</title></feed>", None),
        (page(), "text/html"),
        (page("<title>🚀 !</title>"), "text/html"),
        (page("<title>jamais ferm"), "text/plain"),
        (b"\x89PNG\r\n\x1a\n" + bytes(range(256)) * 20, None),
    ],
)
def test_what_is_no_page_says_so(body: bytes, content_type: str | None) -> None:
    assert read_page(body, URL, content_type) is SourceStatus.NOT_A_PAGE


HOSTILE: list[bytes] = [
    b"<html><title>x y</title>" + b"<" * 50_000,
    b"<html><title>x y</title>" + b"<!--" * 20_000,
    b"<html><title>x y</title>" + b"<![x" * 1_000,
    b"<html><title>x y</title>" + b"<a b='" * 3_000,
    b"<html><title>x y</title>" + b"<div>" * 50_000,
    b"<html><title>x y</title>" + b"<meta name=a" + b" b=c" * 50_000 + b">",
    b"<html><title>x y</title>" + b"".join(b"<meta name=a%d content=b>" % n for n in range(50_000)),
    b"<html><title>x y</title><script type='application/ld+json'>" + b"[" * 200_000 + b"</script>",
    b"<html><title>x y</title><script type='application/ld+json'>[" + b"[[]]," * 30_000 + b"1]</script>",
    b"<html><title>x y" + b"&amp;" * 100_000 + b"</title>",
    b"<html><title>" + b"x y " * 100_000 + b"</title>",
    page("<title>x y</title>") + bytes(range(256)) * 100,
]


@pytest.mark.parametrize("place", range(len(HOSTILE)))
def test_hostile_pages_are_read_within_bounds(place: int) -> None:
    started = time.process_time()
    found = read_page(HOSTILE[place], URL, "text/html")
    assert time.process_time() - started < 5
    if isinstance(found, Page):
        assert found.title.startswith("x y")
        assert len(found.title) <= 500


@given(st.binary(max_size=400), st.text(max_size=80))
def test_no_bytes_break_it(noise: bytes, url: str) -> None:
    body = b"<html><head><meta property=og:title content='" + noise
    for given_url in (URL, url):
        assert isinstance(read_page(body, given_url, None), Page | SourceStatus)


async def test_the_pool_reads_pages_between_feeds() -> None:
    body = page("<title>Une usine</title>")
    async with ParserPool(1) as pool:
        feed = await pool.parse(RSS, URL)
        assert await pool.read_page(body, URL, "text/html") == read_page(body, URL, "text/html")
        assert await pool.read_page(RSS, URL) is SourceStatus.NOT_A_PAGE
    assert feed.title == "Un flux"


async def test_a_page_that_kills_its_worker_is_malformed() -> None:
    async with ParserPool(1, command=("/no/such/program",)) as pool:
        assert await pool.read_page(page(), URL) is SourceStatus.MALFORMED


def test_the_folder_of_its_address_and_its_topics() -> None:
    found = read(page("<title>Salaires, la pause</title>"), "https://a.example/podcasts/pause")
    assert found.type == "resource"
    assert [each.topic for each in topics_of(found.topics)] == ["hr.pay"]
