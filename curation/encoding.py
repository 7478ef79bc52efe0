"""From a feed's or a page's bytes to clean UTF-8: byte order marks, wrong or missing declarations, stray characters."""

import codecs
import re

PAGE_BYTES = 2 * 2**20
"""Of a page: what it tells of itself stands at its beginning, the rest is not read."""

_META_CHARSET = re.compile(
    rb"""<meta\b[^>]{0,200}?\bcharset\s*=\s*["']?\s*([A-Za-z0-9._:-]{1,40})""", re.IGNORECASE
)
_BOMS = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF32_LE, "utf-32-le"),
    (codecs.BOM_UTF32_BE, "utf-32-be"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)
_UNMARKED = (
    (b"<\x00\x00\x00", "utf-32-le"),
    (b"\x00\x00\x00<", "utf-32-be"),
    (b"<\x00", "utf-16-le"),
    (b"\x00<", "utf-16-be"),
    (b"{\x00", "utf-16-le"),
    (b"\x00{", "utf-16-be"),
    (b"\x4c\x6f\xa7\x94", "cp037"),  # "<?xm" in EBCDIC
)
_DECLARED = re.compile(rb"""^[^>]{0,200}?\bencoding\s*=\s*["']\s*([A-Za-z0-9._:-]{1,40})""")
_DECLARATION = re.compile(r"^\s*<\?xml[^>]{0,400}\?>")
_CHARSET = re.compile(r"""charset\s*=\s*["']?([A-Za-z0-9._:-]{1,40})""", re.IGNORECASE)
_FORBIDDEN = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff]")
_FORBIDDEN_BYTES = bytes(code for code in range(32) if code not in b"\t\n\r")
# Encodings that stay within seven bits: their text is valid UTF-8 too, but means something else.
_SHIFTED = ("iso-2022", "iso2022", "hz", "utf-7")
# Python knows more codecs than text has encodings; some ("punycode") take quadratic time.
_TEXT_ENCODING = re.compile(
    r"(?:utf-?(?:7|8|16|32)|(?:x-)?mac|iso|latin|windows|cp-?\d|ibm\d|koi8|shift|s-?jis|ms_?kanji|x-sjis|euc|gbk?|big5"
    r"|hz|tis|us-ascii|ascii|viscii|johab|ks_c|ebcdic|l[1-9]$|u8$|csiso)"
)
_WIDER = {
    "iso-8859-1": "cp1252",
    "latin-1": "cp1252",
    "us-ascii": "cp1252",
    "ascii": "cp1252",
    "gb2312": "gb18030",
}


def utf8(body: bytes, content_type: str | None = None) -> bytes:
    """The feed as UTF-8 without mark, without what XML forbids, and with a declaration that tells the truth.

    What is valid UTF-8 is read as such whatever it claims: that claim is the commonest lie in the wild,
    and other encodings hardly ever pass for UTF-8 by accident. Never raises.
    """
    if body.startswith(codecs.BOM_UTF8):
        body = body[3:]
    head = body[:400]
    match = _DECLARED.match(head) if head.lstrip()[:5] == b"<?xml" else None
    declared = match[1].decode("ascii").lower() if match else None
    if not _marked(body) and _is_utf8(body) and not (declared or "").startswith(_SHIFTED):
        if declared not in (None, "utf-8", "utf8"):
            body = _truthful(body.decode("utf-8", "replace")).encode("utf-8", "replace")
        return body.translate(None, _FORBIDDEN_BYTES)
    text = _decoded(body, declared, content_type)
    return _truthful(_FORBIDDEN.sub("", text)).encode("utf-8", "replace")


def _marked(body: bytes) -> str | None:
    for mark, encoding in (*_BOMS, *_UNMARKED):
        if body.startswith(mark):
            return encoding
    return None


def _is_utf8(body: bytes) -> bool:
    try:
        body.decode("utf-8")
    except UnicodeDecodeError:
        return False
    return True


def _decoded(body: bytes, declared: str | None, content_type: str | None) -> str:
    charset = _CHARSET.search(content_type) if content_type else None
    for name in (_marked(body), charset[1].lower() if charset else None, declared):
        if name is None or not _TEXT_ENCODING.match(name):
            continue
        try:
            text = body.decode(_WIDER.get(name, name))
        except (LookupError, UnicodeError, ValueError):
            continue
        return text.lstrip("\ufeff")
    return body.decode("utf-8" if _mostly_utf8(body) else "cp1252", "replace")


def _mostly_utf8(body: bytes) -> bool:
    """Whether broken UTF-8 is likelier than Latin-1: most of its high bytes stand in well-formed
    sequences."""
    sample = body[:100_000]
    high = len(re.findall(rb"[\x80-\xff]", sample))
    formed = sum(
        map(len, re.findall(rb"[\xc3-\xdf][\x80-\xbf]|[\xe0-\xef][\x80-\xbf]{2}|\xf0[\x80-\xbf]{3}", sample))
    )
    return formed * 10 >= high * 6


def _truthful(text: str) -> str:
    return _DECLARATION.sub('<?xml version="1.0" encoding="utf-8"?>', text, count=1)


def html_text(body: bytes, content_type: str | None) -> str:
    """A page's first PAGE_BYTES as text, in the encoding that its answer or itself names. Raises nothing."""
    if len(body) > PAGE_BYTES:
        # Not in the middle of a character: one broken byte would change the encoding that is guessed.
        body = body[: body.rfind(b">", 0, PAGE_BYTES) + 1 or PAGE_BYTES]
    if "charset" not in (content_type or "").lower() and (named := _META_CHARSET.search(body[:4096])):
        content_type = f"text/html; charset={named[1].decode('ascii')}"
    return utf8(body, content_type).decode("utf-8", "replace")
