"""Many sources at once: lists that come in and go out as OPML, and the starter packs."""

from __future__ import annotations

import asyncio
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from curation import opml, packs
from curation.fetch import FetchFailed
from handlers.access import require
from handlers.errors import Refused
from handlers.services import Actor, Services
from handlers.source_answers import (
    PackLine,
    PackList,
    PackShown,
    SourceAdded,
    SourcesExported,
    SourcesImported,
)
from handlers.sources import KINDS, LIMIT, UNSAID, add_to, address, kind_of
from programme.roles import Permission
from programme.words import fold
from store import sources

TOGETHER = 25  # sources a transaction: nobody else waits long for the database
FILE_NAME = "dizaine.opml"
COMPANY_WORDS = tuple(word for word, kind in KINDS.items() if kind == "company")
# The words people have for the professions of packs.toml, folded.
PROFESSIONS = {
    "hr": "hr",
    "rh": "hr",
    "recrutement": "hr",
    "recruiting": "hr",
    "marketing": "marketing",
    "communication": "marketing",
    "sales": "sales",
    "vente": "sales",
    "ventes": "sales",
    "commercial": "sales",
    "tech": "tech",
    "it": "tech",
    "informatique": "tech",
    "finance": "finance",
    "finances": "finance",
}


@dataclass(frozen=True, slots=True)
class _Wanted:
    url: str
    title: str
    kind: str


async def import_list(services: Services, actor: Actor, typed: str) -> SourcesImported:
    """Add the sources of the OPML file at the address typed, of OPML pasted there, or those of several addresses; a
    word before or after tells the kind of all that say none.

    Raises Refused: no_list_address, bad_url, list_unread (status), bad_list (problem: an OpmlError's code, or
    empty; line), or the role's.
    """
    await require(services, actor, Permission.SOURCE_ADD, subject=typed[:200])
    words, said = kind_of(typed)
    kind = said or UNSAID
    if not words.strip() or fold(words) in KINDS:
        raise Refused("no_list_address")
    if "<opml" in words:
        return await _add_all(services, actor, await _read(words.encode(), kind))
    given = words.split()
    if len(given) > 1:
        return await _add_all(services, actor, [_Wanted(each, "", kind) for each in given[:LIMIT]])
    url = address(words)
    if url is None:
        raise Refused("bad_url", url=words[:200])
    body = await services.read_file(url)
    if isinstance(body, FetchFailed):
        raise Refused("list_unread", url=url[:200], status=body.status.value, detail=body.detail[:100])
    return await _add_all(services, actor, await _read(body, kind))


async def _read(body: bytes, kind: str) -> list[_Wanted]:
    try:
        outlines = await asyncio.to_thread(opml.read, body, COMPANY_WORDS)
    except opml.OpmlError as error:
        raise Refused("bad_list", problem=error.code, line=error.line) from None
    if not outlines:
        raise Refused("bad_list", problem="empty", line=1)
    return [_Wanted(each.url, each.title, "company" if each.company else kind) for each in outlines]


async def _add_all(services: Services, actor: Actor, wanted: Sequence[_Wanted]) -> SourcesImported:
    added = already = 0
    refused: list[tuple[str, str]] = []
    for start in range(0, len(wanted), TOGETHER):
        async with services.db.write(actor.workspace_id) as session:
            for each in wanted[start : start + TOGETHER]:
                outcome = await add_to(
                    session,
                    each.url,
                    kind=each.kind,
                    added_by=actor.user_id,
                    now=services.clock.now(),
                    title=each.title,
                )
                if isinstance(outcome, SourceAdded):
                    added += not outcome.already
                    already += outcome.already
                else:
                    refused.append((each.url[:200], outcome))
    if added:
        services.check_sources()
    return SourcesImported(added, already, tuple(refused))


async def export(services: Services, actor: Actor) -> SourcesExported:
    """All the sources as OPML. Raises the role's refusal."""
    await require(services, actor, Permission.SOURCE_LIST)
    async with services.db.read(actor.workspace_id) as session:
        listed = await sources.listed(session)
    outlines = [opml.Outline(each.url, each.title, "", each.kind == "company") for each in listed]
    return SourcesExported(FILE_NAME, opml.write("Dizaine", outlines), len(outlines))


async def pack(services: Services, actor: Actor, typed: str, *, spoken: str) -> PackList | PackShown:
    """The starter packs, or what one holds: "rh", "sales en"; where no language is said, `spoken`.

    Raises Refused: unknown_pack, or the role's.
    """
    await require(services, actor, Permission.SOURCE_LIST)
    words = [fold(word) for word in typed.split()]
    async with services.db.read(actor.workspace_id) as session:
        read = {
            url
            for source in await sources.listed(session)
            for url in (source.url, source.given_url or source.url)
        }
    if not words:
        return PackList(
            tuple(
                PackLine(profession, language, len(listed), _count(listed, read))
                for (profession, language), listed in packs.packs().items()
            )
        )
    language = next((word for word in words if word in packs.LANGUAGES), spoken)
    profession = next((PROFESSIONS[word] for word in words if word in PROFESSIONS), "")
    listed = packs.packs().get((profession, language))
    if listed is None:
        raise Refused("unknown_pack", words=typed[:100])
    shown = tuple((each.title, each.url, each.url in read) for each in listed)
    return PackShown(profession, language, shown)


async def add_pack(services: Services, actor: Actor, profession: str, language: str) -> SourcesImported:
    """Add what a pack holds, as sources of the market. Raises Refused: unknown_pack, or the role's."""
    await require(services, actor, Permission.SOURCE_ADD, subject=f"{profession} {language}"[:100])
    listed = packs.packs().get((profession, language))
    if listed is None:
        raise Refused("unknown_pack", words=profession[:100])
    return await _add_all(services, actor, [_Wanted(each.url, each.title, UNSAID) for each in listed])


def _count(listed: Iterable[packs.PackSource], read: set[str]) -> int:
    return sum(each.url in read for each in listed)
