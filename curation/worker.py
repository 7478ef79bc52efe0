"""The process in which feeds are parsed: `python -m curation.worker`, to which `ParserPool` speaks.

A frame is four bytes of length (big-endian) and a pickle: in, a list of (what, body, url, content type, now), `what`
being "feed", "page" (of one article) or "feeds" (those that a page names); out, one frame each, in the same order: a
ParsedFeed, or what `read_page` or `named_feeds` gives. Before anything else it sends an empty frame: it is ready.
"""

import gc
import os
import pickle
import signal
import struct
import sys
from datetime import datetime
from typing import BinaryIO

from curation.discover import NamedFeeds, named_feeds
from curation.page import Page, read_page
from curation.parse import ParsedFeed, failed, parse
from curation.status import SourceStatus

LENGTH = struct.Struct(">I")
NICENESS = 10


def serve(incoming: BinaryIO, outgoing: BinaryIO) -> None:
    """Answers batch after batch until the other side closes."""
    while head := incoming.read(LENGTH.size):
        for what, body, url, content_type, now in pickle.loads(incoming.read(LENGTH.unpack(head)[0])):  # noqa: S301 - our parent
            found: ParsedFeed | Page | NamedFeeds | SourceStatus
            try:
                found = _read(what, body, url, content_type, now)
            except MemoryError:
                found = _failed(what)
            answer = pickle.dumps(found, pickle.HIGHEST_PROTOCOL)
            outgoing.write(LENGTH.pack(len(answer)) + answer)
            outgoing.flush()


def _read(
    what: str, body: bytes, url: str, content_type: str | None, now: datetime | None
) -> ParsedFeed | Page | NamedFeeds | SourceStatus:
    if what == "page":
        return read_page(body, url, content_type)
    if what == "feeds":
        return named_feeds(body, url, content_type)
    return parse(body, url=url, content_type=content_type, now=now)


def _failed(what: str) -> ParsedFeed | NamedFeeds | SourceStatus:
    if what == "page":
        return SourceStatus.MALFORMED
    return NamedFeeds("") if what == "feeds" else failed(SourceStatus.MALFORMED)


def bound_memory(extra_bytes: int) -> None:
    """Allows `extra_bytes` of address space above what is taken now, where the system can be told so."""
    try:
        import resource

        with open("/proc/self/statm") as statm:
            taken = int(statm.read().split()[0]) * resource.getpagesize()
        resource.setrlimit(resource.RLIMIT_AS, (taken + extra_bytes, taken + extra_bytes))
    except (ImportError, OSError, ValueError):
        return


def main() -> None:
    """Lowers its own priority (people's clicks come first), warms up, and serves."""
    outgoing = os.fdopen(os.dup(sys.stdout.fileno()), "wb")
    os.dup2(sys.stderr.fileno(), sys.stdout.fileno())  # a stray print must not look like an answer
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl-C is for our parent, which closes us
    if hasattr(os, "nice"):
        os.nice(NICENESS)
    parse(b"<rss version='2.0'><channel/></rss>", url="http://localhost/")
    gc.set_threshold(
        50_000, 50, 50
    )  # what parsing makes dies young: looking for cycles less often saves a tenth
    bound_memory(int(sys.argv[1]))
    outgoing.write(LENGTH.pack(0))  # ready
    outgoing.flush()
    serve(sys.stdin.buffer, outgoing)


if __name__ == "__main__":
    main()
