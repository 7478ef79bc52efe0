"""Sources: adding a feed, seeing how each is doing, asking it again, removing it."""

from __future__ import annotations

from asyncio import get_running_loop, sleep
from collections.abc import Callable, Collection, Sequence
from dataclasses import replace
from datetime import datetime
from urllib.parse import urlsplit

from sqlalchemy.ext.asyncio import AsyncSession

from curation.fetch import FetchFailed
from curation.status import SourceStatus
from handlers.access import require
from handlers.errors import Refused
from handlers.services import Actor, Services
from handlers.source_answers import (
    OfferedFeed,
    SourceAdded,
    SourceChoice,
    SourceLine,
    SourceList,
    SourceRemoved,
)
from programme.roles import Permission
from programme.words import fold
from store import articles, sources
from store.models import Source

LIMIT = 500  # sources a workspace: a few hundred feeds is a large programme
LONGEST_URL = 2_000
PATIENCE = 8.0  # seconds that a person waits for a feed to be read, by this process or another
ROUND = 0.25  # seconds between two looks
UNREAD = "new"
UNSAID = "market"  # the kind of what nobody said is the company's
KINDS = {
    "company": "company",
    "entreprise": "company",
    "maison": "company",
    "market": "market",
    "marche": "market",
}


async def add(services: Services, actor: Actor, typed: str) -> SourceAdded | SourceChoice:
    """Add the feed at the address typed, or the one of the site there, and wait a moment until it was read; a word
    before or after tells its kind ("company", "marché"). A site with several feeds gives them to choose from. An
    address that does not answer is added as it is, and says so.

    Raises Refused: no_feed_address, bad_url, no_feed_found, site_asks_patience, too_many_sources, or the role's.
    """
    await require(services, actor, Permission.SOURCE_ADD, subject=typed)
    words, said = kind_of(typed)
    if says_no_address(words):
        raise Refused("no_feed_address")
    url = address(words)
    if url is None:
        raise Refused("bad_url", url=words[:200])
    async with services.db.read(actor.workspace_id) as session:
        known = await sources.find(session, url)
    if known is not None and known.status != SourceStatus.NOT_A_FEED:
        return await _added(services, actor, url, said)
    found = await services.find_feeds(url)
    if isinstance(found, FetchFailed) and found.status is SourceStatus.RATE_LIMITED:
        raise Refused("site_asks_patience", url=url[:200])
    if isinstance(found, FetchFailed):
        return await _added(services, actor, url, said)
    if not found.feeds:
        raise Refused("no_feed_found", url=url[:200])
    if len(found.feeds) == 1:
        return await _added(services, actor, found.feeds[0].url, said, None if found.itself else url)
    async with services.db.read(actor.workspace_id) as session:
        read = {source.url for source in await sources.listed(session)}
    return SourceChoice(
        url,
        said,
        tuple(
            OfferedFeed(each.url, each.title, each.articles, each.newest, each.url in read)
            for each in found.feeds
        ),
        services.clock.now(),
    )


async def add_chosen(services: Services, actor: Actor, url: str, kind: str | None) -> SourceAdded:
    """Add a feed that `add` gave to choose from; `kind`: as it was told there, None where it was not. Raises Refused:
    bad_url, too_many_sources, or the role's."""
    await require(services, actor, Permission.SOURCE_ADD, subject=url)
    return await _added(services, actor, url, kind if kind in KINDS.values() else None)


async def _added(
    services: Services, actor: Actor, url: str, said: str | None, found_on: str | None = None
) -> SourceAdded:
    """`said`: the kind that somebody told; it holds for a source that is there already too."""
    now = services.clock.now()
    rekinded = False
    async with services.db.write(actor.workspace_id) as session:
        outcome = await add_to(session, url, kind=said or UNSAID, added_by=actor.user_id, now=now)
        if isinstance(outcome, SourceAdded) and said is not None and outcome.source.kind != said:
            rekinded = await sources.set_kind(session, outcome.source.source_id, said)
    if outcome == "bad_url":
        raise Refused("bad_url", url=url[:200])
    if isinstance(outcome, str):
        raise Refused(outcome, limit=LIMIT)
    source_id = outcome.source.source_id
    if outcome.source.status == UNREAD:
        services.check_sources()
        await _read_by_now(services, actor, {source_id}, lambda source: source.status != UNREAD)
    async with services.db.read(actor.workspace_id) as session:
        source = await sources.get(session, source_id)
        if source is None:  # removed by someone else meanwhile
            return replace(outcome, found_on=found_on)
        held = (await sources.article_counts(session)).get(source_id, 0)
        newest = await articles.newest_of(session, source_id)
        return SourceAdded(
            line(source, held), outcome.already, newest, services.clock.now(), found_on, rekinded
        )


async def add_to(
    session: AsyncSession, words: str, *, kind: str, added_by: str, now: datetime, title: str = ""
) -> SourceAdded | str:
    """Add one address in the caller's transaction; "bad_url" or "too_many_sources" when it cannot be."""
    url = address(words)
    if url is None:
        return "bad_url"
    if await sources.find(session, url) is None and await sources.count(session) >= LIMIT:
        return "too_many_sources"
    source, already = await sources.add(session, url, now, kind=kind, title=title, added_by=added_by)
    return SourceAdded(line(source, 0), already, None, now)


