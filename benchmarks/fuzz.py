"""Bad input: mutations of feeds, one after the other through our reader: `python -m benchmarks.fuzz [DIR]`.

The seeds are DIR's files, else feeds written for this and the beginnings of the playground's sample feeds. Each
mutation follows from the seed of the run and its number alone, so that one can be had again with `--only`. What
counts as failing: an exception, more than a second of processor for one feed, an entry that breaks what `Entry`
promises, or more than 150 MB of memory above the idle process. Ends with 1 if any did, and prints one line of JSON.
"""

from __future__ import annotations

import argparse
import faulthandler
import json
import random
import resource
import sys
import time
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path

from benchmarks.feed_server import bodies
from curation.page import read_page
from curation.parse import MAX_SUMMARY, MAX_TITLE, Entry, parse, parse_or_raise

MEGABYTE = 2**20
SLOW_SECONDS = 1.0
MOST_MEMORY = 150.0
STUCK_SECONDS = 60
SAMPLE_BYTES = 6000
MOST_BYTES = MEGABYTE
URL = "https://feeds.example/news/feed.xml"

WRITTEN = (
    b"<?xml version='1.0'?><rss version='2.0' xmlns:dc='http://purl.org/dc/elements/1.1/'><channel><title>Quay</title>"
    b"<link>https://quay.example/</link><item><title>Cranes &amp; cables</title><link>/cranes?a=1&amp;b=2</link>"
    b"<pubDate>Mon, 02 Mar 2026 08:30:00 +0100</pubDate><guid isPermaLink='false'>q-1</guid>"
    b"<dc:creator>Ada</dc:creator>"
    b"<description><![CDATA[<p>How the <b>port</b> changes.<img src='/c.png'></p>]]></description>"
    b"</item></channel></rss>",
    b"<feed xmlns='http://www.w3.org/2005/Atom' xml:lang='fr' xml:base='https://halle.example/'><title>La halle</title>"
    b"<entry><title type='html'>Samedi &amp;lt;soir&amp;gt;</title><id>urn:1</id><link href='samedi' rel='alternate'/>"
    b"<updated>2026-03-01T06:00:00.5+02:00</updated><content type='xhtml'><div xmlns='http://www.w3.org/1999/xhtml'>"
    b"<p>La halle <em>rouvre</em>.</p></div></content><author><name>Bo</name></author></entry></feed>",
    b"<rdf:RDF xmlns:rdf='http://www.w3.org/1999/02/22-rdf-syntax-ns#' xmlns='http://purl.org/rss/1.0/'>"
    b"<channel rdf:about='https://ink.example/'><title>Ink</title></channel><item rdf:about='https://ink.example/1'>"
    b"<title>Paper</title><link>https://ink.example/1</link></item></rdf:RDF>",
    b'{"version": "https://jsonfeed.org/version/1.1", "title": "Slate", "items": [{"id": "1", "url": "https://s.example/1",'
    b' "title": "Roofs", "content_html": "<p>About roofs.</p>", "date_published": "2026-03-01T09:00:00Z"}]}',
    b"<!DOCTYPE rss [<!ENTITY a 'aaaa'><!ENTITY b '&a;&a;'>]><rss version='0.91'><channel><item><title>&b;</title>"
    b"<link>https://old.example/1</link></item></channel></rss>",
)
TOKENS = (
    b"<item>", b"</item>", b"<entry>", b"</entry>", b"<title>", b"</title>", b"<link>", b"</link>",
    b"<![CDATA[", b"]]>", b"<!--", b"-->", b"<?", b"?>", b"<!DOCTYPE x [", b"]>", b"<!ENTITY a '&b;'>",
    b"&a;", b"&", b"&amp;", b"&lt;", b"&#0;", b"&#x110000;", b"&nbsp", b"\x00", b"\xff\xfe",
    b"\xef\xbb\xbf", b"\xc3\x28", b"\xe2\x80\x9c", b"xml:base='//['", b" xmlns:a='", b" encoding='utf-16'",
    b" encoding='punycode'", b"javascript:", b"http://[", b"https://a.example/\n b", b"2026-13-45T99:99",
    b"Mon, 32 Foo 99999", b"0000-00-00", b"<pubDate>", b"{", b"[", b"\"", b"'", b"\\u0000", b"1e999",
    b"<a>" * 300, b"<item><description>" * 200, b" " * 3000, b"&a" * 500, b"<!channel>", "\u202e".encode(),
)  # fmt: skip


@dataclass(slots=True)
class Result:
    """What a run showed. `failures`: the first twenty, in words."""

    mutations: int = 0
    entries: int = 0
    slowest: float = 0.0
    slow: int = 0
    exceptions: int = 0
    memory: float = 0.0
    failures: list[str] = field(default_factory=list)

    def failed(self, what: str) -> None:
        if len(self.failures) < 20:
            self.failures.append(what)


def seeds(folder: Path | None) -> list[bytes]:
    """Raises ValueError, saying what is wrong, for a folder that is not there or holds nothing."""
    if folder is None:
        return [*WRITTEN, *(body[:SAMPLE_BYTES] for body, _ in bodies(None))]
    paths = sorted(path for path in folder.rglob("*") if path.is_file()) if folder.is_dir() else []
    if not paths:
        raise ValueError(f"{folder} is no folder that holds feeds, a file each")
    return [path.read_bytes()[:MOST_BYTES] for path in paths]


