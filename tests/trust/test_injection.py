"""Hostile feeds through the whole pipeline: fetched, parsed, chosen, posted; nothing they hold acts in Slack."""

from __future__ import annotations

import asyncio
import json
import re
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager
from datetime import timedelta
from email.utils import format_datetime
from typing import Any
from xml.sax.saxutils import escape

from aiohttp import web
from aiohttp.test_utils import TestServer

from bot.slack import ids
from store import models
from tests.bot.slack.listeners.stage import (
    ADMIN,
    CHANNEL,
    INES,
    NOW,
    Role,
    Stage,
    draft_state,
    open_stage,
    reaction,
    words_of,
)

HOSTILE = (
    "Alerte <!channel> à tous les collègues du réseau",
    "Un mot de <@U0ADMIN> sur les résultats du trimestre",
    "Voir <https://evil.example|https://banque.example> avant ce soir",
    "Le canal <#C0AMBFR> déménage la semaine prochaine",
    "<!subteam^S123|équipe> et <!date^1392734382^{date}|hier> en vrac",
    "\u202eexcès de zèle au siège\u202c de la maison mère",
    "\u2067caché\u2069 dans le \u200btitre\u200f du matin",
    "Déjà échappé &lt;!here&gt; deux fois &amp;lt;!everyone&amp;gt;",
    "*gras* _italique_ ~barré~ `code` ```bloc``` :tada: pour rire",
    "<script>alert(1)</script> et <img src=x onerror=alert(1)> ensemble",
    "> citation\n> sur deux lignes\r\n\tet une tabulation",
    "Un long titre " + "qui n’en finit pas " * 600,
    "🎉" * 400,
)
# A word of each, to know it again.
SEEN = ("Alerte", "résultats du", "avant ce soir", "déménage", "en vrac", "excès de zèle", "caché", "Déjà", "pour rire",
        "ensemble", "tabulation", "Un long titre", "🎉")  # fmt: skip
TURNS = re.compile("[\u200b\u200e\u200f\u202a-\u202e\u2066-\u2069]")


FEEDS = 5  # so that no source takes the day


def feed(number: int) -> str:
    items = "".join(
        f"<item><title>{escape(title)}</title><description>{escape(title * 2)[:3000]}</description>"
        f"<author>{escape(title)[:200]}</author><guid isPermaLink='false'>g{place}</guid>"
        f"<link>{'javascript:alert(1)' if place == 2 else f'https://news.example/{place}?a=1&amp;b=<!here>|x'}</link>"
        f"<enclosure url='https://img.example/{place}.png|x&gt;' type='image/png' length='1'/>"
        f"<pubDate>{format_datetime(NOW - timedelta(hours=place + 1))}</pubDate></item>".replace(
            "=<!here>", "=%3C"
        )
        for place, title in enumerate(HOSTILE)
        if place % FEEDS == number
    )
    return f"<rss version='2.0'><channel><title>{escape(HOSTILE[number])}</title>{items}</channel></rss>"


@asynccontextmanager
async def publisher() -> AsyncIterator[list[str]]:
    """The addresses of the hostile feeds."""

    async def answer(request: web.Request) -> web.Response:
        return web.Response(text=feed(int(request.match_info["number"])), content_type="application/rss+xml")

    app = web.Application()
    app.router.add_get("/{number}", answer)
    async with TestServer(app) as server:
        yield [str(server.make_url(f"/{place}")) for place in range(FEEDS)]


def texts(thing: Any) -> Iterator[tuple[str, str]]:
    """(kind, text) of every text object and fallback in blocks."""
    if isinstance(thing, dict):
        if isinstance(thing.get("text"), str):
            yield str(thing.get("type", "text")), thing["text"]
        for name in ("alt_text", "title", "subtitle", "body"):
            if isinstance(thing.get(name), str):
                yield "plain_text", thing[name]
        for each in thing.values():
            yield from texts(each)
    elif isinstance(thing, list):
        for each in thing:
            yield from texts(each)


