"""A request as listeners meet it: who asks, in which language, from where, and how they are answered.

Everything that can go wrong in a listener ends here, as one sentence for the person who meets it.
"""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Callable, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass
from typing import Any
from weakref import WeakValueDictionary

import structlog
from aiohttp import ClientConnectorError, ClientError, InvalidURL
from slack_bolt.async_app import AsyncRespond
from slack_sdk.errors import SlackApiError, SlackClientError
from slack_sdk.web.async_client import AsyncWebClient
from slack_sdk.webhook.async_client import AsyncWebhookClient

from bot.i18n import LANGUAGES, Translator, spoken, translator
from bot.logs import trouble
from bot.slack.afterwards import Afterwards
from bot.slack.blocks import Json, Message
from bot.slack.directory import Directory, Profile
from bot.slack.errors import BLOCKS_REFUSED, code_of
from bot.slack.views import errors as error_views
from bot.slack.views.offer import join_offer
from bot.slack.work import Work
from handlers import places
from handlers.errors import Refused
from handlers.services import Actor, Services

log = structlog.get_logger(__name__)

AT_ONCE = 16  # requests of a kind that are looked at: events do not hold up clicks, whose triggers die in 3 s
AT_WORK = 2  # of all those, how many ask the database or draw
LANGUAGE_WITHIN = 0.5  # seconds: a modal's acknowledgement may be waiting
# The same click came twice, or a newer choice was drawn already: what the person sees is right as it is.
OVERTAKEN = frozenset({"exchanged_trigger_id", "hash_conflict", "not_found"})
# The modal cannot be opened any more, three seconds after the click: to be clicked again.
TOO_LATE = frozenset({"expired_trigger_id", "invalid_trigger_id", "invalid_trigger", "trigger_expired"})


class Desk:
    """What every listener needs; one for the workspace."""

    def __init__(
        self,
        services: Services,
        client: AsyncWebClient,
        directory: Directory,
        team_id: str,
        afterwards: Afterwards,
    ) -> None:
        self.services = services
        self.client = client
        self.directory = directory
        self.team_id = team_id
        self.since = services.clock.now()
        self.afterwards = afterwards
        self._clicks, self._events = asyncio.Semaphore(AT_ONCE), asyncio.Semaphore(AT_ONCE)
        self._working = asyncio.Semaphore(AT_WORK)
        self.drawing: WeakValueDictionary[str, asyncio.Lock] = WeakValueDictionary()  # Homes, by person

    @asynccontextmanager
    async def asking(
        self,
        *,
        user_id: str,
        user_team: str | None = None,
        channel_id: str | None = None,
        digest_id: int | None = None,
        respond: AsyncRespond | None = None,
        event: bool = False,
        waited_for: bool = False,
        unasked: bool = False,
    ) -> AsyncIterator[Asking]:
        """Serve a request. Refusals and failures are told to the person, and never leave the block.

        `digest_id`: the digest it is about, where no channel is told. `event`: something happened, nobody is looking
        at a trigger that dies. `waited_for`: Slack has not been acknowledged
        yet, so this one waits for nobody. `unasked`: nobody is waiting for an answer, so a failure is not told.
        """
        work = Work()
        try:
            if not waited_for:
                await work.enter(self._events if event else self._clicks)
            profile = await self.directory.profile(user_id)
            if not waited_for:
                await work.enter(self._working)
            language = spoken(profile.locale) or await self._language(channel_id, digest_id)
            actor = Actor(
                workspace_id=self.team_id,
                user_id=user_id,
                workspace_admin=profile.admin,
                guest=profile.guest,
                outside=profile.outside or (user_team is not None and user_team != self.team_id),
            )
            asking = Asking(self, actor, profile, translator(language), channel_id, respond, unasked, work)
            try:
                yield asking
            except Refused as refused:
                silent = refused.code in ("admins", "editors") and not profile.known
                code = "profile_unknown" if silent else refused.code
                if code == "ambassadors":
                    await self._say(asking, join_offer(asking.t))
                    return
                await self._say(asking, Message(error_views.refusal(code, refused.params, asking.t)))
            except Exception as error:
                answer = code_of(error)
                if answer in OVERTAKEN:
                    log.info("overtaken", workspace=self.team_id, reason=answer)
                    return
                if answer in TOO_LATE:
                    log.info("too_late", workspace=self.team_id, reason=answer)
                    await self._say(asking, Message(error_views.refusal("click_again", {}, asking.t)))
                    return
                error_id = trouble(log, error, workspace=self.team_id, user=user_id, channel=channel_id)
                await self._say(asking, Message(error_views.trouble(error_id, asking.t)))
        finally:
            work.end()

    async def _language(self, channel_id: str | None, digest_id: int | None) -> str:
        """The channel's, the digest's channel's, or the workspace's."""
        try:
            async with asyncio.timeout(LANGUAGE_WITHIN):
                return await places.language(self.services, self.team_id, channel_id, digest_id)
        except Exception as error:
            # Whoever asks must be answered, in any language.
            trouble(log, error, "language_unknown", workspace=self.team_id)
            return LANGUAGES[0]

    async def conversation_of(self, digest_id: int | None) -> str | None:
        return await places.conversation_of(self.services, self.team_id, digest_id)

    async def tell_privately(self, user_id: str, channel_id: str | None, message: Message) -> None:
        """For this person's eyes only: in the channel, or in a direct message where that cannot be."""
        if channel_id is not None:
            try:
                await self.client.chat_postEphemeral(
                    channel=channel_id, user=user_id, text=message.text, blocks=message.blocks or None
                )
                return
            except SlackApiError as error:
                if code_of(error) in BLOCKS_REFUSED:
                    raise
                log.info("ephemeral_refused", workspace=self.team_id, reason=code_of(error))
        await self.client.chat_postMessage(
            channel=user_id, text=message.text, blocks=message.blocks or None, unfurl_links=False
        )

    async def _say(self, asking: Asking, message: Message) -> None:
        if asking.unasked:
            return
        try:
            await asking.tell(message)
        except Exception as error:
            # Slack is away too: the log is all that is left.
            trouble(log, error, "not_told", workspace=self.team_id)


