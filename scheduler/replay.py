"""The log replayed under other settings: what each past day would have chosen, from what was known that day alone.

The choice is the one that posts (`scheduler.selection`). Beyond what it knew, nothing: neither articles seen later, nor
acts done, stories judged or articles filed later. What the log does not hold is taken as it is now: a channel's
language and topics, the workspace's company share and tree of topics, the words of articles. It writes nothing.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from itertools import groupby
from typing import Any

from curation.mix import Choice
from curation.reasons import ReasonCode
from curation.replay import Chosen, Estimate, Placed, Replayed, estimate, places
from scheduler.selection import SETTLED, Pool, SelectionRules, read_pool, select_for
from store import channels, logged
from store.database import Database
from store.logged import PostedArticle

Progress = Callable[[int, int], None]
"""Told how many of the past selections were replayed, and of how many."""


@dataclass(frozen=True, slots=True)
class ChannelReplay:
    """What the change would have brought to one channel. `conversation_id`: the chat's own."""

    conversation_id: str
    estimate: Estimate


@dataclass(frozen=True, slots=True)
class WorkspaceReplay:
    """Its channels that have a log, in the order they were set up; `whole`: all their selections together."""

    workspace_id: str
    channels: tuple[ChannelReplay, ...]
    whole: Estimate


async def replay(
    db: Database,
    workspace_id: str,
    rules: SelectionRules,
    now: datetime,
    *,
    days: int,
    told: Progress = lambda done, of: None,
) -> WorkspaceReplay:
    """What `rules` would have brought to a workspace over its last `days`, but for what is still being picked."""
    async with db.read(workspace_id) as session:
        rows = await logged.posted(session, now - timedelta(days=days), now - SETTLED)
        known = {each.id: each for each in await channels.listed(session)}
    digests = [list(lines) for _, lines in groupby(rows, key=lambda each: each.digest_id)]
    log: list[Replayed] = []
    pool: Pool | None = None
    for done, digest in enumerate(digests):
        told(done, len(digests))
        first = digest[0]
        # A tick's digests bear one moment: their pool is made ready once.
        if pool is None or pool.now != first.made_at:
            pool = await read_pool(db, workspace_id, first.made_at, rules, past=True)
        selection, _ = await select_for(
            db,
            known[first.channel_id],
            first.made_at,
            replace(rules, count=first.wanted),
            day=first.local_date,
            pool=pool,
            past=True,
        )
        log.append(replayed(digest, selection.choices))
    told(len(digests), len(digests))
    found = await asyncio.to_thread(_estimates, log)
    return WorkspaceReplay(
        workspace_id,
        tuple(
            ChannelReplay(channel.conversation_id, found[channel.id])
            for channel in known.values()
            if channel.id in found
        ),
        found[None],
    )


def replayed(digest: Sequence[PostedArticle], choices: Sequence[Choice]) -> Replayed:
    """A digest as it was posted, beside what would have been chosen in its place."""
    return Replayed(
        digest[0].channel_id,
        digest[0].local_date,
        tuple(Placed(each.article_id, each.acts, _among(each.reasons)) for each in digest),
        tuple(
            Chosen(each.candidate.article_id, _among([(why.code, why.params) for why in each.reasons]))
            for each in choices
        ),
    )


def _among(reasons: Sequence[Sequence[Any]]) -> int:
    """Among how many it was drawn; 1 where it was chosen outright."""
    return next((int(params["among"]) for code, params in reasons if code == ReasonCode.EXPLORED), 1)


def _estimates(log: Sequence[Replayed]) -> dict[int | str | None, Estimate]:
    """By channel; under None, of all. What a place gets is told by all of them: one channel alone says little."""
    pull = places(log)
    found: dict[int | str | None, Estimate] = {None: estimate(log, pull=pull)}
    for audience in {each.audience for each in log}:
        found[audience] = estimate([each for each in log if each.audience == audience], pull=pull)
    return found
