"""Limits, intents, Mastodon hosts and the addresses of posts."""

from __future__ import annotations

from urllib.parse import parse_qs, urlsplit

import pytest
from hypothesis import given
from hypothesis import strategies as st

from programme.networks import (
    LIMITS,
    NAMES,
    Network,
    intents,
    judge,
    length,
    parse_instance,
    plausible_post_url,
    post_text,
    safe_address,
)

URL = "https://exemple.fr/article?id=1&lang=fr"
CAPTION = "Été & hiver ? 100% #énergie\nÀ lire 👍"


def test_every_network_has_a_name_and_a_limit() -> None:
    assert set(NAMES) == set(LIMITS) == set(Network)
    assert [LIMITS[network] for network in Network] == [3_000, 280, 300, 500, 63_206]


@pytest.mark.parametrize(
    ("network", "caption", "expected"),
    [
        (Network.X, "Mot", f"Mot {URL}"),
        (Network.LINKEDIN, "Mot", f"Mot\n\n{URL}"),
        (Network.BLUESKY, "  Mot \n", f"Mot\n\n{URL}"),
        (Network.X, "", URL),
        (Network.FACEBOOK, "   ", URL),
        (Network.X, f"Mot ({URL}).", f"Mot ({URL})."),  # there already
        (Network.X, f"Mot {URL}-suite", f"Mot {URL}-suite {URL}"),  # another address
    ],
)
def test_post_text(network: Network, caption: str, expected: str) -> None:
    assert post_text(network, caption, URL) == expected


@pytest.mark.parametrize(
    ("network", "text", "counted", "over"),
    [
        (Network.X, "a" * 256, 280, False),
        (Network.X, "a" * 257, 281, True),
        (Network.X, "日" * 128, 280, False),
        (Network.X, "日" * 128 + "a", 281, True),
        (Network.BLUESKY, "é" * (298 - len(URL)), 300, False),
        (Network.BLUESKY, "é" * (299 - len(URL)), 301, True),
        (Network.MASTODON, "é" * 475, 500, False),
        (Network.MASTODON, "é" * 476, 501, True),
        (Network.LINKEDIN, "é" * (2_998 - len(URL)), 3_000, False),
        (Network.LINKEDIN, "é" * (2_999 - len(URL)), 3_001, True),
        (Network.LINKEDIN, "👍" * 1_480, 2_962 + len(URL), True),
        (Network.FACEBOOK, "a" * 4_000, 4_002 + len(URL), False),
    ],
)
def test_limits(network: Network, text: str, counted: int, over: bool) -> None:
    verdict = judge(network, text, URL)
    assert (verdict.length, verdict.limit, verdict.over) == (counted, LIMITS[network], over)
    assert length(network, text, URL) == counted


def test_bluesky_also_has_a_limit_in_bytes() -> None:
    families = "👨\u200d👩\u200d👧\u200d👦" * 200
    verdict = judge(Network.BLUESKY, families, URL)
    assert verdict.length < verdict.limit
    assert verdict.over


def query(url: str) -> dict[str, list[str]]:
    return parse_qs(urlsplit(url).query, strict_parsing=True)


def test_x_prefills_text_and_address_apart() -> None:
    (intent,) = intents(Network.X, CAPTION, URL)
    assert intent.url.startswith("https://x.com/intent/tweet?")
    assert query(intent.url) == {"text": [CAPTION], "url": [URL]}
    assert intent.prefilled
    (holding,) = intents(Network.X, f"Lire {URL}", URL)
    assert query(holding.url) == {"text": [f"Lire {URL}"]}


def test_linkedin_takes_the_address_only_unless_the_setting_says_so() -> None:
    (documented,) = intents(Network.LINKEDIN, CAPTION, URL)
    assert urlsplit(documented.url).path == "/sharing/share-offsite/"
    assert query(documented.url) == {"url": [URL]}
    assert not documented.prefilled
    worded, same = intents(Network.LINKEDIN, CAPTION, URL, linkedin_prefill=True)
    assert query(worded.url) == {"shareActive": ["true"], "text": [f"{CAPTION}\n\n{URL}"]}
    assert worded.prefilled
    assert worded.label_code == "open_linkedin_text"
    assert same == documented


def test_facebook_takes_the_address_only() -> None:
    (intent,) = intents(Network.FACEBOOK, CAPTION, URL)
    assert intent.url.startswith("https://www.facebook.com/sharer/sharer.php?u=")
    assert query(intent.url) == {"u": [URL]}
    assert not intent.prefilled


def test_bluesky_and_mastodon_carry_the_address_in_the_text() -> None:
    (bluesky,) = intents(Network.BLUESKY, CAPTION, URL)
    assert bluesky.url.startswith("https://bsky.app/intent/compose?text=")
    assert query(bluesky.url) == {"text": [f"{CAPTION}\n\n{URL}"]}
    (mastodon,) = intents(Network.MASTODON, CAPTION, URL, mastodon_instance="piaille.fr")
    assert mastodon.url.startswith("https://piaille.fr/share?text=")
    assert query(mastodon.url) == query(bluesky.url)


@pytest.mark.parametrize(
    "instance", [None, "", "localhost", "127.0.0.1", "piaille.fr:80", "javascript:alert(1)"]
)
def test_mastodon_without_a_good_instance_has_no_link(instance: str | None) -> None:
    assert intents(Network.MASTODON, CAPTION, URL, mastodon_instance=instance) == ()


def test_an_empty_caption_gives_the_address_alone() -> None:
    for network in Network:
        for intent in intents(network, "  ", URL, mastodon_instance="piaille.fr", linkedin_prefill=True):
            assert [URL] in query(intent.url).values()
            assert not intent.prefilled


