"""From a Draft button to "I posted it": the modals of the draft and of what is ready."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from slack_bolt.async_app import AsyncAck, AsyncApp, AsyncRespond

from bot.slack import ids
from bot.slack.asking import Asking, Desk
from bot.slack.blocks import Json
from bot.slack.clicks import clicker, meant
from bot.slack.submission import Answer, submit
from bot.slack.values import Values
from bot.slack.views import draft as views
from bot.slack.views import errors as error_views
from handlers import drafts, shares
from handlers.answers import DraftForm, DraftSaved, Ready
from handlers.drafts import Typed
from handlers.errors import Refused
from programme.networks import Network, parse_instance

GONE = "article_gone"


def register(app: AsyncApp, desk: Desk) -> None:
    @app.action(ids.DRAFT_OPEN)
    @desk.afterwards.acknowledged
    async def open_draft(body: Mapping[str, Any], action: Mapping[str, Any], respond: AsyncRespond) -> None:
        async with desk.asking(**clicker(body), respond=respond) as asking:
            article = meant(ids.parse_article, action.get("value"), gone=GONE)
            form = await drafts.open_form(
                desk.services, asking.actor, article_id=article.article_id, digest_id=article.digest_id
            )
            await asking.open(body["trigger_id"], views.draft_modal(form, asking.t))

    @desk.afterwards.acknowledged
    async def reopen(body: Mapping[str, Any], action: Mapping[str, Any], respond: AsyncRespond) -> None:
        async with desk.asking(**clicker(body), respond=respond) as asking:
            draft = meant(ids.parse_draft, action.get("value"), gone=GONE)
            answer = await drafts.reopen(
                desk.services,
                asking.actor,
                article_id=draft.article_id,
                digest_id=draft.digest_id,
                network=_network(draft.network),
            )
            await asking.open(body["trigger_id"], _modal(answer, asking))

    app.action(ids.DRAFT_CONTINUE)(reopen)
    app.action(ids.READY_OPEN)(reopen)

    @app.action(ids.NETWORK)
    @desk.afterwards.acknowledged
    async def change_network(body: Mapping[str, Any]) -> None:
        """The caption that was typed stays; what is told of it follows the network."""
        async with desk.asking(**clicker(body)) as asking:
            view = body["view"]
            typed = _typed(view)
            form = await drafts.change_network(desk.services, asking.actor, typed, previous=_drawn_for(view))
            await asking.update(view, views.draft_modal(form, asking.t))

    @app.view(ids.DRAFT)
    async def save_draft(ack: AsyncAck, body: Mapping[str, Any], view: Mapping[str, Any]) -> None:
        caption = Values(view).block_of(ids.CAPTION)

        async def save(asking: Asking) -> Answer:
            typed = _typed(view)
            if typed.network is Network.MASTODON and typed.mastodon and not parse_instance(typed.mastodon):
                return Answer(errors={ids.INSTANCE: error_views.field_error("bad_instance", {}, asking.t)})
            answer = await drafts.save(desk.services, asking.actor, typed)
            if isinstance(answer, DraftForm):
                return Answer(errors=views.draft_errors(answer.problems, asking.t, caption))
            if isinstance(answer, DraftSaved):
                return Answer(message=views.draft_saved(answer, asking.t), digest_id=typed.digest_id)
            return Answer(
                view=views.ready_modal(answer, asking.t),
                message=views.ready_message(answer, asking.t),
                digest_id=typed.digest_id,
            )

        await submit(desk, ack, body, save, field=caption)

    @app.view(ids.READY)
    async def declare(ack: AsyncAck, body: Mapping[str, Any], view: Mapping[str, Any]) -> None:
        async def share(asking: Asking) -> Answer:
            draft = meant(ids.parse_draft, view.get("private_metadata"), gone=GONE)
            try:
                answer = await shares.declare(
                    desk.services,
                    asking.actor,
                    article_id=draft.article_id,
                    digest_id=draft.digest_id,
                    network=_network(draft.network),
                    url=Values(view).text(ids.ADDRESS),
                )
            except Refused as refused:
                if refused.code != "bad_post_url":
                    raise
                return Answer(
                    errors={ids.ADDRESS: error_views.field_error(refused.code, refused.params, asking.t)}
                )
            return Answer(message=views.shared(answer, asking.t), digest_id=draft.digest_id)

        await submit(desk, ack, body, share, field=ids.ADDRESS)


def _modal(answer: Ready | DraftForm, asking: Asking) -> Json:
    if isinstance(answer, Ready):
        return views.ready_modal(answer, asking.t)
    return views.draft_modal(answer, asking.t)


def _network(name: str) -> Network:
    """Raises Refused for a network that is not, or no longer, one of ours."""
    try:
        return Network(name)
    except ValueError:
        raise Refused("nobody") from None


def _drawn_for(view: Mapping[str, Any]) -> Network | None:
    """The network that the form was last drawn for."""
    try:
        return Network(ids.parse_draft(view.get("private_metadata")).network)
    except ValueError:
        return None


def _typed(view: Mapping[str, Any]) -> Typed:
    article = meant(ids.parse_place, view.get("private_metadata"), gone=GONE)
    values = Values(view)
    return Typed(
        article_id=article.article_id,
        digest_id=article.digest_id,
        network=_network(values.choice(ids.NETWORK) or Network.LINKEDIN),
        caption=values.text(ids.CAPTION) or "",
        mastodon=values.text(ids.INSTANCE),
        ready=values.choice(ids.KEEP) == ids.KEEP_READY,
    )
