"""Sources chosen with a button: a feed of a site, a starter pack; and their list, sent as a file."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from slack_bolt.async_app import AsyncApp, AsyncRespond

from bot.slack import ids
from bot.slack.asking import Asking, Desk
from bot.slack.clicks import clicker, meant
from bot.slack.pictures import upload
from bot.slack.typed import unescaped
from bot.slack.views import sources as views
from handlers import lists, sources
from handlers.errors import Refused
from handlers.source_answers import PackList, SourceAdded


def register(app: AsyncApp, desk: Desk) -> None:
    @app.action(ids.FEED_ADD)
    @desk.afterwards.acknowledged
    async def add_feed(body: Mapping[str, Any], action: Mapping[str, Any], respond: AsyncRespond) -> None:
        # It waits for somebody's web site: nobody else is to wait for it.
        async with desk.asking(**clicker(body), respond=respond, waited_for=True) as asking:
            kind, url = meant(ids.parse_feed, unescaped(action.get("value") or ""), gone="click_again")
            answer = await sources.add_chosen(desk.services, asking.actor, url, kind)
            await asking.tell(views.source_added(answer, asking.t))

    @app.action(ids.PACK_SHOW)
    @desk.afterwards.acknowledged
    async def show_pack(body: Mapping[str, Any], action: Mapping[str, Any], respond: AsyncRespond) -> None:
        async with desk.asking(**clicker(body), respond=respond) as asking:
            profession, language = meant(ids.parse_pack, action.get("value"), gone="click_again")
            await tell_pack(desk, asking, f"{profession} {language}")

    @app.action(ids.PACK_ADD)
    @desk.afterwards.acknowledged
    async def add_pack(body: Mapping[str, Any], action: Mapping[str, Any], respond: AsyncRespond) -> None:
        async with desk.asking(**clicker(body), respond=respond) as asking:
            profession, language = meant(ids.parse_pack, action.get("value"), gone="click_again")
            answer = await lists.add_pack(desk.services, asking.actor, profession, language)
            await asking.tell(views.sources_imported(answer, asking.t))


async def add_source(desk: Desk, asking: Asking, rest: str) -> None:
    answer = await sources.add(desk.services, asking.actor, rest)
    if isinstance(answer, SourceAdded):
        await asking.tell(views.source_added(answer, asking.t))
    else:
        await asking.tell(views.source_choice(answer, asking.t))


async def tell_pack(desk: Desk, asking: Asking, rest: str) -> None:
    answer = await lists.pack(desk.services, asking.actor, rest, spoken=asking.t.language)
    if isinstance(answer, PackList):
        await asking.tell(views.pack_list(answer, asking.t))
    else:
        await asking.tell(views.pack_shown(answer, asking.t))


async def export_sources(desk: Desk, asking: Asking) -> None:
    """The file, in the person's own messages with the bot: only they see it."""
    answer = await lists.export(desk.services, asking.actor)
    if not answer.count:
        raise Refused("no_source_yet")
    asking.work.end()
    said = views.sources_exported(answer, asking.t)
    # A message to a person tells the conversation they have with the bot; opening one would take another scope.
    posted = await desk.client.chat_postMessage(
        channel=asking.actor.user_id, text=said.text, blocks=said.blocks
    )
    channel = str(posted["channel"])
    session = desk.client.session
    assert session is not None, "bot.slack.connection.web_client gives it one"
    await upload(
        desk.client, session, answer.name, answer.data, title=answer.name, alt=None, channel_id=channel
    )
    if asking.channel_id != channel:
        await asking.tell(views.export_sent(asking.t))