def mutated(given: Sequence[bytes], seed: int, number: int) -> bytes:
    """The `number`-th mutation of a run: one to eight changes to one of `given`."""
    luck = random.Random(f"{seed}/{number}")
    body = bytearray(luck.choice(given))
    for _ in range(luck.choice((1, 1, 2, 3, 5, 8))):
        place = luck.randrange(len(body) + 1)
        end = min(len(body), place + luck.choice((1, 1, 4, 30, 400)))
        match luck.randrange(7):
            case 0:
                body[place:end] = luck.randbytes(end - place)
            case 1:
                del body[place:end]
            case 2:
                body[place:place] = luck.choice(TOKENS)
            case 3:
                body[place:place] = body[place:end] * luck.choice((1, 2, 50))
            case 4:
                other = luck.choice(given)
                start = luck.randrange(len(other) + 1)
                body[place:end] = other[start : start + luck.choice((20, 300, 3000))]
            case 5:
                del body[place + luck.randrange(2000) :]
            case _:
                if place < len(body):
                    body[place] ^= 1 << luck.randrange(8)
    return bytes(body)


def wrong(entry: Entry) -> str | None:
    """What an entry breaks of its promises, if any."""
    if not entry.url.startswith(("http://", "https://")) or not entry.url.isascii():
        return f"address {entry.url[:80]!r}"
    if len(entry.title) > MAX_TITLE or len(entry.summary) > MAX_SUMMARY:
        return "a text that is too long"
    if entry.published is not None and not 1990 <= entry.published.year < 2100:
        return f"date {entry.published}"
    return None


def one(body: bytes, number: int, result: Result) -> None:
    faulthandler.dump_traceback_later(STUCK_SECONDS, exit=True)
    start = time.process_time()
    try:
        entries = parse_or_raise(body, url=URL).entries
        if number % 16 == 0:
            read_page(body, URL, None)
    except BaseException as error:
        if isinstance(error, KeyboardInterrupt | SystemExit):
            raise
        result.exceptions += 1
        result.failed(f"{number}: {error!r}")
        return
    finally:
        faulthandler.cancel_dump_traceback_later()
    took = time.process_time() - start
    result.slowest = max(result.slowest, took)
    result.mutations += 1
    result.entries += len(entries)
    if took > SLOW_SECONDS:
        result.slow += 1
        result.failed(f"{number}: {took:.1f} s for {len(body)} bytes")
    for what in filter(None, map(wrong, entries)):
        result.failed(f"{number}: {what}")


def _peak() -> float:
    """Megabytes at most so far."""
    most = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    return most / MEGABYTE if sys.platform == "darwin" else most / 1024


def run(given: Sequence[bytes], *, seed: int, mutations: int, seconds: float) -> Result:
    """At most `mutations` of them, within `seconds`."""
    for body in WRITTEN:
        parse(body, url=URL)
        read_page(body, URL, None)
    result = Result()
    idle, end = _peak(), time.monotonic() + seconds
    for number in range(mutations):
        if time.monotonic() >= end:
            break
        one(mutated(given, seed, number), number, result)
    result.memory = _peak() - idle
    if result.memory > MOST_MEMORY:
        result.failed(f"memory: {result.memory:.0f} MB above idle")
    return result


def main(arguments: list[str] | None = None) -> None:
    parser = argparse.ArgumentParser(prog="benchmarks.fuzz", description=__doc__)
    parser.add_argument("folder", nargs="?", type=Path, metavar="DIR", help="feed files to begin with")
    parser.add_argument("--seconds", type=float, default=600.0, help="end after that long (600)")
    parser.add_argument("--mutations", type=int, default=1_000_000, help="end after that many (a million)")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--only", type=int, metavar="NUMBER", help="write this mutation to standard output")
    asked = parser.parse_args(arguments)
    try:
        given = seeds(asked.folder)
    except (OSError, ValueError) as error:
        sys.exit(f"benchmarks.fuzz: {error}")
    if asked.only is not None:
        sys.stdout.buffer.write(mutated(given, asked.seed, asked.only))
        return
    start = time.monotonic()
    result = run(given, seed=asked.seed, mutations=asked.mutations, seconds=asked.seconds)
    print(
        f"{result.mutations} mutations of {len(given)} feeds in {time.monotonic() - start:.0f} s, {result.entries} "
        f"entries: {result.exceptions} exceptions, {result.slow} slow (slowest {result.slowest:.2f} s), "
        f"{result.memory:.0f} MB above idle"
    )
    for failure in result.failures:
        print(f"  {failure}  (seed {asked.seed})")
    told = {
        "benchmark": "fuzz", "seed": asked.seed, "mutations": result.mutations, "exceptions": result.exceptions,
        "slow": result.slow, "slowest_seconds": round(result.slowest, 3), "memory_mb": round(result.memory, 1),
        "failures": len(result.failures),
    }  # fmt: skip
    print(json.dumps(told), flush=True)
    sys.exit(1 if result.failures else 0)


if __name__ == "__main__":
    main()
