"""A source's bytes from the network, within bounds: size, time, redirects, and public addresses only."""

import asyncio
import re
import ssl
import zlib
from collections.abc import Awaitable, Callable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from email.utils import parsedate_to_datetime
from weakref import WeakKeyDictionary

import aiohttp
from yarl import URL

from curation.addresses import GuardedSockets, RefusedAddressError
from curation.room import Room, Share
from curation.status import SourceStatus

USER_AGENT = "Dizaine/0.1 (feed reader)"
ACCEPT = (
    "application/atom+xml, application/rss+xml, application/feed+json, application/xml;q=0.9, "
    "application/json;q=0.8, text/xml;q=0.8, text/html;q=0.5, */*;q=0.1"
)
AT_ONCE = 100
MAX_URL = 2000
LONGEST_WAIT = 7 * 24 * 3600
_CHUNK = 64 * 1024
_PIECE = 256 * 1024
_SMALL = 256 * 1024  # a body up to here needs no room
_PERMANENT = (301, 308)
_REDIRECTS = (*_PERMANENT, 302, 303, 307)
_MAX_AGE = re.compile(r"(?:^|[\s,])max-age\s*=\s*\"?(\d{1,9})", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class FetchLimits:
    """`max_bytes`: of the body once decompressed. `timeout`: seconds for everything, redirects included.

    `held_bytes`: of large bodies at once, those that wait to be parsed included.
    `allow_loopback` lets loopback in, and nothing else that is private: for the playground and tests.
    """

    max_bytes: int = 15 * 2**20
    timeout: float = 20.0
    max_redirects: int = 5
    allow_loopback: bool = False
    held_bytes: int = 96 * 2**20


@dataclass(frozen=True, slots=True)
class Fetched:
    """A body, decompressed. `url` is where it was found in the end; `permanent_url`, where the source
    lives from now on when it said so (301, 308). `etag` and `modified` are for the next visit;
    `cache_max_age` in seconds. `release` is called once the body is needed no more: it gives back its room."""

    body: bytes
    url: str
    content_type: str | None = None
    etag: str | None = None
    modified: str | None = None
    permanent_url: str | None = None
    cache_max_age: int | None = None
    release: Callable[[], None] = field(default=lambda: None, compare=False, repr=False)


@dataclass(frozen=True, slots=True)
class NotModified:
    """Nothing new since `etag` or `modified`, which stay as they were unless given anew."""

    url: str
    etag: str | None = None
    modified: str | None = None
    permanent_url: str | None = None
    cache_max_age: int | None = None


@dataclass(frozen=True, slots=True)
class FetchFailed:
    """`detail` is for logs and admins, in short technical English; `retry_after` in seconds, if told; `url`: who
    said so, where that is not the address that was asked for."""

    status: SourceStatus
    detail: str
    retry_after: int | None = None
    url: str | None = field(default=None, compare=False)


RoomFor = Callable[[int], Awaitable[None]]


class _StopError(Exception):
    """Ends a visit with the failure it carries."""

    def __init__(
        self, status: SourceStatus, detail: str, retry_after: int | None = None, url: str | None = None
    ) -> None:
        super().__init__(detail)
        self.failure = FetchFailed(status, detail, retry_after, url)


# Waiting for a free connection is our doing, and must not count against the source's time.
_gates: WeakKeyDictionary[aiohttp.ClientSession, asyncio.Semaphore] = WeakKeyDictionary()


def open_session(limits: FetchLimits) -> aiohttp.ClientSession:
    """A session that cannot reach private addresses and keeps no cookies. The caller closes it."""
    connector = aiohttp.TCPConnector(
        limit=0,
        ttl_dns_cache=60,
        socket_factory=GuardedSockets(allow_loopback=limits.allow_loopback),
        force_close=False,
        keepalive_timeout=5,
    )
    return aiohttp.ClientSession(
        connector=connector,
        cookie_jar=aiohttp.DummyCookieJar(),
        auto_decompress=False,  # done here, so that a bomb stops at its bound
        timeout=aiohttp.ClientTimeout(total=None),
        headers={"User-Agent": USER_AGENT, "Accept": ACCEPT, "Accept-Encoding": "gzip, deflate"},
        trust_env=False,  # a proxy would connect in our stead, past the guard
    )


async def fetch(
    session: aiohttp.ClientSession,
    url: str,
    *,
    etag: str | None = None,
    modified: str | None = None,
    accept: str | None = None,
    limits: FetchLimits,
    room: Room | None = None,
) -> Fetched | NotModified | FetchFailed:
    """Visits `url`, conditionally when `etag` or `modified` (as received last) are given; `accept`: the media
    types asked for, where it is no feed that is wanted.

    `session` comes from `open_session`. Never raises for anything the outside does; at most 100 at once a
    session, the others wait. With a `room`, a large body waits until it has its place there.
    """
    share = Share(room)
    found: Fetched | NotModified | FetchFailed | None = None
    try:
        found = await _visit(session, url, _headers(etag, modified, accept), limits, share)
    finally:
        share.keep(len(found.body) if isinstance(found, Fetched) else 0)
    return replace(found, release=share.release) if isinstance(found, Fetched) else found


async def _visit(
    session: aiohttp.ClientSession, url: str, headers: dict[str, str], limits: FetchLimits, share: Share
) -> Fetched | NotModified | FetchFailed:
    gate = _gates.setdefault(session, asyncio.Semaphore(AT_ONCE))
    async with gate:
        try:
            async with asyncio.timeout(limits.timeout) as left:

                async def room_for(size: int) -> None:
                    # Waiting for room is our doing too.
                    now = asyncio.get_running_loop().time
                    seconds = (left.when() or now()) - now()
                    left.reschedule(None)
                    await share.take(size)
                    left.reschedule(now() + seconds)

                return await _follow(session, url, headers, limits, room_for)
        except _StopError as stop:
            return stop.failure
        except TimeoutError:
            return FetchFailed(SourceStatus.TOO_SLOW, f"no complete answer in {limits.timeout:g} s")
        except (aiohttp.ClientError, OSError, ValueError, zlib.error, EOFError) as error:
            return _failure(error)


def _headers(etag: str | None, modified: str | None, accept: str | None) -> dict[str, str]:
    given = {"If-None-Match": etag, "If-Modified-Since": modified, "Accept": accept}
    return {name: value for name, value in given.items() if value and _validator(value)}


async def _follow(
    session: aiohttp.ClientSession,
    url: str,
    headers: dict[str, str],
    limits: FetchLimits,
    room_for: RoomFor,
) -> Fetched | NotModified:
    address = _address(url, None)
    seen = {address}
    permanent: URL | None = None
    still_permanent = True
    for _ in range(limits.max_redirects + 1):
        async with session.get(address, headers=headers, allow_redirects=False) as response:
            location = response.headers.get("Location")
            if response.status not in _REDIRECTS or not location:
                return await _answer(response, address, permanent, limits, room_for)
            still_permanent = still_permanent and response.status in _PERMANENT
            target = _address(location, address)
            if still_permanent and not (address.scheme == "https" and target.scheme == "http"):
                permanent = target
            if target in seen:
                raise _StopError(SourceStatus.REDIRECT_LOOP, "redirects in a circle")
            seen.add(target)
            address = target
    raise _StopError(SourceStatus.REDIRECT_LOOP, f"more than {limits.max_redirects} redirects")


def _address(url: str, base: URL | None) -> URL:
    """The address to ask, without its fragment. Raises _StopError for anything but http and https."""
    try:
        address = URL(url.strip())
        if base is not None:
            address = base.join(address)
        if "#" in url:
            address = address.with_fragment(None)
        usable = address.scheme in ("http", "https") and bool(address.host) and len(str(address)) <= MAX_URL
    except (ValueError, TypeError, AttributeError):
        usable = False
    if not usable:
        raise _StopError(SourceStatus.BAD_URL, "not an http or https address")
    return address


async def _answer(
    response: aiohttp.ClientResponse,
    address: URL,
    permanent: URL | None,
    limits: FetchLimits,
    room_for: RoomFor,
) -> Fetched | NotModified:
    headers = response.headers
    etag, modified = _validator(headers.get("ETag")), _validator(headers.get("Last-Modified"))
    lasting = str(permanent) if permanent is not None else None
    if response.status == 304:
        return NotModified(str(address), etag, modified, lasting, _max_age(headers))
    if not 200 <= response.status < 300:
        raise _refusal(response.status, headers, str(address))
    body = await _body(response, limits.max_bytes, room_for)
    return Fetched(
        body=body,
        url=str(address),
        content_type=_short(headers.get("Content-Type")),
        etag=etag,
        modified=modified,
        permanent_url=lasting,
        cache_max_age=_max_age(headers),
    )


def _refusal(status: int, headers: Mapping[str, str], url: str) -> _StopError:
    wait = _retry_after(headers)
    if status == 410:
        return _StopError(SourceStatus.GONE, "HTTP 410", None, url)
    if status == 429:
        return _StopError(SourceStatus.RATE_LIMITED, "HTTP 429", wait, url)
    return _StopError(SourceStatus.HTTP_ERROR, f"HTTP {status}", wait, url)


async def _body(response: aiohttp.ClientResponse, max_bytes: int, room_for: RoomFor) -> bytes:
    too_large = _StopError(SourceStatus.TOO_LARGE, f"more than {max_bytes} bytes")
    if (response.content_length or 0) > max_bytes:
        raise too_large
    unpack = _decoder(response.headers.get("Content-Encoding", ""))
    parts: list[bytes] = []
    size = 0
    first, roomy = True, False
    async for chunk in response.content.iter_chunked(_CHUNK):
        if first and unpack is None and chunk[:3] == b"\x1f\x8b\x08":
            unpack = _Inflater(zlib.MAX_WBITS | 16)  # a .gz file served as it lies there
        first = False
        for piece in (chunk,) if unpack is None else unpack.pieces(chunk):
            size += len(piece)
            if size > max_bytes:
                raise too_large
            if size > _SMALL and not roomy:
                # All it may come to at once: bodies that each had a part would wait for each other.
                await room_for(max_bytes if unpack else response.content_length or max_bytes)
                roomy = True
            parts.append(piece)
            if unpack is not None:
                await asyncio.sleep(0)
    if unpack is not None and not unpack.complete and size == 0 and not first:
        raise _StopError(SourceStatus.MALFORMED, "the compressed answer breaks off")
    return b"".join(parts)


def _decoder(encoding: str) -> "_Inflater | None":
    match encoding.strip().lower():
        case "" | "identity" | "none" | "utf-8":
            return None
        case "gzip" | "x-gzip":
            return _Inflater(zlib.MAX_WBITS | 16)
        case "deflate":
            return _Inflater(zlib.MAX_WBITS)
        case other:
            raise _StopError(SourceStatus.MALFORMED, f"unknown content encoding {other[:40]!r}")


class _Inflater:
    """Decompresses a stream in pieces of bounded size."""

    def __init__(self, wbits: int) -> None:
        self._wbits = wbits
        self._stream = zlib.decompressobj(wbits)
        self._started = False

    @property
    def complete(self) -> bool:
        return self._stream.eof

    def pieces(self, chunk: bytes) -> Iterator[bytes]:
        """What `chunk` adds, 256 KiB at most at a time. Raises zlib.error."""
        if not self._started:
            self._started = True
            # Many servers send raw deflate where zlib's wrapping is meant.
            if self._wbits == zlib.MAX_WBITS and chunk[0] & 0x0F != 8:
                self._stream = zlib.decompressobj(-zlib.MAX_WBITS)
        while chunk and not self._stream.eof:
            yield self._stream.decompress(chunk, _PIECE)
            chunk = self._stream.unconsumed_tail


def _short(value: str | None) -> str | None:
    return value if value and len(value) <= 500 else None


def _validator(value: str | None) -> str | None:
    """What may be kept and given back. Bytes of no encoding could not even be written down."""
    return _short(value) if value and value.isascii() and value.isprintable() else None


def _max_age(headers: Mapping[str, str]) -> int | None:
    match = _MAX_AGE.search(headers.get("Cache-Control", "")[:500])
    return min(int(match[1]), LONGEST_WAIT) if match else None


def _retry_after(headers: Mapping[str, str]) -> int | None:
    """Seconds to wait, from a number or from a date counted against the answer's own `Date`; a week at
    most."""
    value = headers.get("Retry-After", "").strip()[:100]
    if value.isascii() and value.isdigit():
        return min(int(value), LONGEST_WAIT)
    try:
        wait = parsedate_to_datetime(value) - parsedate_to_datetime(headers.get("Date", ""))
    except (ValueError, TypeError, IndexError, OverflowError):
        return None
    return max(0, min(int(wait.total_seconds()), LONGEST_WAIT))


def _failure(error: BaseException) -> FetchFailed:
    """The failure that an exception of aiohttp, the resolver, TLS or zlib stands for."""
    causes = [error, getattr(error, "os_error", None), error.__cause__, error.__context__]
    if any(isinstance(cause, RefusedAddressError) or "refused address" in str(cause) for cause in causes):
        return FetchFailed(SourceStatus.REFUSED_ADDRESS, "the address is not public")
    match error:
        case aiohttp.ClientConnectorDNSError():
            return FetchFailed(SourceStatus.UNREACHABLE, "no such host")
        case aiohttp.ClientConnectorCertificateError() | aiohttp.ClientSSLError() | ssl.SSLError():
            return FetchFailed(SourceStatus.UNREACHABLE, "TLS failed")
        case aiohttp.InvalidURL():
            return FetchFailed(SourceStatus.BAD_URL, "not an http or https address")
        case aiohttp.ClientResponseError() | aiohttp.ClientPayloadError() | zlib.error() | ValueError():
            return FetchFailed(SourceStatus.MALFORMED, f"unreadable answer ({type(error).__name__})")
        case _:
            return FetchFailed(SourceStatus.UNREACHABLE, f"no connection ({type(error).__name__})")
