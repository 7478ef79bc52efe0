"""A source that does all it can, on loopback, and what `fetch` makes of it."""

import asyncio
import gzip
import zlib
from collections.abc import AsyncIterator, Awaitable, Callable
from dataclasses import replace
from socket import AF_INET, AddressFamily

import pytest
import pytest_asyncio
from aiohttp import ClientSession, TCPConnector, web
from aiohttp.abc import AbstractResolver, ResolveResult

from curation.fetch import Fetched, FetchFailed, FetchLimits, NotModified, fetch, open_session
from curation.room import Room
from curation.status import SourceStatus

LIMITS = FetchLimits(max_bytes=100_000, timeout=5.0, allow_loopback=True)
FEED = b"<rss version='2.0'><channel><title>x</title></channel></rss>"
Handler = Callable[[web.Request], Awaitable[web.StreamResponse]]


class Site:
    """One site: `pages` by path, `seen` what was asked of it."""

    def __init__(self) -> None:
        self.pages: dict[str, Handler] = {}
        self.seen: list[web.Request] = []
        self.root = ""

    async def answer(self, request: web.Request) -> web.StreamResponse:
        self.seen.append(request)
        page = self.pages.get(request.path)
        return await page(request) if page else web.Response(status=404)

    def serves(self, path: str, body: bytes = FEED, status: int = 200, **headers: str) -> str:
        """Puts a page at `path`; header names are written with underscores."""

        async def page(_: web.Request) -> web.Response:
            named = {name.replace("_", "-"): value for name, value in headers.items()}
            return web.Response(body=body, status=status, headers=named)

        self.pages[path] = page
        return self.root + path


@pytest_asyncio.fixture
async def site() -> AsyncIterator[Site]:
    site = Site()
    server = web.Server(site.answer)
    runner = web.ServerRunner(server, shutdown_timeout=0.1)
    await runner.setup()
    listener = web.TCPSite(runner, "127.0.0.1", 0)
    await listener.start()
    site.root = f"http://127.0.0.1:{runner.addresses[0][1]}"
    yield site
    await runner.cleanup()


@pytest_asyncio.fixture
async def session() -> AsyncIterator[ClientSession]:
    async with open_session(LIMITS) as session:
        yield session


async def failure(session: ClientSession, url: str, limits: FetchLimits = LIMITS) -> FetchFailed:
    outcome = await fetch(session, url, limits=limits)
    assert isinstance(outcome, FetchFailed), outcome
    return outcome


async def success(session: ClientSession, url: str) -> Fetched:
    outcome = await fetch(session, url, limits=LIMITS)
    assert isinstance(outcome, Fetched), outcome
    return outcome


async def test_a_plain_visit(site: Site, session: ClientSession) -> None:
    url = site.serves(
        "/feed", ETag='"1"', Last_Modified="Mon, 02 Mar 2026 07:00:00 GMT", Cache_Control="max-age=900"
    )
    found = await success(session, url + "#top")
    assert (found.body, found.url, found.permanent_url) == (FEED, url, None)
    assert (found.etag, found.modified, found.cache_max_age) == ('"1"', "Mon, 02 Mar 2026 07:00:00 GMT", 900)
    asked = site.seen[0].headers
    assert asked["User-Agent"].startswith("Dizaine")
    assert "Cookie" not in asked


async def test_nothing_new(site: Site, session: ClientSession) -> None:
    url = site.serves("/feed", b"", 304, ETag='"2"')
    outcome = await fetch(session, url, etag='"1"', modified="Mon, 02 Mar 2026 07:00:00 GMT", limits=LIMITS)
    assert outcome == NotModified(url, '"2"')
    assert site.seen[0].headers["If-None-Match"] == '"1"'
    assert site.seen[0].headers["If-Modified-Since"] == "Mon, 02 Mar 2026 07:00:00 GMT"


async def test_a_stored_etag_cannot_smuggle_headers(site: Site, session: ClientSession) -> None:
    await fetch(session, site.serves("/feed"), etag='"1"\r\nX-Evil: 1', limits=LIMITS)
    assert not {"If-None-Match", "X-Evil"} & set(site.seen[0].headers)


