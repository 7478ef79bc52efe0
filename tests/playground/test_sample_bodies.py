"""The sample articles' whole texts: on their pages, in most feeds, and as the bot reads them."""

from datetime import UTC, datetime, timedelta
from html import unescape

import pytest

from curation.parse import Entry, parse
from playground.sample_articles import outlets, published_at, visible
from playground.sample_bodies import FEWEST, MOST, NOTICES, THEMES, body, body_in_feed, paragraphs
from playground.sample_formats import MEDIA_TYPES, written
from playground.sample_pages import article_page

STARTED = datetime(2026, 3, 11, 9, 30, tzinfo=UTC)
LONG_AFTER = STARTED + timedelta(days=40)
BASE = "http://127.0.0.1:8123/"
ODD = ("curiosites", "bulletin-quartier")
DECENT = sorted(name for name in outlets() if name not in ODD)
CARRIERS = sorted(name for name in DECENT if outlets()[name].format != "rss091")


def feed(name: str) -> bytes:
    outlet = outlets()[name]
    return written(outlet, visible(outlet, LONG_AFTER, STARTED), BASE)


def read_by_the_bot(name: str) -> dict[str, Entry]:
    """The feed's entries by the article's slug."""
    found = parse(feed(name), url=f"{BASE}feeds/{name}", content_type=MEDIA_TYPES[outlets()[name].format])
    return {entry.guid.rpartition("/")[2]: entry for entry in found.entries}


def test_every_theme_has_paragraphs_that_can_be_read() -> None:
    for theme, language in {(THEMES[name], outlets()[name].language) for name in THEMES}:
        texts = paragraphs(theme, language)
        assert len(set(texts)) == MOST
        assert all(50 <= len(text.split()) <= 90 for text in texts)


@pytest.mark.parametrize("name", CARRIERS)
def test_the_bot_knows_how_long_a_whole_text_is(name: str) -> None:
    outlet = outlets()[name]
    read = read_by_the_bot(name)
    for article in outlet.articles:
        minutes = read[article.slug].minutes
        if article.type == "podcast":
            assert minutes == article.minutes
        elif body_in_feed(outlet, article):
            assert 2 <= minutes <= 9
        else:
            assert minutes == 0


@pytest.mark.parametrize("name", CARRIERS)
def test_the_bot_understands_what_outlets_call_their_types(name: str) -> None:
    own = {"podcast": "resource", "ebook": "resource", "occupation": "featured_occupation"}
    read = read_by_the_bot(name)
    for article in outlets()[name].articles:
        if article.type != "article":
            assert read[article.slug].type == own.get(article.type, article.type.replace("-", "_"))


def test_some_of_the_market_gives_teasers_as_real_feeds_do() -> None:
    market = [outlets()[name] for name in DECENT if outlets()[name].kind == "market"]
    teasers = [
        article
        for outlet in market
        for article in outlet.articles
        if outlet.name not in CARRIERS or not body_in_feed(outlet, article)
    ]
    assert 0.25 <= len(teasers) / sum(len(outlet.articles) for outlet in market) <= 0.35


def test_pages_have_the_whole_text_even_behind_a_teaser() -> None:
    for name in THEMES:
        outlet = outlets()[name]
        for article in outlet.articles:
            texts = body(outlet, article)
            assert bool(texts) != (article.type in NOTICES or bool(article.same_as))
            assert texts == () or FEWEST <= len(set(texts)) <= MOST
            assert set(body_in_feed(outlet, article)) <= set(texts)
            page = unescape(article_page(outlet, article, published_at(article, STARTED), BASE))
            assert all(f"<p>{text}</p>" in page for text in texts)


@pytest.mark.parametrize("name", sorted(outlets()))
def test_feeds_are_light(name: str) -> None:
    assert len(feed(name)) < 200_000
