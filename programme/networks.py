"""The networks people share to: their limits, how each counts, and the links that open a post ready to send.

Sources: networks.md for the intent links; twitter-text's configuration v3 for X; app.bsky.feed.post's lexicon
for Bluesky (300 graphemes, 3,000 bytes); Mastodon's own validator (graphemes, any address for 23, the host of
a mention for nothing). LinkedIn and Facebook publish no rule beyond their limit: UTF-16 code units are what
their pages count, an emoji for two.
"""

from __future__ import annotations

import ipaddress
import re
from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from types import MappingProxyType
from urllib.parse import quote, urlsplit

from programme.measures import (
    bluesky_bytes,
    graphemes,
    mastodon_length,
    utf16_units,
    weighted_length,
    without_tail,
)


class Network(StrEnum):
    """A network Dizaine prepares posts for. The value is stored: never rename one."""

    LINKEDIN = "linkedin"
    X = "x"
    BLUESKY = "bluesky"
    MASTODON = "mastodon"
    FACEBOOK = "facebook"


NAMES: Mapping[Network, str] = MappingProxyType(
    {
        Network.LINKEDIN: "LinkedIn",
        Network.X: "X",
        Network.BLUESKY: "Bluesky",
        Network.MASTODON: "Mastodon",
        Network.FACEBOOK: "Facebook",
    }
)

LIMITS: Mapping[Network, int] = MappingProxyType(
    {
        Network.LINKEDIN: 3_000,
        Network.X: 280,
        Network.BLUESKY: 300,
        Network.MASTODON: 500,
        Network.FACEBOOK: 63_206,
    }
)
BLUESKY_BYTES = 3_000

# Browsers and servers agree up to about this; a chat's button may allow less (`longest`).
LONGEST_INTENT = 8_000
LONGEST_ADDRESS = 2_048

_POST_HOSTS: Mapping[Network, tuple[str, ...]] = MappingProxyType(
    {
        Network.LINKEDIN: ("linkedin.com", "lnkd.in"),
        Network.X: ("x.com", "twitter.com"),
        Network.BLUESKY: ("bsky.app",),
        Network.FACEBOOK: ("facebook.com", "fb.com", "fb.watch"),
    }
)
_UNWRITTEN = re.compile(r"[\x00-\x20\x7f-\xa0\\<>\"\u2028\u2029\u200e\u200f\u202a-\u202e\u2066-\u2069]")
_HOST_LABEL = re.compile(r"(?!-)[a-z0-9-]{1,63}(?<!-)")
_MASTODON_POST = re.compile(r"/(?:@[^/]+/\w+|users/[^/]+/statuses/\w+|web/.+|deck/.+|notes/\w+|notice/\w+)/?")
_PRIVATE_ENDINGS = (
    "localhost",
    "local",
    "internal",
    "localdomain",
    "home",
    "lan",
    "test",
    "invalid",
    "onion",
)


@dataclass(frozen=True, slots=True)
class Verdict:
    """A text against a network's limit, in that network's own units. `over` may also be the bytes' doing."""

    length: int
    limit: int
    over: bool


@dataclass(frozen=True, slots=True)
class Intent:
    """A link that opens the network's own compose page.

    label_code: `open_linkedin`, `open_linkedin_text` (the unofficial page that takes a text), `open_x`,
    `open_bluesky`, `open_mastodon`, `open_facebook`.
    prefilled: the caption is in it; else it is to be pasted.
    """

    network: Network
    label_code: str
    url: str
    prefilled: bool


def post_text(network: Network, caption: str, url: str) -> str:
    """The whole text of a post: the caption, then the article's address unless the caption already has it.

    This is what is copied, what is counted, and what the intents carry.
    """
    words = caption.strip()
    if not url or _holds(words, url):
        return words
    if not words:
        return url
    return f"{words} {url}" if network is Network.X else f"{words}\n\n{url}"


def length(network: Network, text: str, url: str = "") -> int:
    """How long the post of `text` and `url` is, in `network`'s units (see the module's sources)."""
    whole = post_text(network, text, url)
    match network:
        case Network.X:
            return weighted_length(whole)
        case Network.BLUESKY:
            return graphemes(whole)
        case Network.MASTODON:
            return mastodon_length(whole)
        case Network.LINKEDIN | Network.FACEBOOK:
            return utf16_units(whole)


def judge(network: Network, text: str, url: str = "") -> Verdict:
    """`length` against the network's limit."""
    counted, limit = length(network, text, url), LIMITS[network]
    heavy = network is Network.BLUESKY and bluesky_bytes(post_text(network, text, url)) > BLUESKY_BYTES
    return Verdict(counted, limit, counted > limit or heavy)


def safe_address(url: str) -> bool:
    """Whether `url` may stand in a link: http or https, a host, no credentials, nothing invisible in it."""
    if not url or len(url) > LONGEST_INTENT or _UNWRITTEN.search(url):
        return False
    try:
        parts = urlsplit(url)
        host, _ = parts.hostname, parts.port
    except ValueError:
        return False
    return parts.scheme in {"http", "https"} and bool(host) and "@" not in parts.netloc


