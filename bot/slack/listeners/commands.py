"""`/dizaine`: each word's handler and view."""

from __future__ import annotations

import re
from collections.abc import Awaitable, Callable, Mapping
from typing import Any

from slack_bolt.async_app import AsyncApp, AsyncRespond

from bot.slack.asking import Asking, Desk
from bot.slack.blocks import Message
from bot.slack.listeners.articles import add_article
from bot.slack.listeners.people import open_join
from bot.slack.listeners.setup import open_setup
from bot.slack.listeners.sources import add_source, export_sources, tell_pack
from bot.slack.listeners.stories import tell_doubles
from bot.slack.typed import typed
from bot.slack.views import admin, board, people
from bot.slack.views import help as help_views
from bot.slack.views import sources as source_views
from bot.slack.views import topics as topic_views
from bot.slack.words import Asked, Command, read
from handlers import admins, leaderboard, lists, posting, sources, status, topics
from handlers import help as help_handler
from handlers import people as people_handlers

COMMAND = "/dizaine"
_USER = re.compile(r"<@([UW][A-Z0-9]+)(?:\|[^>]*)?>")

# These wait for somebody's web site, or choose among thousands of articles: nobody else waits behind them.
SLOW = frozenset(
    {Command.PREVIEW, Command.POST, Command.ARTICLE, Command.SOURCE_ADD, Command.SOURCE_CHECK}
    | {Command.SOURCE_IMPORT, Command.SOURCE_EXPORT, Command.DUPLICATES, Command.TOPICS}
)

Run = Callable[[Desk, Asking, str], Awaitable[Message]]


def register(app: AsyncApp, desk: Desk) -> None:
    @app.command(COMMAND)
    @desk.afterwards.acknowledged
    async def dizaine(body: Mapping[str, Any], respond: AsyncRespond) -> None:
        asked = read(typed(body.get("text") or ""))
        async with desk.asking(
            user_id=body["user_id"],
            user_team=body.get("team_id"),
            channel_id=body.get("channel_id"),
            respond=respond,
            # A page may take twenty seconds to come: nobody else is to wait for it.
            waited_for=isinstance(asked, Asked) and asked.command in SLOW,
        ) as asking:
            if not isinstance(asked, Asked):
                answer = await help_handler.unknown(
                    desk.services, asking.actor, words=asked.words, nearest=asked.nearest
                )
                await asking.tell(help_views.unknown_word(answer, asking.t))
            elif asked.command is Command.SETUP:
                await open_setup(desk, asking, body["trigger_id"])
            elif asked.command is Command.JOIN:
                await open_join(desk, asking, body["trigger_id"])
            elif asked.command is Command.PREVIEW:
                await _preview(desk, asking)
            elif asked.command is Command.DUPLICATES:
                await tell_doubles(desk, asking)
            elif asked.command is Command.ARTICLE:
                await add_article(desk, asking, asked.rest)
            elif asked.command is Command.SOURCE_ADD:
                await add_source(desk, asking, asked.rest)
            elif asked.command is Command.SOURCE_PACK:
                await tell_pack(desk, asking, asked.rest)
            elif asked.command is Command.SOURCE_EXPORT:
                await export_sources(desk, asking)
            else:
                await asking.tell(await _RUNS[asked.command](desk, asking, asked.rest))


async def _preview(desk: Desk, asking: Asking) -> None:
    answer = await posting.preview(desk.services, asking.actor, asking.channel_id)
    # The older blocks, which every workspace takes: it is seen once, by one person.
    await asking.tell_pictured(
        lambda pictures: admin.preview(answer, asking.t, classic=True, pictures=pictures)
    )


async def _help(desk: Desk, asking: Asking, rest: str) -> Message:
    return help_views.help_page(await help_handler.page(desk.services, asking.actor), asking.t)


async def _source_list(desk: Desk, asking: Asking, rest: str) -> Message:
    return source_views.source_list(await sources.listed(desk.services, asking.actor, rest), asking.t)


async def _source_check(desk: Desk, asking: Asking, rest: str) -> Message:
    answer = await sources.check(desk.services, asking.actor, rest)
    if rest and len(answer.sources) == 1:
        return source_views.source_checked(answer.sources[0], asking.t)
    return source_views.source_list(answer, asking.t)


async def _source_remove(desk: Desk, asking: Asking, rest: str) -> Message:
    return source_views.source_removed(await sources.remove(desk.services, asking.actor, rest), asking.t)


async def _source_import(desk: Desk, asking: Asking, rest: str) -> Message:
    return source_views.sources_imported(await lists.import_list(desk.services, asking.actor, rest), asking.t)


async def _topics(desk: Desk, asking: Asking, rest: str) -> Message:
    return topic_views.topic_list(await topics.listed(desk.services, asking.actor), asking.t)


async def _post(desk: Desk, asking: Asking, rest: str) -> Message:
    return admin.post_queued(await posting.post(desk.services, asking.actor, asking.channel_id), asking.t)


async def _pause(desk: Desk, asking: Asking, rest: str) -> Message:
    return admin.paused(await posting.pause(desk.services, asking.actor, asking.channel_id), asking.t)


async def _resume(desk: Desk, asking: Asking, rest: str) -> Message:
    return admin.paused(await posting.resume(desk.services, asking.actor, asking.channel_id), asking.t)


async def _status(desk: Desk, asking: Asking, rest: str) -> Message:
    return admin.status(await status.status(desk.services, asking.actor), asking.t)


async def _leaderboard(desk: Desk, asking: Asking, rest: str) -> Message:
    return board.board_answer(
        await leaderboard.so_far(desk.services, asking.actor, asking.channel_id), asking.t
    )


async def _leave(desk: Desk, asking: Asking, rest: str) -> Message:
    return people.left(await people_handlers.leave(desk.services, asking.actor), asking.t)


async def _me(desk: Desk, asking: Asking, rest: str) -> Message:
    return people.mine(await people_handlers.mine(desk.services, asking.actor), asking.t)


async def _admin_list(desk: Desk, asking: Asking, rest: str) -> Message:
    return admin.admin_list(await admins.listed(desk.services, asking.actor), asking.t)


async def _admin_add(desk: Desk, asking: Asking, rest: str) -> Message:
    mentioned = _mentioned(rest)
    asking.work.end()  # Slack may be asked who that is
    profile = await desk.directory.profile(mentioned) if mentioned else None
    answer = await admins.change(
        desk.services,
        asking.actor,
        mentioned,
        named=True,
        eligible=profile is None or not (profile.guest or profile.outside),
    )
    return admin.admin_changed(answer, asking.t)


async def _admin_remove(desk: Desk, asking: Asking, rest: str) -> Message:
    answer = await admins.change(desk.services, asking.actor, _mentioned(rest), named=False)
    return admin.admin_changed(answer, asking.t)


def _mentioned(rest: str) -> str | None:
    found = _USER.search(rest)
    return found.group(1) if found else None


_RUNS: dict[Command, Run] = {
    Command.HELP: _help,
    Command.SOURCE_LIST: _source_list,
    Command.SOURCE_CHECK: _source_check,
    Command.SOURCE_REMOVE: _source_remove,
    Command.SOURCE_IMPORT: _source_import,
    Command.TOPICS: _topics,
    Command.POST: _post,
    Command.PAUSE: _pause,
    Command.RESUME: _resume,
    Command.STATUS: _status,
    Command.LEADERBOARD: _leaderboard,
    Command.LEAVE: _leave,
    Command.ME: _me,
    Command.ADMIN_LIST: _admin_list,
    Command.ADMIN_ADD: _admin_add,
    Command.ADMIN_REMOVE: _admin_remove,
}
