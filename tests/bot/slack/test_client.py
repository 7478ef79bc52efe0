"""Delivery to a Slack that misbehaves: one POST a key, and each failure in its family."""

from __future__ import annotations

import asyncio
import json
import socket
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import replace
from datetime import UTC, date, datetime

import aiohttp
import pytest

from bot.slack import client, pictures
from bot.slack.client import SlackChat
from bot.slack.connection import web_client
from programme.boards import Board, Row
from scheduler.chat import (
    Address,
    ChannelGone,
    ChatError,
    Disconnected,
    OutcomeUnknown,
    RateLimited,
    Refused,
    ScopeMissing,
    Unavailable,
)
from scheduler.messages import ArticleCard, BoardPost, DigestPost, Notice
from tests.bot.slack_server import Answers, Reply, Server, ok, refused, slack_server

NOW = datetime(2026, 3, 3, 8, 0, tzinfo=UTC)
TO = Address("T1", "C1", "fr")
CLASSIC = Address("T1", "C1", "fr", classic_blocks=True)
CARD = ArticleCard(
    digest_id=1,
    article_id=1,
    number=1,
    title="Le vent tourne <!channel>",
    url="https://news.example/1",
    source="Les Ondes",
    kind="market",
    type=None,
    summary="Un résumé.",
    image_url=None,
    published=NOW,
    minutes=3,
)
DIGEST = DigestPost(1, date(2026, 3, 3), "Europe/Paris", NOW, 1, (CARD,))
BOARD = BoardPost(
    2026,
    9,
    date(2026, 2, 23),
    date(2026, 3, 1),
    Board((Row(1, "Inès", 12, 3),), (), (), 3, 4, 2, 0.5, empty=False),
)


async def no_pause(_seconds: float) -> None:
    return None


@asynccontextmanager
async def chat_on(answers: Answers, *, total: float = 5.0) -> AsyncIterator[tuple[SlackChat, Server]]:
    async with slack_server(answers) as server:
        timeout = aiohttp.ClientTimeout(total=total)
        async with aiohttp.ClientSession(timeout=timeout) as session:
            client = web_client(server.url, "xoxb-test", session)
            yield SlackChat(client, session, pause=no_pause), server


async def failure(answers: Answers, *, total: float = 5.0) -> tuple[ChatError, Server]:
    async with chat_on(answers, total=total) as (chat, server):
        with pytest.raises(ChatError) as caught:
            await chat.post(TO, DIGEST, "k1")
        await asyncio.sleep(0.02)  # a second POST would be on its way by now
        return caught.value, server


async def test_a_digest_is_posted_once_and_marked() -> None:
    async with chat_on(lambda _m, _a: ok()) as (chat, server):
        posted = await chat.post(TO, DIGEST, "digest:1")
    assert posted.message_id == "1700000000.000100"
    assert not posted.refused_blocks
    (said,) = server.said("chat.postMessage")
    assert said["channel"] == "C1"
    assert said["metadata"] == {"event_type": "dizaine_delivery", "event_payload": {"key": "digest:1"}}
    assert said["unfurl_links"] is False
    assert said["text"]
    assert "<!channel>" not in json.dumps(said)


async def test_a_notice_is_posted() -> None:
    async with chat_on(lambda _m, _a: ok()) as (chat, server):
        await chat.post(
            Address("T1", "U1", "en"), Notice("no_articles", {"channel": "C1", "wanted": 10}), "n"
        )
    assert server.said("chat.postMessage")[0]["channel"] == "U1"


LOST: dict[str, Reply] = {
    "accepted, then dropped": Reply(drop=True),
    "hangs": Reply(hang=True),
    "500": Reply(status=500, body="oops", content_type="text/html"),
    "500, in text": Reply(status=500, body="oops", content_type="text/plain"),
    "502": Reply(status=502, body="<html>", content_type="text/html"),
    "504": Reply(status=504, body=""),
    "200, a page": Reply(body="<html>hello</html>", content_type="text/html"),
    "200, text": Reply(body="ok", content_type="text/plain"),
    "200, broken JSON": Reply(body='{"ok": tru'),
    "200, JSON of another kind": Reply(body="[1]"),
    "200, no ok": Reply(body='{"ts": "1.1"}'),
    "200, no ts": Reply(body='{"ok": true}'),
    "200, cut": Reply(cut=10),
    "internal_error": refused("internal_error"),
    "fatal_error, with 500": refused("fatal_error", 500),
}


@pytest.mark.parametrize("reply", LOST.values(), ids=LOST.keys())
async def test_a_lost_reply_is_one_post_and_an_unknown_outcome(reply: Reply) -> None:
    error, server = await failure(lambda _m, _a: reply, total=0.3 if reply.hang else 5.0)
    assert isinstance(error, OutcomeUnknown), repr(error)
    assert server.count("chat.postMessage") == 1


