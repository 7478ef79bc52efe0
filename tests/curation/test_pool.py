import asyncio
import sys
from datetime import UTC, datetime
from pathlib import Path

import pytest

from curation.parse import parse
from curation.pool import ParserPool
from curation.status import SourceStatus

URL = "https://courrier.example/feed.xml"
NOW = datetime(2026, 3, 3, tzinfo=UTC)
# A worker that a feed can hang, crash or fill, which the parsers we use do not let us do on demand.
FRAGILE = """
import os, time
import curation.worker as worker
real = worker.parse
def parse(body, *, url, content_type=None, now=None):
    if b"HANG" in body:
        time.sleep(60)
    if b"CRASH" in body:
        os._exit(9)
    if b"GLUTTON" in body:
        bytearray(2**31)
    return real(body, url=url, content_type=content_type)
worker.parse = parse
worker.main()
"""


ITEM = "<item><title>Bien plus tard</title><link>https://courrier.example/later</link>{}</item>"


def feed(number: int, extra: str = "") -> bytes:
    return (
        "<rss version='2.0'><channel><title>t</title><item><title>Article número "
        f"{number}</title><link>https://courrier.example/{number}</link>{extra}</item></channel></rss>"
    ).encode()


def fragile(timeout: float = 10.0, workers: int = 1) -> ParserPool:
    command = (sys.executable, "-P", "-c", FRAGILE)
    return ParserPool(workers, timeout=timeout, memory_bytes=300 * 2**20, command=command)


async def test_the_same_as_parsing_here_and_in_order() -> None:
    dated = "<category>LinkedIn</category><pubDate>{} 08:00:00 GMT</pubDate>"
    bodies = [feed(number, dated.format("02 Mar 2026")) for number in range(60)]
    bodies[30] = bodies[30].replace(
        b"</item>", b"</item>" + ITEM.format(dated.format("01 Jan 2031")).encode(), 1
    )
    async with ParserPool(2) as pool:
        parsed = await asyncio.gather(*(pool.parse(body, URL, now=NOW) for body in bodies))
    assert parsed == [parse(body, url=URL, now=NOW) for body in bodies]
    assert all(entry.topics for result in parsed for entry in result.entries)


async def test_a_feed_that_crashes_hangs_or_overeats_harms_no_other() -> None:
    bodies = [feed(n, {3: "CRASH", 7: "HANG", 9: "GLUTTON"}.get(n, "")) for n in range(12)]
    async with fragile(timeout=1.5) as pool:
        parsed = await asyncio.gather(*(pool.parse(body, URL) for body in bodies))
    spoilt = [number for number, result in enumerate(parsed) if result.status is SourceStatus.MALFORMED]
    assert spoilt == [3, 7, 9]
    assert all(result.entries for number, result in enumerate(parsed) if number not in spoilt)


async def test_workers_end_when_idle_and_come_back() -> None:
    async with ParserPool(1, idle_seconds=0.05) as pool:
        assert (await pool.parse(feed(1), URL)).entries
        await asyncio.gather(*pool._runners)
        assert (await pool.parse(feed(2), URL)).entries


async def test_workers_are_replaced_after_their_share() -> None:
    async with ParserPool(1, max_feeds=2) as pool:
        for number in range(5):
            assert (await pool.parse(feed(number), URL)).entries


async def test_a_full_queue_makes_others_wait_but_loses_none() -> None:
    async with ParserPool(1, max_queued_bytes=100) as pool:
        parsed = await asyncio.gather(*(pool.parse(feed(number), URL) for number in range(20)))
    assert all(result.entries for result in parsed)


async def test_who_stops_waiting_does_not_stop_the_others() -> None:
    async with fragile(timeout=1.0) as pool:
        gone = asyncio.create_task(pool.parse(feed(1, "HANG"), URL))
        later = asyncio.create_task(pool.parse(feed(2), URL))
        await asyncio.sleep(0.05)
        gone.cancel()
        assert (await later).entries


@pytest.mark.parametrize("command", [("/no/such/program",), (sys.executable, "-c", "")])
async def test_without_a_worker_the_answer_still_comes(command: tuple[str, ...]) -> None:
    async with ParserPool(1, command=command) as pool:
        assert (await pool.parse(feed(1), URL)).status is SourceStatus.MALFORMED


# A worker whose every answer is three bytes that are no pickle.
BABBLER = """
import struct, sys
frame = struct.Struct(">I")
out = sys.stdout.buffer
out.write(frame.pack(0)); out.flush()
while head := sys.stdin.buffer.read(frame.size):
    sys.stdin.buffer.read(frame.unpack(head)[0])
    out.write(frame.pack(3) + b"abc"); out.flush()
"""


async def test_an_answer_that_is_none_ends_as_malformed_and_nobody_waits_for_ever() -> None:
    async with ParserPool(1, command=(sys.executable, "-c", BABBLER)) as pool, asyncio.timeout(20):
        parsed = await asyncio.gather(*(pool.parse(feed(number), URL) for number in range(4)))
        page = await pool.read_page(b"<html></html>", URL)
    assert {result.status for result in parsed} == {page} == {SourceStatus.MALFORMED}


async def test_who_waits_for_a_pool_that_closes_is_told_so() -> None:
    pool = fragile()
    waiting = [asyncio.create_task(pool.parse(feed(number, "HANG"), URL)) for number in range(40)]
    await asyncio.sleep(0.05)
    await pool.close()
    ended = await asyncio.gather(*waiting, return_exceptions=True)
    assert {type(each) for each in ended} == {RuntimeError}


async def test_a_closed_pool_says_so() -> None:
    pool = ParserPool(1)
    await pool.close()
    with pytest.raises(RuntimeError):
        await pool.parse(feed(1), URL)


async def test_nothing_heavy_is_imported_where_the_pool_is() -> None:
    code = "import sys, curation.pool, curation.fetch, curation.mix; print(*sys.modules)"
    process = await asyncio.create_subprocess_exec(
        sys.executable, "-c", code, stdout=asyncio.subprocess.PIPE, cwd=Path(__file__).parents[2]
    )
    out, _ = await process.communicate()
    assert not {"lxml", "courlan", "tld"} & set(out.decode().split())
