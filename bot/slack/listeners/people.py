"""Joining from a button: the modal, and what was chosen in it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from slack_bolt.async_app import AsyncAck, AsyncApp, AsyncRespond

from bot.slack import ids
from bot.slack.asking import Asking, Desk
from bot.slack.clicks import clicker
from bot.slack.submission import Answer, submit
from bot.slack.values import Values
from bot.slack.views import errors as error_views
from bot.slack.views import people as views
from handlers import people
from handlers.errors import Refused

_FIELDS = {"no_alias": ids.ALIAS, "alias_taken": ids.ALIAS}


def register(app: AsyncApp, desk: Desk) -> None:
    @desk.afterwards.acknowledged
    async def open_form(body: Mapping[str, Any], respond: AsyncRespond) -> None:
        async with desk.asking(**clicker(body), respond=respond) as asking:
            await open_join(desk, asking, body["trigger_id"])

    app.action(ids.JOIN_OPEN)(open_form)
    app.action(ids.JOIN_EDIT)(open_form)

    @app.view(ids.JOIN)
    async def join(ack: AsyncAck, body: Mapping[str, Any], view: Mapping[str, Any]) -> None:
        async def save(asking: Asking) -> Answer:
            values = Values(view)
            team = values.choice(ids.TEAM)
            try:
                answer = await people.join(
                    desk.services,
                    asking.actor,
                    team=values.text(ids.NEW_TEAM) or (None if team == ids.NO_TEAM else team),
                    naming=values.choice(ids.NAMING) or "hidden",
                    alias=values.text(ids.ALIAS),
                    name=asking.profile.name or None,
                )
            except Refused as refused:
                if refused.code not in _FIELDS:
                    raise
                sentence = error_views.field_error(refused.code, refused.params, asking.t)
                return Answer(errors={_FIELDS[refused.code]: sentence})
            return Answer(
                message=views.joined(answer, asking.t), channel_id=view.get("private_metadata") or None
            )

        await submit(desk, ack, body, save, field=ids.NAMING)


async def open_join(desk: Desk, asking: Asking, trigger_id: str) -> None:
    """Open the joining modal; it remembers the channel it was asked in, to answer there."""
    form = await people.join_form(desk.services, asking.actor)
    view = views.join_modal(form, asking.t) | {"private_metadata": asking.channel_id or ""}
    await asking.open(trigger_id, view)