FAMILIES: list[tuple[Reply, type[ChatError]]] = [
    (Reply(status=503, body="busy", content_type="text/html"), Unavailable),
    (refused("service_unavailable", 503), Unavailable),
    (refused("team_added_to_org"), Unavailable),
    (refused("invalid_auth"), Disconnected),
    (refused("token_revoked"), Disconnected),
    (refused("account_inactive", 403), Disconnected),
    (refused("missing_scope"), ScopeMissing),
    (refused("channel_not_found"), ChannelGone),
    (refused("is_archived"), ChannelGone),
    (refused("not_in_channel"), ChannelGone),
    (refused("msg_too_long"), Refused),
    (refused("no_text"), Refused),
    (refused("a_code_of_next_year"), Refused),
    (refused("a_code_of_next_year", 500), OutcomeUnknown),
    (Reply(status=413, body="", content_type="text/html"), Refused),
    (Reply(status=407, body="", content_type="text/html"), Unavailable),
    (refused("ratelimited", 429), RateLimited),
    (refused("ratelimited"), RateLimited),
    (refused("message_limit_exceeded"), RateLimited),
]


@pytest.mark.parametrize(
    ("reply", "family"), FAMILIES, ids=[f"{r.status} {r.body[:45]}" for r, _ in FAMILIES]
)
async def test_a_refusal_is_one_post_and_its_family(reply: Reply, family: type[ChatError]) -> None:
    error, server = await failure(lambda _m, _a: reply)
    assert type(error) is family
    assert server.count("chat.postMessage") == 1


@pytest.mark.parametrize(
    ("header", "seconds"),
    [
        ("7", 7),
        ("0", 1),
        ("2.5", 2.5),
        ("soon", 30),
        ("", 30),
        ("-3", 30),
        ("nan", 30),
        ("inf", 30),
        ("1e9", 3600),
    ],
)
async def test_retry_after(header: str, seconds: float) -> None:
    reply = Reply("{}", 429, headers={"Retry-After": header})
    error, _ = await failure(lambda _m, _a: reply)
    assert isinstance(error, RateLimited)
    assert error.retry_after == seconds


async def test_no_retry_after_at_all() -> None:
    error, _ = await failure(lambda _m, _a: Reply("slow down", 429, "text/html"))
    assert isinstance(error, RateLimited)
    assert error.retry_after == 30


@pytest.mark.parametrize("host", ["127.0.0.1:{port}", "no-such-name.invalid"])
async def test_nobody_there_is_certainly_not_taken(host: str) -> None:
    with socket.socket() as unused:
        unused.bind(("127.0.0.1", 0))
        address = f"http://{host.format(port=unused.getsockname()[1])}/api/"
        async with aiohttp.ClientSession() as session:
            chat = SlackChat(web_client(address, "xoxb-test", session), session)
            with pytest.raises(Unavailable):
                await chat.post(TO, DIGEST, "k")


async def test_a_client_that_retries_is_not_taken() -> None:
    client = web_client("http://127.0.0.1:9/api/", "xoxb-test")
    client.retry_handlers.append(object())  # type: ignore[arg-type]  # anything at all
    async with aiohttp.ClientSession() as session:
        with pytest.raises(ValueError, match="twice"):
            SlackChat(client, session)


def refusing_cards(code: str) -> Callable[..., Reply]:
    def answers(_method: str, arguments: object) -> Reply:
        text = json.dumps(arguments)
        newest = '"type": "card"' in text or "data_visualization" in text or "data_table" in text
        return refused(code) if newest else ok()

    return answers


@pytest.mark.parametrize("code", ["invalid_blocks", "invalid_blocks_format"])
async def test_refused_blocks_go_out_at_once_in_older_ones(code: str) -> None:
    async with chat_on(refusing_cards(code)) as (chat, server):
        posted = await chat.post(TO, DIGEST, "k")
    assert posted.refused_blocks
    assert server.count("chat.postMessage") == 2
    first, second = server.said("chat.postMessage")
    assert first["metadata"] == second["metadata"]


async def test_a_picture_that_slack_cannot_fetch_costs_the_pictures_alone() -> None:
    """Slack refuses the whole message for one picture: that says nothing of the workspace's blocks."""
    pictured = replace(DIGEST, cards=(replace(CARD, image_url="https://gone.example/1.png"),))

    def answers(_method: str, said: dict[str, object]) -> Reply:
        return refused("invalid_blocks") if "gone.example" in json.dumps(said["blocks"]) else ok()

    for to in (TO, CLASSIC):
        async with chat_on(answers) as (chat, server):
            posted = await chat.post(to, pictured, "k")
        assert not posted.refused_blocks
        first, second = server.said("chat.postMessage")
        assert first["text"] == second["text"]


