"""Topics changed and added from their list."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from slack_bolt.async_app import AsyncAck, AsyncApp, AsyncRespond

from bot.slack import ids
from bot.slack.asking import Asking, Desk
from bot.slack.clicks import clicker, meant
from bot.slack.submission import Answer, submit
from bot.slack.values import Values
from bot.slack.views import topics as views
from handlers import topics
from handlers.topic_answers import TopicProblems, TopicTyped

LANGUAGES = topics.LANGUAGES
AGAIN = "click_again"


def register(app: AsyncApp, desk: Desk) -> None:
    @app.action(ids.TOPIC_CHANGE)
    @desk.afterwards.acknowledged
    async def change(body: Mapping[str, Any], action: Mapping[str, Any], respond: AsyncRespond) -> None:
        async with desk.asking(**clicker(body), respond=respond) as asking:
            profession = meant(ids.parse_topic, action.get("value"), gone=AGAIN)
            found = await topics.choose(desk.services, asking.actor, profession)
            if len(found.topics) > 1:
                await asking.open(body["trigger_id"], views.choice_modal(found, asking.channel_id, asking.t))
                return
            form = await topics.open_form(desk.services, asking.actor, found.topics[0].id)
            await asking.open(body["trigger_id"], views.topic_modal(form, asking.channel_id, asking.t))

    @app.action(ids.CHOSEN_TOPIC)
    @desk.afterwards.acknowledged
    async def chosen(body: Mapping[str, Any], action: Mapping[str, Any]) -> None:
        async with desk.asking(**clicker(body)) as asking:
            view = body.get("view") or {}
            option = action.get("selected_option") or {}
            channel = meant(ids.parse_channel, view.get("private_metadata"), gone=AGAIN)
            topic = meant(ids.parse_topic, ids.topic_value(str(option.get("value"))), gone=AGAIN)
            form = await topics.open_form(desk.services, asking.actor, topic)
            await asking.update(view, views.topic_modal(form, channel, asking.t))

    @app.action(ids.TOPIC_ADD)
    @desk.afterwards.acknowledged
    async def add(body: Mapping[str, Any], respond: AsyncRespond) -> None:
        async with desk.asking(**clicker(body), respond=respond) as asking:
            form = await topics.open_form(desk.services, asking.actor, None)
            await asking.open(body["trigger_id"], views.topic_modal(form, asking.channel_id, asking.t))

    @app.view(ids.TOPIC)
    async def save(ack: AsyncAck, body: Mapping[str, Any], view: Mapping[str, Any]) -> None:
        async def work(asking: Asking) -> Answer:
            topic, channel = meant(ids.parse_topic_place, view.get("private_metadata"), gone=AGAIN)
            answer = await topics.save(desk.services, asking.actor, _typed(view, topic))
            if isinstance(answer, TopicProblems):
                return Answer(errors=views.topic_errors(answer, asking.t))
            return Answer(message=views.topic_saved(answer, asking.t), channel_id=channel)

        await submit(desk, ack, body, work, field=ids.topic_field(ids.LABEL, LANGUAGES[0]))


def _typed(view: Mapping[str, Any], topic: str | None) -> TopicTyped:
    values = Values(view)

    def of(name: str) -> dict[str, str]:
        return {language: values.text(ids.topic_field(name, language)) or "" for language in LANGUAGES}

    profession, state = values.choice(ids.PROFESSION), values.choices(ids.STATE)
    return TopicTyped(
        topic=topic,
        profession=None if profession in (None, ids.NO_PROFESSION) else profession,
        labels=of(ids.LABEL),
        words=of(ids.WORDS),
        hints=of(ids.HINTS),
        hidden=ids.STATE_HIDDEN in state,
        original=ids.STATE_ORIGINAL in state,
    )
