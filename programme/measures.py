"""How the networks count: pure functions from a post's whole text to its length in a network's units.

Sources: twitter-text configuration v3 (weights, addresses for 23, an emoji sequence for 2 however long);
Unicode's extended grapheme clusters (UAX 29) through `regex`; Mastodon's StatusLengthValidator.
"""

from __future__ import annotations

import unicodedata

import regex

ADDRESS_LENGTH = 23

# twitter-text: these code points weigh 1 (Latin, Greek, Cyrillic, Arabic..., spaces and quotes), others 2.
_LIGHT = ((0, 4351), (8192, 8205), (8208, 8223), (8242, 8247))
_HEAVY_WEIGHT = 2

# Signs that end an address: scripts written without spaces, and emoji, follow one directly.
_IN_ADDRESS = r"[^\s<>\"\p{Han}\p{Hiragana}\p{Katakana}\p{Hangul}\p{Extended_Pictographic}]"
_WEB_ADDRESS = regex.compile(rf"(?<![\w@#$])https?://{_IN_ADDRESS}+", regex.IGNORECASE)
# What ends a sentence rather than an address.
_TAIL = frozenset(".,;:!?'’”»…]}")

# X makes a link of a bare domain too ("exemple.fr", and the missing space of "fin.Il"): two letters when they
# are a country's; of the longer endings those that people write.
_COUNTRIES = (
    "a[cdefgilmoqrstuwxz] b[abdefghijlmnoqrstvwyz] c[acdfghiklmnoruvwxyz] d[ejkmoz] e[ceghrstu] "
    "f[ijkmor] g[abdefghilmnpqrstuwy] h[kmnrtu] i[delmnoqrst] j[emop] k[eghimnprwyz] l[abcikrstuvy] "
    "m[acdefghklmnopqrstuvwxyz] n[acefgilopruz] o[m] p[aefghklmnrstwy] q[a] r[eosuw] "
    "s[abcdeghijklmnorstuvxyz] t[cdfghjklmnortvwz] u[agkmsyz] v[aceginu] w[fs] y[et] z[amw]"
)
_GENERIC = (
    "com net org info biz edu gov int mil name mobi museum jobs app dev blog news online site store shop "
    "tech cloud agency academy digital media social world link live paris bzh alsace corsica"
)
_BARE_DOMAIN = regex.compile(
    r"(?<![\w@#$./:-])(?:[a-z0-9](?:[a-z0-9-]*[a-z0-9])?\.)+"
    rf"(?:{'|'.join((_COUNTRIES + ' ' + _GENERIC).split())})(?![\p{{L}}\p{{N}}@_-])(?:/{_IN_ADDRESS}*)?",
    regex.IGNORECASE,
)

# The copyright and registered signs are light letters until a variation selector makes emoji of them.
_EMOJI = regex.compile(
    r"\p{RI}\p{RI}|[0-9#*]\uFE0F?\u20E3|[\u00A9\u00AE]\uFE0F"
    r"|(?![\u00A9\u00AE])\p{Extended_Pictographic}(?:\p{EMod}|\uFE0F\u20E3?)?[\U000E0020-\U000E007F]*"
    r"(?:\u200D\p{Extended_Pictographic}(?:\p{EMod}|\uFE0F)?)*"
)
_CLUSTER = regex.compile(r"\X")
_REMOTE_MENTION = regex.compile(r"(?<![\w/])(@\w+)@[\w.-]*\w")


def graphemes(text: str) -> int:
    """Characters as a reader counts them: extended grapheme clusters, a family emoji for one."""
    return len(_CLUSTER.findall(text))


def utf16_units(text: str) -> int:
    """UTF-16 code units: most signs for one, emoji for two or more."""
    return len(text.encode("utf-16-le", errors="surrogatepass")) // 2


def bluesky_bytes(text: str) -> int:
    """UTF-8 bytes, Bluesky's second limit."""
    return len(text.encode("utf-8", errors="surrogatepass"))


def mastodon_length(text: str) -> int:
    """Graphemes, with every web address for 23 and a mention's host for nothing."""
    without, addresses = _without_addresses(text, bare_domains=False)
    return graphemes(_REMOTE_MENTION.sub(r"\1", without)) + ADDRESS_LENGTH * addresses


def weighted_length(text: str) -> int:
    """X's weighted length: addresses 23, emoji sequences 2, light code points 1, all others 2 (after NFC)."""
    without, addresses = _without_addresses(unicodedata.normalize("NFC", text), bare_domains=True)
    rest, emoji = _EMOJI.subn("", without)
    weights = sum(1 if _is_light(ord(sign)) else _HEAVY_WEIGHT for sign in rest)
    return weights + _HEAVY_WEIGHT * emoji + ADDRESS_LENGTH * addresses


def without_tail(address: str) -> str:
    """An address found in a sentence, without the punctuation that ends the sentence.

    A closing bracket is the address's own when it opened there, as Wikipedia's do.
    """
    end = len(address)
    unopened = address.count(")") - address.count("(")
    while end and (address[end - 1] in _TAIL or (address[end - 1] == ")" and unopened > 0)):
        unopened -= address[end - 1] == ")"
        end -= 1
    return address[:end]


def _is_light(point: int) -> bool:
    return any(first <= point <= last for first, last in _LIGHT)


def _without_addresses(text: str, *, bare_domains: bool) -> tuple[str, int]:
    """The text with its addresses taken out, and how many there were."""
    rest, count = _taken_out(text, _WEB_ADDRESS)
    if not bare_domains:
        return rest, count
    rest, more = _taken_out(rest, _BARE_DOMAIN)
    return rest, count + more


def _taken_out(text: str, pattern: regex.Pattern[str]) -> tuple[str, int]:
    count = 0

    def keep_tail(match: regex.Match[str]) -> str:
        nonlocal count
        count += 1
        return match.group()[len(without_tail(match.group())) :]

    return pattern.sub(keep_tail, text), count