@dataclass(frozen=True, slots=True)
class Asking:
    """One person's request."""

    desk: Desk
    actor: Actor
    profile: Profile
    t: Translator
    channel_id: str | None
    respond: AsyncRespond | None
    unasked: bool
    work: Work

    async def open(self, trigger_id: str, view: Json) -> None:
        """Open a modal."""
        self.work.end()
        await self.desk.client.views_open(trigger_id=trigger_id, view=view)

    async def update(self, shown: Mapping[str, Any], view: Json) -> None:
        """Draw a modal anew, if it is still the one that was `shown`."""
        self.work.end()
        await self.desk.client.views_update(view_id=shown["id"], hash=shown.get("hash"), view=view)

    async def publish(self, view: Json) -> None:
        """Draw their Home."""
        self.work.end()
        await self.desk.client.views_publish(user_id=self.actor.user_id, view=view)

    async def tell(self, message: Message, *, instead: bool = False) -> None:
        """Answer where they asked, for their eyes only; `instead` of the message that bears the button they clicked."""
        self.work.end()
        if self.respond is not None and self.respond.response_url and await self._respond(message, instead):
            return
        await self.desk.tell_privately(self.actor.user_id, self.channel_id, message)

    async def tell_pictured(self, draw: Callable[[bool], Message]) -> None:
        """The same for what bears pictures: Slack refuses all of a message for one picture that it cannot fetch."""
        try:
            await self.tell(draw(True))
        except SlackApiError as error:
            if code_of(error) not in BLOCKS_REFUSED:
                raise
            await self.tell(draw(False))

    async def _respond(self, message: Message, instead: bool) -> bool:
        """Whether the address that came with the request took it: it lives half an hour, and may be out of reach."""
        assert self.respond is not None
        assert self.respond.response_url is not None
        client = self.desk.client
        webhook = AsyncWebhookClient(self.respond.response_url, session=client.session, retry_handlers=[])
        webhook.proxy = client.proxy
        try:
            answer = await webhook.send(
                text=message.text,
                blocks=message.blocks or None,
                response_type="ephemeral",
                replace_original=instead,
            )
        except (ClientConnectorError, InvalidURL, SlackClientError) as error:
            log.info("response_url_failed", workspace=self.desk.team_id, reason=type(error).__name__)
            return False
        except (ClientError, TimeoutError, OSError) as error:
            # It may have been told all the same: nobody is told twice.
            log.info("response_url_undecided", workspace=self.desk.team_id, reason=type(error).__name__)
            return True
        if answer.status_code != 200:
            log.info("response_url_refused", workspace=self.desk.team_id, status=answer.status_code)
        return bool(answer.status_code == 200)


def user_team(body: Mapping[str, Any]) -> str | None:
    """The workspace of the person acting, where Slack says it (shared channels, Enterprise Grid)."""
    user = body.get("user")
    if isinstance(user, Mapping) and isinstance(user.get("team_id"), str):
        return str(user["team_id"])
    return None