def test_what_does_not_fit_is_left_to_be_pasted() -> None:
    caption = "é" * 2_000
    for network in (Network.X, Network.BLUESKY, Network.MASTODON):
        (intent,) = intents(network, caption, URL, mastodon_instance="piaille.fr")
        assert len(intent.url) <= 8_000
        assert not intent.prefilled
        assert [URL] in query(intent.url).values()
    (documented,) = intents(Network.LINKEDIN, caption, URL, linkedin_prefill=True)
    assert not documented.prefilled
    (short,) = intents(Network.BLUESKY, "é" * 250, URL, longest=3_000)
    assert short.prefilled
    assert intents(Network.X, "mot", URL, longest=30) == ()


BAD = [
    "javascript:alert(1)",
    "data:text/html,x",
    "ftp://exemple.fr/a",
    "//exemple.fr/a",
    "/a",
    "",
    "https://",
    "https://exemple.fr@evil.com/",
    "https://u:p@exemple.fr/",
    "https://exemple.fr/\r\nX: y",
    "https://exemple.fr/a b",
    "https://exemple.fr/\u202egpj",
    "https://exemple.fr\\@evil.com",
    "https://exemple.fr:99999/",
    "https://[::1/",
    "https://exemple.fr/" + "a" * 9_000,
]


@pytest.mark.parametrize("url", BAD)
@pytest.mark.parametrize("network", list(Network))
def test_only_safe_addresses_go_into_links(network: Network, url: str) -> None:
    assert not safe_address(url)
    assert intents(network, CAPTION, url, mastodon_instance="piaille.fr") == ()
    assert not plausible_post_url(network, url)


@given(st.text(max_size=400), st.sampled_from(list(Network)), st.booleans(), st.integers(100, 8_000))
def test_intents_are_always_bounded_and_encoded(
    caption: str, network: Network, prefill: bool, longest: int
) -> None:
    found = intents(
        network, caption, URL, mastodon_instance="piaille.fr", linkedin_prefill=prefill, longest=longest
    )
    for intent in found:
        assert len(intent.url) <= longest
        assert intent.url.isascii()
        assert safe_address(intent.url)
        assert intent.url.startswith("https://")


def test_half_an_emoji_does_not_break_a_link() -> None:
    (intent,) = intents(Network.X, "coupé \ud83d", URL)
    assert "coup%C3%A9%20%3F" in intent.url


@pytest.mark.parametrize(
    ("text", "host"),
    [
        ("mastodon.social", "mastodon.social"),
        ("  Piaille.FR ", "piaille.fr"),
        ("@ada@piaille.fr", "piaille.fr"),
        ("ada@piaille.fr", "piaille.fr"),
        ("https://piaille.fr/@ada", "piaille.fr"),
        ("https://piaille.fr", "piaille.fr"),
        ("piaille.fr/", "piaille.fr"),
        ("piaille.fr.", "piaille.fr"),
        ("été.example", "xn--t-9fab.example"),
        ("", None),
        ("@ada", None),
        ("mastodon", None),
        ("localhost", None),
        ("intra.local", None),
        ("10.0.0.1", None),
        ("[::1]", None),
        ("piaille.fr:3000", None),
        ("https://ada@piaille.fr/", None),
        ("javascript://piaille.fr", None),
        ("pia ille.fr", None),
        ("a..fr", None),
        ("-a.fr", None),
        ("a" * 64 + ".fr", None),
        (("a" * 60 + ".") * 5 + "fr", None),
    ],
)
def test_parse_instance(text: str, host: str | None) -> None:
    assert parse_instance(text) == host


@given(st.text(max_size=60))
def test_an_instance_is_a_host_name_or_none(text: str) -> None:
    host = parse_instance(text)
    assert host is None or urlsplit(f"https://{host}/").hostname == host


@pytest.mark.parametrize(
    ("network", "url", "plausible"),
    [
        (Network.LINKEDIN, "https://www.linkedin.com/posts/ada_energie-activity-7100-abcd", True),
        (Network.LINKEDIN, "https://fr.linkedin.com/feed/update/urn:li:activity:7100", True),
        (Network.LINKEDIN, "https://lnkd.in/p/eXaMpLe", True),
        (Network.LINKEDIN, "http://www.linkedin.com/posts/ada", False),
        (Network.LINKEDIN, "https://www.linkedin.com/", False),
        (Network.LINKEDIN, "https://linkedin.com.evil.example/posts/1", False),
        (Network.LINKEDIN, "https://evillinkedin.com/posts/1", False),
        (Network.LINKEDIN, "https://x.com/ada/status/1", False),
        (Network.LINKEDIN, "https://www.linkedin.com:8443/posts/ada", False),
        (Network.X, "https://x.com/ada/status/1790000000000000000", True),
        (Network.X, "https://twitter.com/ada/status/17?s=20", True),
        (Network.X, "https://netflix.com/title/1", False),
        (Network.BLUESKY, "https://bsky.app/profile/ada.bsky.social/post/3k", True),
        (Network.FACEBOOK, "https://www.facebook.com/story.php?story_fbid=1&id=2", True),
        (Network.FACEBOOK, "https://m.facebook.com/ada/posts/1", True),
        (Network.MASTODON, "https://piaille.fr/@ada/111222333", True),
        (Network.MASTODON, "https://piaille.fr/users/ada/statuses/111", True),
        (Network.MASTODON, "https://piaille.fr/@ada", False),
        (Network.MASTODON, "https://127.0.0.1/@ada/1", False),
        (Network.MASTODON, "https://piaille.fr/", False),
        (Network.X, "x.com/ada/status/1", False),
        (Network.X, "https://x.com/" + "a" * 3_000, False),
    ],
)
def test_plausible_post_url(network: Network, url: str, plausible: bool) -> None:
    assert plausible_post_url(network, url) is plausible
