"""The digest: whatever the feeds hold, one to twenty articles, in both languages and both forms."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from bot.i18n import translator
from bot.slack import ids
from bot.slack.blocks import to_dicts
from bot.slack.views import digest as view
from scheduler.messages import AlsoIn, ArticleCard, DigestPost
from tests.blocks import check_message, texts, walk
from tests.bot.slack.views.samples import NOW, card, digest_post, preview_post

TITLES = st.one_of(
    st.text(max_size=200),
    st.sampled_from(
        [
            "<!channel> free money",
            "<https://evil.example|https://bank.example>",
            "\u202eRTL\u202c title",
            "x" * 10_000,
            "very-long-words-" * 400,
            "🚀" * 300,
            "👩‍👩‍👧‍👦" * 100,
            "&<>" * 200,
            "*_~`",
            "",
            " ",
        ]
    ),
)
URLS = st.sampled_from(
    [
        "https://news.example.org/a",
        "https://news.example.org/" + "long-path/" * 30,
        "https://news.example.org/" + "x" * 2900,
        "javascript:alert(1)",
        "https://news.example.org/a|b<c>",
        "https://news.example.org/?q=%20&b=" + "é" * 200,
    ]
)
CARDS = st.builds(
    ArticleCard,
    digest_id=st.sampled_from([7, 10**12]),
    article_id=st.integers(1, 10**12),
    number=st.just(1),
    title=TITLES,
    url=URLS,
    source=TITLES,
    kind=st.sampled_from(["company", "market"]),
    type=st.sampled_from([None, "study", "podcast", "unheard_of"]),
    summary=TITLES,
    image_url=st.one_of(st.none(), URLS),
    published=st.one_of(
        st.none(), st.just(NOW), st.just(NOW + timedelta(hours=3)), st.just(NOW - timedelta(days=99))
    ),
    minutes=st.integers(0, 500),
    also_in=st.lists(st.builds(AlsoIn, source=TITLES, url=URLS), max_size=6).map(tuple),
)


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(
    st.lists(CARDS, min_size=1, max_size=3),
    st.integers(1, 20),
    st.sampled_from(["fr", "en"]),
    st.booleans(),
    st.booleans(),
)
def test_whatever_the_feeds_hold(
    cards: list[ArticleCard], count: int, language: str, classic: bool, pictures: bool
) -> None:
    numbered = tuple(replace(cards[place % len(cards)], number=place + 1) for place in range(count))
    post = DigestPost(7, date(2026, 3, 3), "Europe/Paris", NOW, 20, numbered)
    drawn = view.digest(post, translator(language), classic=classic, pictures=pictures)
    check_message(drawn)
    drafts = [found["value"] for found in walk(drawn.blocks) if found.get("action_id") == ids.DRAFT_OPEN]
    assert drafts == [ids.article_value(each.digest_id, each.article_id) for each in numbered]
    assert all(f"\n{each.number}. " in drawn.text for each in numbered)


@pytest.mark.parametrize("count", range(1, 21))
@pytest.mark.parametrize("classic", [True, False])
def test_every_count(count: int, classic: bool) -> None:
    check_message(view.digest(digest_post(count), translator("fr"), classic=classic))


def test_ten_ordinary_articles_lose_nothing() -> None:
    t = translator("fr")
    post = digest_post(10)
    for layout in (view.cards, view.sections):
        assert view.fitted(post, t, layout) == to_dicts(layout(post, t, view.LEVELS[0]))


def test_every_title_opens_its_article() -> None:
    post = digest_post(10)
    for classic in (True, False):
        drawn = view.digest(post, translator("en"), classic=classic).blocks
        everything = " ".join(text for _, text in texts(drawn)) + " ".join(
            found["url"] for found in walk(drawn) if "url" in found
        )
        assert all(each.url in everything for each in post.cards)


def test_a_title_is_linked_when_the_whole_of_it_fits_a_card() -> None:
    short = card(0, url="https://a.example/x")
    assert view.card_title(short, translator("fr")) == f"*1.* <https://a.example/x|{short.title}>"
    long = card(0, url="https://a.example/" + "x" * 120)
    assert view.card_title(long, translator("fr")) == f"*1.* {long.title}"


def test_headline_tells_day_and_mix() -> None:
    assert (
        view.full_headline(digest_post(), translator("fr"))
        == "Les 10 du mardi 3 mars · 2 de la maison, 8 du marché"
    )
    assert (
        view.full_headline(digest_post(), translator("en"))
        == "The 10 of Tuesday 3 March · 2 company, 8 market"
    )
    first = replace(digest_post(1), local_date=date(2026, 4, 1))
    assert view.full_headline(first, translator("fr")) == "L’article du mercredi 1er avril · 1 du marché"


def test_the_notification_reads_well() -> None:
    lines = view.digest(digest_post(3), translator("fr"), classic=False).text.split("\n")
    assert lines[0].startswith("Les 3 du mardi 3 mars")
    assert lines[1] == "1. L’hydrogène vert trouve ses premiers clients industriels"


def test_a_preview_has_no_draft_button() -> None:
    drawn = view.digest(preview_post(), translator("fr"), classic=False).blocks
    assert not [found for found in walk(drawn) if found.get("action_id") == ids.DRAFT_OPEN]


def test_without_pictures_none_is_left() -> None:
    for classic in (True, False):
        drawn = view.digest(digest_post(), translator("fr"), classic=classic, pictures=False).blocks
        assert not [found for found in walk(drawn) if "image_url" in found]