def harmless(text: str, blocks: Any) -> None:
    """Whatever is posted: no mention, no broadcast, no link but a web address, no mark that turns or hides."""
    for kind, words in (("mrkdwn", text), *texts(blocks)):
        assert not TURNS.search(words), words[:200]
        for found in re.finditer(r"<[^>]*>?", words):
            if kind == "plain_text":
                continue  # drawn as it is
            markup = found.group()
            ours = markup in (f"<#{CHANNEL}>", f"<@{INES}>", f"<@{ADMIN}>") or markup.startswith("<!date^")
            assert ours or re.fullmatch(r"<https?://[^|<>]+(\|[^<>|]*)?>", markup), (
                kind,
                markup,
                words[:200],
            )
            assert "evil.example" not in markup.partition("|")[0]
    assert "javascript:" not in json.dumps(list(_addresses(blocks)))


def _addresses(thing: Any) -> Iterator[str]:
    if isinstance(thing, dict):
        yield from (thing[name] for name in ("url", "image_url") if isinstance(thing.get(name), str))
        for each in thing.values():
            yield from _addresses(each)
    elif isinstance(thing, list):
        for each in thing:
            yield from _addresses(each)


async def _ingested(stage: Stage, wanted: int) -> None:
    """Until the worker has read every source that was added."""
    async with asyncio.timeout(40):
        while True:
            read = [
                each for each in await stage.every(models.Source) if each.checked_at and "127" in each.url
            ]
            if len(read) == wanted:
                assert [each.status for each in read] == ["ok"] * wanted, [
                    each.status_detail for each in read
                ]
                return
            await asyncio.sleep(0.1)


async def _posted(stage: Stage) -> list[Any]:
    channels = stage.playground.workspace.channels.values()
    return [
        message for channel in channels for message in channel.messages if message.by_app and message.blocks
    ]


async def test_no_hostile_title_acts_anywhere(furnished_sqlite: str) -> None:
    async with publisher() as addresses, open_stage(furnished_sqlite, roles=[Role.WEB, Role.WORKER]) as stage:
        for place, address in enumerate(addresses):
            await stage.command(ADMIN, f"source add {address} {'company' if place == 0 else 'market'}")
        await stage.quiet()
        async with stage.db.write("T0PLAY") as session:
            for source in await stage.every(models.Source):
                if "news" not in source.url and source.url not in addresses:
                    session.add(source)
                    source.removed_at = NOW
        await _ingested(stage, len(addresses))
        assert any("Alerte" in article.title for article in await stage.every(models.Article))
        async with stage.db.write("T0PLAY") as session:
            (channel,) = await stage.every(models.Channel)
            session.add(channel)
            channel.article_count = 20
        for words in ("source list", "preview", "post", "status"):
            await stage.command(ADMIN, words)
            await stage.quiet()
        await stage.application.ticker.delivery.deliver_due()
        digest = (await stage.every(models.Digest))[-1]
        assert digest.message_id
        for number in ("one", "two", "three", "four", "five", "six"):
            await stage.event(reaction(INES, number, ts=digest.message_id))
        await stage.quiet()
        for item in await stage.every(models.DigestItem):
            value = ids.article_value(item.digest_id, item.article_id)
            await stage.click(INES, ids.DRAFT_OPEN, value)
            await stage.quiet()
            for view in stage.modals(INES):
                harmless("", view["blocks"])
            reply = await stage.submit(INES, ids.DRAFT, value, draft_state(HOSTILE[0], ready=True))
            if reply.data and "view" in reply.data:
                harmless("", reply.data["view"]["blocks"])
            await stage.quiet()
        await stage.command(INES, "me")
        await stage.event({"type": "app_home_opened", "user": INES, "tab": "home"})
        await stage.quiet()
        harmless("", stage.playground.workspace.homes[INES].payload["blocks"])
        messages = await _posted(stage)
        assert len(messages) > 10
        assert any("Alerte" in words_of(message) for message in messages)
        (digest_message,) = [each for each in messages if each.ts == digest.message_id]
        shown = [word for word in SEEN if word in words_of(digest_message)]
        assert len(shown) >= 9, shown
        assert {"excès de zèle", "caché"} <= set(shown)
        for message in messages:
            harmless(message.text, message.blocks)