async def listed(services: Services, actor: Actor, typed: str = "") -> SourceList:
    """All of them, from the number that was typed. Raises Refused: the role's."""
    await require(services, actor, Permission.SOURCE_LIST)
    async with services.db.read(actor.workspace_id) as session:
        counts = await sources.article_counts(session)
        lines = tuple(line(each, counts.get(each.id, 0)) for each in await sources.listed(session))
    first = place_of(typed)
    return SourceList(lines, first if 0 < first <= len(lines) else 1)


async def check(services: Services, actor: Actor, typed: str) -> SourceList:
    """Ask a source (all of them when none is named) again now, and wait a moment for what it answers.

    One that takes longer is shown as it was, `checked_at` telling when. Raises Refused: source_not_found,
    source_ambiguous, or the role's.
    """
    await require(services, actor, Permission.SOURCE_CHECK, subject=typed or None)
    asked_at = services.clock.now().replace(microsecond=0)  # as visits are dated
    async with services.db.write(actor.workspace_id) as session:
        asked = {
            each.id for each in ([await _one(session, typed)] if typed else await sources.listed(session))
        }
        await sources.ask_now(session, asked_at, asked)
    services.check_sources()
    found = await _read_by_now(
        services,
        actor,
        asked,
        lambda source: source.checked_at is not None and source.checked_at >= asked_at,
    )
    async with services.db.read(actor.workspace_id) as session:
        counts = await sources.article_counts(session)
    return SourceList(tuple(line(each, counts.get(each.id, 0)) for each in found))


async def _read_by_now(
    services: Services, actor: Actor, asked: Collection[int], done: Callable[[Source], bool]
) -> Sequence[Source]:
    """These sources once all of them are done, or as they are when PATIENCE is over. No session is open meanwhile."""
    loop = get_running_loop()
    until = loop.time() + PATIENCE
    while True:
        async with services.db.read(actor.workspace_id) as session:
            found = await sources.several(session, asked)
        left = until - loop.time()
        if left <= 0 or all(map(done, found)):
            return found
        await sleep(min(ROUND, left))


async def remove(services: Services, actor: Actor, typed: str) -> SourceRemoved:
    """Stop reading a source. Raises Refused: source_not_found, source_ambiguous, or the role's."""
    await require(services, actor, Permission.SOURCE_REMOVE, subject=typed)
    async with services.db.write(actor.workspace_id) as session:
        source = await _one(session, typed)
        await sources.remove(session, source.id, services.clock.now())
        return SourceRemoved(source.title or source.url, source.url)


async def _one(session: AsyncSession, typed: str) -> Source:
    """The source meant by an address, a number of the list, or a part of its title or address."""
    numbered = dict(enumerate(await sources.listed(session), start=1))
    url = address(typed)
    found = {number: each for number, each in numbered.items() if each.url == url}
    if not found and (number := place_of(typed)) in numbered:
        found = {number: numbered[number]}
    if not found and (part := fold(typed)):
        found = {
            number: each
            for number, each in numbered.items()
            if part in fold(each.title) or part in fold(each.url)
        }
    if not found:
        raise Refused("source_not_found", words=typed[:100])
    if len(found) > 1:
        named = "\n".join(f"{number} {each.title or each.url}" for number, each in found.items())
        raise Refused("source_ambiguous", words=typed[:100], count=len(found), sources=named)
    return next(iter(found.values()))


def place_of(typed: str) -> int:
    """The number of a list that was typed; 0 for none."""
    number = typed.strip()
    return int(number) if number.isdecimal() and len(number) <= len(str(LIMIT)) else 0


def address(typed: str) -> str | None:
    """An address as people write them: in angle brackets, without https:// too. None when it is none."""
    bare = typed.strip().removeprefix("<").removesuffix(">").strip()
    if "://" not in bare:
        bare = f"https://{bare}"
    if len(bare) > LONGEST_URL or any(c.isspace() or ord(c) < 32 for c in bare):
        return None
    try:
        parts = urlsplit(bare)
        host, _ = parts.hostname, parts.port
    except ValueError:
        return None
    named = host and ("." in host or ":" in host or host == "localhost")
    if parts.scheme not in ("http", "https") or not named or parts.username is not None:
        return None
    return parts._replace(fragment="").geturl()


def says_no_address(words: str) -> bool:
    """Nothing but a kind, or nothing at all, was typed behind the command."""
    return fold(words) in ("", *KINDS)


def kind_of(typed: str) -> tuple[str, str | None]:
    """("address", "company" or "market"): the word that tells, before or after the address, taken out.

    None where no word tells.
    """
    words = typed.split()
    for index in (0, -1):
        if len(words) > 1 and (kind := KINDS.get(fold(words[index]))):
            words.pop(index)
            return " ".join(words), kind
    return typed, None


def line(source: Source, held: int) -> SourceLine:
    return SourceLine(
        source_id=source.id,
        title=source.title or source.url,
        url=source.url,
        kind=source.kind,
        status=source.status,
        detail=source.status_detail,
        checked_at=source.checked_at,
        next_check_at=source.next_check_at,
        articles=held,
    )
