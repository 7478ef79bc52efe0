"""Many feeds made of a few: `python -m benchmarks.feed_server [DIR]` serves `/feed/<number>` on loopback.

Feed number n is a copy of the n-th file (modulo their number) whose articles' addresses and guids bear n, so
that no two copies share a canonical key. Each has an ETag, and answers 304 to who has it.
"""

from __future__ import annotations

import re
import sys
from datetime import UTC, datetime, timedelta
from functools import cache
from pathlib import Path

from benchmarks.http1 import answer, main

# The beginnings of articles' addresses, never those of namespaces: <link>, <guid>, <id>, href of a <link>,
# and their like in JSON Feed and RDF.
_ADDRESS = re.compile(
    rb"((?:<(?:link|guid|id)\b[^>]*>\s*(?:<!\[CDATA\[)?\s*"
    rb"|<(?:\w+:)?link\b[^>]*?\bhref=[\"']|\brdf:(?:about|resource)=[\"']"
    rb"|\"(?:url|id|external_url)\"\s*:\s*\")https?:(?:\\?/){2}[^/\\\"'<\s\]]+)"
)
_OTHER_ID = re.compile(rb"(<(?:guid|id)\b[^>]*>\s*(?:<!\[CDATA\[)?\s*)(?=tag:|[0-9a-f-]{30})")
_HAVE = re.compile(rb"\r\nif-none-match:\s*([^\r]+)", re.IGNORECASE)
_KINDS = {".json": "application/feed+json", ".atom": "application/atom+xml", ".rss": "application/rss+xml"}


def bodies(folder: Path | None) -> list[tuple[bytes, str]]:
    """The feeds to copy, with their media types: a folder's files, or the playground's sample feeds."""
    if folder is not None:
        files = sorted(path for path in folder.iterdir() if path.is_file() and not path.name.startswith("."))
        return [(path.read_bytes(), _KINDS.get(path.suffix.lower(), "application/xml")) for path in files]
    from playground.sample_articles import outlets, visible
    from playground.sample_formats import MEDIA_TYPES, written

    now = datetime.now(UTC)
    started = now - timedelta(days=14)
    return [
        (
            written(outlet, visible(outlet, now, started), "https://sample.example/"),
            MEDIA_TYPES[outlet.format],
        )
        for outlet in outlets().values()
    ]


def copy(body: bytes, number: int) -> bytes:
    """The same feed, with `/copy<number>` in the path of every article's address, and its like in guids."""
    body = _OTHER_ID.sub(rb"\g<1>copy%d:" % number, body)
    return _ADDRESS.sub(rb"\g<1>/copy%d" % number, body)


class Feeds:
    """`/feed/<number>`, and `/asked`: how many answers with a body, and how many without, were given."""

    def __init__(self, folder: Path | None) -> None:
        self._bodies = bodies(folder)
        self._whole = self._unchanged = 0
        self.response = cache(self._response)

    def _response(self, number: int) -> bytes:
        body, kind = self._bodies[number % len(self._bodies)]
        return answer(copy(body, number), kind=kind, more=f'ETag: "v1-{number}"\r\n')

    def handle(self, path: str, head: bytes, _body: bytes) -> bytes:
        if path == "/asked":
            return answer(f"{self._whole} {self._unchanged}".encode(), kind="text/plain")
        number = int(path.rpartition("/")[2])
        have = _HAVE.search(head)
        if have and have[1].strip() == b'"v1-%d"' % number:
            self._unchanged += 1
            return answer(b"", kind="text/plain", status="304 Not Modified", more=f'ETag: "v1-{number}"\r\n')
        self._whole += 1
        return self.response(number)


if __name__ == "__main__":
    feeds = Feeds(Path(sys.argv[1]) if len(sys.argv) > 1 and sys.argv[1] else None)
    for each in range(int(sys.argv[2]) if len(sys.argv) > 2 else 0):
        feeds.response(each)  # made beforehand: the copying is not what is measured
    main(feeds.handle)