@pytest.mark.parametrize(
    "junk", [b'"\xff\x80"', "日本".encode(), b'"a\x7fb"', b'"' + b"x" * 5000 + b'"', b""]
)
async def test_a_feed_is_not_lost_for_a_validator_that_means_nothing(
    session: ClientSession, junk: bytes
) -> None:
    async def answer(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        await reader.readuntil(b"\r\n\r\n")
        length = str(len(FEED)).encode()
        for name, value in ((b"ETag", junk), (b"Last-Modified", junk), (b"Content-Length", length)):
            lines.append(name + b": " + value + b"\r\n")
        writer.write(b"HTTP/1.1 200 OK\r\n" + b"".join(lines) + b"Connection: close\r\n\r\n" + FEED)
        await writer.drain()
        writer.close()

    lines: list[bytes] = []
    async with await asyncio.start_server(answer, "127.0.0.1", 0) as server:
        found = await success(session, f"http://127.0.0.1:{server.sockets[0].getsockname()[1]}/feed")
    assert (found.body, found.etag, found.modified) == (FEED, None, None)


async def test_no_cookie_is_kept(site: Site, session: ClientSession) -> None:
    url = site.serves("/feed", Set_Cookie="id=1; Path=/")
    await fetch(session, url, limits=LIMITS)
    await fetch(session, url, limits=LIMITS)
    assert "Cookie" not in site.seen[1].headers


@pytest.mark.parametrize(
    ("packed", "encoding"),
    [
        (gzip.compress(FEED, mtime=0), "gzip"),
        (gzip.compress(FEED, mtime=0), "x-gzip"),
        (zlib.compress(FEED), "deflate"),
        (zlib.compress(FEED)[2:-4], "deflate"),
        (gzip.compress(FEED, mtime=0), None),
        (FEED, "identity"),
    ],
)
async def test_compressed(site: Site, session: ClientSession, packed: bytes, encoding: str | None) -> None:
    headers = {"Content_Encoding": encoding} if encoding else {}
    assert (await success(session, site.serves("/feed", packed, **headers))).body == FEED


@pytest.mark.parametrize(
    ("status", "headers", "expected", "wait"),
    [
        (404, {}, SourceStatus.HTTP_ERROR, None),
        (403, {}, SourceStatus.HTTP_ERROR, None),
        (500, {}, SourceStatus.HTTP_ERROR, None),
        (503, {"Retry_After": "120"}, SourceStatus.HTTP_ERROR, 120),
        (410, {}, SourceStatus.GONE, None),
        (429, {"Retry_After": "60"}, SourceStatus.RATE_LIMITED, 60),
        (429, {"Retry_After": "9" * 30}, SourceStatus.RATE_LIMITED, 604_800),
        (429, {"Retry_After": "-5"}, SourceStatus.RATE_LIMITED, None),
        (429, {"Retry_After": "soon"}, SourceStatus.RATE_LIMITED, None),
        (
            429,
            {"Retry_After": "Mon, 02 Mar 2026 07:02:00 GMT", "Date": "Mon, 02 Mar 2026 07:00:00 GMT"},
            SourceStatus.RATE_LIMITED,
            120,
        ),
        (302, {}, SourceStatus.HTTP_ERROR, None),
    ],
)
async def test_refusals(
    site: Site,
    session: ClientSession,
    status: int,
    headers: dict[str, str],
    expected: SourceStatus,
    wait: int | None,
) -> None:
    failed = await failure(session, site.serves("/feed", b"no", status, **headers))
    assert (failed.status, failed.retry_after) == (expected, wait)


async def test_too_large_however_it_is_sent(site: Site, session: ClientSession) -> None:
    async def endless(request: web.Request) -> web.StreamResponse:
        response = web.StreamResponse()
        await response.prepare(request)
        for _ in range(16 * 16):
            await response.write(b"x" * 65_536)
        return response

    site.pages["/stream"] = endless
    bomb = gzip.compress(b"\0" * 50_000_000)
    urls = [
        site.serves("/told", b"x" * 100_001),
        site.root + "/stream",
        site.serves("/bomb", bomb, Content_Encoding="gzip"),
        site.serves("/hidden", bomb),
        site.serves("/deflate", zlib.compress(b"\0" * 50_000_000), Content_Encoding="deflate"),
    ]
    assert {(await failure(session, url)).status for url in urls} == {SourceStatus.TOO_LARGE}
    assert len((await success(session, site.serves("/fits", b"x" * 100_000))).body) == 100_000


async def test_sixteen_megabytes_are_over_the_usual_bound(site: Site, session: ClientSession) -> None:
    usual = FetchLimits(allow_loopback=True)
    url = site.serves("/large", gzip.compress(b"x" * (16 * 2**20), 1), Content_Encoding="gzip")
    assert (await failure(session, url, usual)).status is SourceStatus.TOO_LARGE


async def test_a_slow_drip_is_cut(site: Site, session: ClientSession) -> None:
    async def drip(request: web.Request) -> web.StreamResponse:
        response = web.StreamResponse()
        await response.prepare(request)
        while True:
            await response.write(b"<")
            await asyncio.sleep(0.02)

    async def silence(_: web.Request) -> web.StreamResponse:
        await asyncio.sleep(5)
        return web.Response()

    async def hop(request: web.Request) -> web.StreamResponse:
        await asyncio.sleep(0.12)
        return web.Response(status=302, headers={"Location": request.path + "x"})

    site.pages |= {"/drip": drip, "/silence": silence} | {"/hop" + "x" * n: hop for n in range(6)}
    hasty = replace(LIMITS, timeout=0.3)
    failed = await asyncio.gather(
        *(failure(session, site.root + path, hasty) for path in ("/drip", "/silence", "/hop"))
    )
    assert {one.status for one in failed} == {SourceStatus.TOO_SLOW}


async def test_redirects(site: Site, session: ClientSession) -> None:
    end = site.serves("/end")
    site.serves("/b", b"", 308, Location="/end")
    assert (await success(session, site.serves("/a", b"", 301, Location="/b"))).permanent_url == end
    site.serves("/t", b"", 302, Location="/b")
    assert (
        await success(session, site.serves("/c", b"", 301, Location="t"))
    ).permanent_url == site.root + "/t"
    found = await success(session, site.serves("/d", b"", 307, Location=end))
    assert (found.url, found.permanent_url) == (end, None)


@pytest.mark.parametrize(
    ("location", "status"),
    [
        ("/loop", SourceStatus.REDIRECT_LOOP),
        ("/1", SourceStatus.REDIRECT_LOOP),
        ("javascript:alert(1)", SourceStatus.BAD_URL),
        ("file:///etc/passwd", SourceStatus.BAD_URL),
        ("http://[", SourceStatus.BAD_URL),
        ("http://169.254.169.254/latest/meta-data/", SourceStatus.REFUSED_ADDRESS),
        ("http://10.0.0.1/", SourceStatus.REFUSED_ADDRESS),
        ("http://0.0.0.0:{port}/end", SourceStatus.REFUSED_ADDRESS),
        ("http://[::ffff:127.0.0.1]:{port}/end", SourceStatus.REFUSED_ADDRESS),
        ("http://[::]:{port}/end", SourceStatus.REFUSED_ADDRESS),
    ],
)
async def test_redirects_are_judged_one_by_one(
    site: Site, session: ClientSession, location: str, status: SourceStatus
) -> None:
    site.serves("/end")
    for n in range(1, 8):
        site.serves(f"/{n}", b"", 302, Location=f"/{n + 1}")
    url = site.serves("/loop", b"", 302, Location=location.replace("{port}", site.root.rpartition(":")[2]))
    assert (await failure(session, url)).status is status


@pytest.mark.parametrize(
    "url",
    [
        "",
        "feed",
        "ftp://a.example/",
        "file:///etc/passwd",
        "javascript:1",
        "http://",
        "http://[::1",
        "http://a:99999/",
    ],
)
async def test_bad_urls(session: ClientSession, url: str) -> None:
    assert (await failure(session, url)).status is SourceStatus.BAD_URL


@pytest.mark.parametrize(
    "host",
    [
        "127.0.0.1",
        "localhost",
        "2130706433",
        "0x7f000001",
        "017700000001",
        "127.1",
        "0",
        "[::ffff:7f00:1]",
        "[::]",
    ],
)
async def test_no_way_of_writing_loopback_gets_in(site: Site, host: str) -> None:
    limits = FetchLimits(timeout=5)
    async with open_session(limits) as guarded:
        outcome = await fetch(guarded, f"http://{host}:{site.root.rpartition(':')[2]}/feed", limits=limits)
    assert isinstance(outcome, FetchFailed)
    assert outcome.status in (SourceStatus.REFUSED_ADDRESS, SourceStatus.UNREACHABLE, SourceStatus.BAD_URL)
    assert site.seen == []


class Rebinding(AbstractResolver):
    """Answers as the guard would like at first, then with loopback: a name cannot be trusted twice."""

    async def resolve(self, host: str, port: int = 0, family: AddressFamily = AF_INET) -> list[ResolveResult]:
        return [
            ResolveResult(hostname=host, host=address, port=port, family=AF_INET, proto=6, flags=0)
            for address in ("10.9.9.9", "127.0.0.1")
        ]

    async def close(self) -> None:
        return None


async def test_a_name_that_leads_inside_is_refused(site: Site) -> None:
    limits = FetchLimits(timeout=5)
    async with open_session(limits) as guarded:
        connector = guarded.connector
        assert isinstance(connector, TCPConnector)
        connector._resolver = Rebinding()
        outcome = await fetch(
            guarded, f"http://public.example:{site.root.rpartition(':')[2]}/feed", limits=limits
        )
    assert isinstance(outcome, FetchFailed)
    assert outcome.status is SourceStatus.REFUSED_ADDRESS
    assert site.seen == []


async def raw_site(answer: bytes) -> tuple[asyncio.Server, str]:
    """A server that says `answer` to anyone, HTTP or not."""

    async def talk(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        await reader.readuntil(b"\r\n\r\n")
        writer.write(answer)
        await writer.drain()
        writer.close()

    server = await asyncio.start_server(talk, "127.0.0.1", 0)
    return server, f"http://127.0.0.1:{server.sockets[0].getsockname()[1]}/"


@pytest.mark.parametrize(
    ("answer", "status"),
    [
        (b"", SourceStatus.UNREACHABLE),
        (b"SSH-2.0-OpenSSH_9\r\n", SourceStatus.MALFORMED),
        (b"HTTP/1.1 200 OK\r\nX: " + b"y" * 100_000 + b"\r\n\r\n", SourceStatus.MALFORMED),
        (b"HTTP/1.1 200 OK\r\n" + b"X: y\r\n" * 5000 + b"\r\n", SourceStatus.MALFORMED),
        (b"HTTP/1.1 200 OK\r\nContent-Length: 50\r\n\r\nshort", SourceStatus.MALFORMED),
        (b"HTTP/1.1 200 OK\r\nContent-Length: -1\r\n\r\n", SourceStatus.MALFORMED),
        (b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\n", SourceStatus.MALFORMED),
        (b"HTTP/1.1 200 OK\r\nContent-Encoding: gzip\r\n\r\nnot gzip", SourceStatus.MALFORMED),
        (b"HTTP/1.1 200 OK\r\nContent-Encoding: br, gzip\r\n\r\nxx", SourceStatus.MALFORMED),
        (b"HTTP/1.1 302 Found\r\nLocation: http://\xff\xfe/\r\n\r\n", SourceStatus.BAD_URL),
    ],
)
async def test_junk_for_an_answer(session: ClientSession, answer: bytes, status: SourceStatus) -> None:
    server, url = await raw_site(answer)
    async with server:
        assert (await failure(session, url)).status is status


async def test_nobody_there(session: ClientSession) -> None:
    server, url = await raw_site(b"")
    server.close()
    await server.wait_closed()
    assert (await failure(session, url)).status is SourceStatus.UNREACHABLE
    assert (await failure(session, "http://no-such-host.invalid/")).status is SourceStatus.UNREACHABLE


async def test_large_bodies_wait_for_room_and_small_ones_do_not(site: Site, session: ClientSession) -> None:
    limits = replace(LIMITS, max_bytes=2**20, timeout=1.0)
    large, packed = site.serves("/large", b"x" * 2**20), site.serves("/packed", gzip.compress(b"x" * 2**20))
    small, endless = site.serves("/small"), site.serves("/endless", gzip.compress(b"x" * 2**21))
    room = Room(2 * 2**20)
    visits = [
        asyncio.create_task(fetch(session, url, limits=limits, room=room))
        for url in [large, packed, endless] * 3
    ]
    held: list[Fetched] = []
    while len(held) < 6:
        await asyncio.wait(visits, return_when=asyncio.FIRST_COMPLETED)
        await asyncio.sleep(0.4)  # with the others, longer than a visit may take
        assert room.taken <= 2 * 2**20
        assert isinstance(await fetch(session, small, limits=limits, room=room), Fetched)
        ready = [each.result() for each in visits if each.done()]
        visits = [each for each in visits if not each.done()]
        bodies = [each for each in ready if isinstance(each, Fetched)]
        assert len(bodies) <= 2
        assert {each.status for each in ready if isinstance(each, FetchFailed)} <= {SourceStatus.TOO_LARGE}
        for each in bodies:
            each.release()
            each.release()  # twice counts once
        held += bodies
    await asyncio.gather(*visits)
    assert room.taken == 0


async def test_who_stops_waiting_for_room_leaves_it_to_the_next() -> None:
    room = Room(10)
    assert await room.take(50) == 10
    gone, late, next_one = (asyncio.create_task(room.take(size)) for size in (9, 8, 7))
    await asyncio.sleep(0)
    gone.cancel()
    room.give_back(10)
    late.cancel()
    assert await next_one == 7
    await asyncio.gather(gone, late, return_exceptions=True)
    assert room.taken == 7