def intents(
    network: Network,
    caption: str,
    url: str,
    *,
    mastodon_instance: str | None = None,
    linkedin_prefill: bool = False,
    longest: int = LONGEST_INTENT,
) -> tuple[Intent, ...]:
    """The links that open `network` with this post, the best first; none when `url` is no `safe_address`.

    longest: no link is longer (Slack's buttons take 3,000 characters). A caption that does not fit is left
    out and the intent says `prefilled=False`: it is pasted from the copied text, never cut.
    mastodon_instance: the person's host as `parse_instance` gives it; without one there is no link.
    linkedin_prefill: adds LinkedIn's unofficial page, which takes a text, before the documented one.
    """
    if not safe_address(url):
        return ()
    whole = post_text(network, caption, url)
    worded = bool(caption.strip())
    links: list[Intent] = []
    match network:
        case Network.LINKEDIN:
            if linkedin_prefill and worded:
                base = "https://www.linkedin.com/feed/?shareActive=true&text="
                links.append(Intent(network, "open_linkedin_text", base + _encoded(whole), True))
            base = "https://www.linkedin.com/sharing/share-offsite/?url="
            links.append(Intent(network, "open_linkedin", base + _encoded(url), False))
        case Network.FACEBOOK:
            base = "https://www.facebook.com/sharer/sharer.php?u="
            links.append(Intent(network, "open_facebook", base + _encoded(url), False))
        case Network.X:
            base = "https://x.com/intent/tweet?"
            bare = f"{base}url={_encoded(url)}"
            text = f"text={_encoded(caption.strip())}"
            full = base + text if _holds(caption, url) else f"{base}{text}&url={_encoded(url)}"
            links.append(
                _longest_that_fits(network, "open_x", full if worded else bare, bare, worded, longest)
            )
        case Network.BLUESKY:
            links.append(
                _compose(network, "https://bsky.app/intent/compose?text=", whole, url, worded, longest)
            )
        case Network.MASTODON:
            host = parse_instance(mastodon_instance or "")
            if host is not None:
                links.append(_compose(network, f"https://{host}/share?text=", whole, url, worded, longest))
    return tuple(link for link in links if len(link.url) <= longest)


def parse_instance(text: str) -> str | None:
    """The host of a Mastodon account, as people give it: "mastodon.social", "@me@piaille.fr", a profile.

    Lower case, in ASCII (punycode). None when it is no public host name: an IP, a port, a name without a dot.
    """
    given = text.strip().lower()
    if "://" in given:
        scheme, _, rest = given.partition("://")
        if scheme not in {"http", "https"}:
            return None
        given = re.split(r"[/?#]", rest, maxsplit=1)[0]
    elif "@" in given:
        given = given.lstrip("@").partition("@")[2] if "@" in given.lstrip("@") else ""
    else:
        given = given.split("/", 1)[0]
    try:
        host = given.rstrip(".").encode("idna").decode("ascii")
    except UnicodeError:
        return None
    return host if _public_host(host) else None


def plausible_post_url(network: Network, url: str) -> bool:
    """Whether `url` can be the address of a post on `network`: https, the network's own host, more than its
    front page. For Mastodon, whose hosts are many, the path must look like a post's.
    """
    address = url.strip()
    if len(address) > LONGEST_ADDRESS or not safe_address(address):
        return False
    parts = urlsplit(address)
    host = (parts.hostname or "").rstrip(".")
    if parts.scheme != "https" or parts.port not in {None, 443}:
        return False
    if network is Network.MASTODON:
        return parse_instance(host) is not None and _MASTODON_POST.fullmatch(parts.path) is not None
    own = any(host == known or host.endswith("." + known) for known in _POST_HOSTS[network])
    return own and bool(parts.path.strip("/") or parts.query)


def _holds(words: str, url: str) -> bool:
    """Whether `url` already stands in `words` as an address of its own, not as the start of a longer one."""
    return any(
        url in {word, without_tail(word)} for word in (each.lstrip("(<[«“\"'") for each in words.split())
    )


def _compose(network: Network, base: str, whole: str, url: str, worded: bool, longest: int) -> Intent:
    """A compose page with one text, that holds caption and address."""
    label = f"open_{network}"
    return _longest_that_fits(network, label, base + _encoded(whole), base + _encoded(url), worded, longest)


def _longest_that_fits(
    network: Network, label: str, full: str, bare: str, worded: bool, longest: int
) -> Intent:
    if len(full) <= longest:
        return Intent(network, label, full, worded)
    return Intent(network, label, bare, False)


def _encoded(text: str) -> str:
    # Half an emoji (a lone surrogate) has no UTF-8: it becomes "?", rather than an error on somebody's click.
    return quote(text, safe="", errors="replace")


def _public_host(host: str) -> bool:
    labels = host.split(".")
    if len(host) > 253 or len(labels) < 2 or labels[-1] in _PRIVATE_ENDINGS or labels[-1].isdigit():
        return False
    try:
        ipaddress.ip_address(host)
    except ValueError:
        return all(_HOST_LABEL.fullmatch(label) for label in labels)
    return False