async def test_older_blocks_refused_too() -> None:
    error, server = await failure(lambda _m, _a: refused("invalid_blocks"))
    assert type(error) is Refused
    assert server.count("chat.postMessage") == 2


async def test_what_cannot_be_drawn_has_failed_and_was_never_posted(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    def broken(*_given: object, **_how: object) -> None:
        raise IndexError("a bug")

    monkeypatch.setattr(client, "digest", broken)
    error, server = await failure({})
    assert (type(error), error.reason) == (Refused, "undrawable")
    assert server.calls == []


async def test_a_workspace_known_for_it_gets_older_blocks_first() -> None:
    async with chat_on(refusing_cards("invalid_blocks")) as (chat, server):
        posted = await chat.post(CLASSIC, DIGEST, "k")
    assert not posted.refused_blocks
    assert server.count("chat.postMessage") == 1


class Files:
    """Slack's three steps of an upload; `picture_after` posts with one are refused first, as Slack does."""

    def __init__(self, *, upload_status: int = 200, picture_after: int = 0) -> None:
        self.upload_status = upload_status
        self.refusals = picture_after
        self.server: Server | None = None

    def __call__(self, method: str, arguments: object) -> Reply:
        assert self.server is not None
        if method == "files.getUploadURLExternal":
            return ok(upload_url=self.server.url + "upload", file_id="F1")
        if method == "upload":
            return Reply("OK", self.upload_status, "text/plain")
        text = json.dumps(arguments)
        if method == "chat.postMessage" and '"F1"' in text and self.refusals > 0:
            self.refusals -= 1
            return refused("invalid_blocks")
        return ok(files=[])


async def board_with(files: Files) -> Server:
    async with chat_on(files) as (chat, server):
        files.server = server
        await chat.post(CLASSIC, BOARD, "board")
    return server


@pytest.fixture
def quick_chart(monkeypatch: pytest.MonkeyPatch) -> None:
    async def drawn(_what: object) -> bytes:
        return b"\x89PNG"

    monkeypatch.setattr(pictures, "drawn", drawn)


@pytest.mark.usefixtures("quick_chart")
@pytest.mark.parametrize(("refusals", "posts", "shown"), [(0, 1, True), (2, 3, True), (9, 4, False)])
async def test_the_board_shows_its_chart_as_a_picture(refusals: int, posts: int, shown: bool) -> None:
    server = await board_with(Files(picture_after=refusals))
    said = server.said("chat.postMessage")
    assert len(said) == posts
    assert ('"F1"' in json.dumps(said[-1])) is shown
    place = server.said("files.getUploadURLExternal")[0]
    assert place["alt_txt"]
    assert int(place["length"]) == 4
    assert server.count("files.completeUploadExternal") == 1


@pytest.mark.usefixtures("quick_chart")
async def test_no_upload_no_picture_but_a_board() -> None:
    server = await board_with(Files(upload_status=500))
    (said,) = server.said("chat.postMessage")
    assert "F1" not in json.dumps(said)


async def test_the_chart_is_drawn_in_another_process() -> None:
    files = Files()
    server = await board_with(files)
    (place,) = server.said("files.getUploadURLExternal")
    assert int(place["length"]) > 1000
    assert server.said("upload") == [{"bytes": int(place["length"])}]


async def test_number_reactions_in_order_harmless_to_repeat() -> None:
    def answers(_method: str, arguments: object) -> Reply:
        assert isinstance(arguments, dict)
        return refused("already_reacted") if arguments["name"] in ("two", "three") else ok()

    async with chat_on(answers) as (chat, server):
        await chat.seed_reactions(TO, "1.1", 12)
    names = [said["name"] for said in server.said("reactions.add")]
    assert names == ["one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "keycap_ten"]


async def test_reactions_on_a_message_that_is_gone() -> None:
    async with chat_on(lambda _m, _a: refused("message_not_found")) as (chat, server):
        with pytest.raises(Refused):
            await chat.seed_reactions(TO, "1.1", 3)
    assert server.count("reactions.add") == 1


async def test_reactions_stop_at_the_rate() -> None:
    async with chat_on(lambda _m, _a: refused("ratelimited", 429, **{"Retry-After": "5"})) as (chat, server):
        with pytest.raises(RateLimited) as caught:
            await chat.seed_reactions(TO, "1.1", 3)
    assert caught.value.retry_after == 5
    assert server.count("reactions.add") == 1
