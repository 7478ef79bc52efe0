"""One address for one article: no tracking parameters, no harmless differences; and its stable key."""

import html
import re
from functools import lru_cache
from hashlib import sha256
from urllib.parse import SplitResult, quote, unquote_plus, urlsplit, urlunsplit

MAX_LENGTH = 2000

# courlan's own list also matches the beginnings of innocent names ("gallery", "reference") and throws away
# parameters without a value ("spip.php?article42" would be the same address as article 43): we take its
# way with paths and hosts, and drop only names that are trackers from end to end.
_TRACKER = re.compile(
    r"^(?:(?:ads?|at|ga|gs|hsa|itm|ito|matomo|mc|mkt|ml|mtm|ns|oly|piwik|pk|ref|sc|spm|stm|utm|vero|wt)_\w*"
    r"|_?_?hs\w{3,}|_ga|_gl|_openstat|aff(?:iliate|i|_?id)?|campaign(?:_?id)?|cmp(?:id)?|dclid|epik|fb_?clid"
    r"|fbclid|feature|from_rss|gbraid|gclid|gclsrc|guce_\w+|guccounter|igsh(?:id)?|li_fat_id|medium|mkt_tok"
    r"|msclkid|ncid|partner|ref|referr?er|ref_?(?:src|url)|rss|s_cid|smid|smtyp|soc_(?:src|trk)|source|src"
    r"|sr_share|srsltid|tracking_?id|trk\w*|ttclid|twclid|via|wbraid|xtor|xtref|yclid)$",
    re.IGNORECASE,
)
_JUNK = re.compile(r"[\x00-\x20\x7f-\x9f\u2028\u2029\u200b\ufeff]+")
# What courlan would hand back as it is: most addresses, at a tenth of the cost.
_PLAIN = re.compile(
    r"https?://[a-z0-9-]+(?:\.[a-z0-9-]+)+(?=/)(?:/[A-Za-z0-9_.~%,:!=-]+)*/?\Z(?<!://)(?<!/\.)(?<!/\.\.)"
)
_HOST = re.compile(r"^(?:\[[0-9a-f:.]+\]|[a-z0-9_](?:[a-z0-9_.-]*[a-z0-9_])?\.?)(?::\d{1,5})?$")


@lru_cache(maxsize=8192)
def canonical(url: str) -> str | None:
    """The address in its plainest form (ASCII, at most 2,000 characters), or None for what is no web address.

    Only http and https survive. Entities are resolved, fragments, user names and tracking parameters dropped.
    """
    if not url or len(url) > 4 * MAX_LENGTH:
        return None
    url = url.strip()
    if len(url) <= MAX_LENGTH and _PLAIN.match(url):
        return url
    if "&" in url:
        url = html.unescape(url)
    try:
        parts = urlsplit(_JUNK.sub("", url) if "\n" in url or "\t" in url else url.replace(" ", "%20"))
        return _normal(parts)
    except (ValueError, AttributeError, TypeError):
        return None


def _normal(parts: SplitResult) -> str | None:
    from courlan import normalize_url  # 8 MB that only those who normalise should carry

    if parts.scheme.lower() not in ("http", "https") or not parts.hostname:
        return None
    host = parts.netloc.rpartition("@")[2]
    bare = normalize_url(SplitResult(parts.scheme, host, parts.path, "", ""), strict=False)
    scheme, netloc, path, _, _ = urlsplit(bare)
    netloc = netloc.lower()
    if not netloc.isascii():
        netloc = netloc.encode("idna").decode("ascii")
    if not _HOST.match(netloc):
        return None
    result = urlunsplit((scheme, netloc, path or "/", _query(parts.query), ""))
    return result if len(result) <= MAX_LENGTH and result.isascii() else None


def _query(query: str) -> str:
    kept = [
        quote(piece, safe="=%+,:/-_.~!*'()@$;?[]")
        for piece in query.split("&")
        if piece and not _TRACKER.match(unquote_plus(piece.partition("=")[0]))
    ]
    return "&".join(sorted(kept))


def likeness(url: str) -> str:
    """A canonical address without what most sites answer alike: scheme, "www.", closing slash, index page."""
    bare = url.partition("://")[2].removeprefix("www.")
    for ending in ("index.html", "index.htm", "index.php"):
        bare = bare.removesuffix("/" + ending)
    return bare.removesuffix("/")


def entry_key(canonical_url: str, guid: str | None) -> str:
    """A stable key of 64 hexadecimal digits for one entry of a feed.

    Address and guid both count: some feeds link every entry to their home page, others give every entry
    the same guid. A guid that is an address is compared as one, so that https or a tracking parameter
    changes nothing.
    """
    place = likeness(canonical_url)
    mark = (guid or "").strip()[:MAX_LENGTH]
    if mark[:4].lower() == "http" and (address := canonical(mark)) is not None:
        mark = likeness(address)
    if mark == place:
        mark = ""
    return sha256(f"{place}\n{mark}".encode("utf-8", "surrogatepass")).hexdigest()
