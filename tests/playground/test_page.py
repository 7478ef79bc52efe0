"""The page's endpoints: what each person sees and does, files, response_url, and who may call at all."""

from __future__ import annotations

import asyncio
from datetime import UTC, datetime, timedelta
from typing import Any

import aiohttp
import pytest
from starlette.applications import Starlette

from playground.app import Control, create_app, default_workspace, playground_of, serve
from playground.delivery import Answer
from playground.guard import is_loopback_host, is_loopback_origin
from playground.typed import marked

from .conftest import APP, BOT, FRENCH, SECRET, Running

PAUL = "U0PAUL"
SECTION = {"type": "section", "text": {"type": "mrkdwn", "text": "Bonjour"}}


async def test_state(running: Running) -> None:
    state = await running.look("state", PAUL)
    assert state["me"]["real_name"] == "Paul Girard"
    assert {p["locale"] for p in state["people"]} == {"fr-FR", "en-US"}
    assert len(state["people"]) == 9
    assert state["bot"]["is_bot"] is True
    assert [c["name"] for c in state["channels"]] == ["ambassadeurs", "general", "dizaine"]
    assert [c["is_im"] for c in state["channels"]] == [False, False, True]
    assert (state["clock"], state["connected"], state["commands"]) == (None, False, ["/dizaine"])
    first = await running.look("state", "")
    assert first["me"]["is_admin"] is True
    assert "error" in await running.look("state", "U404")
    assert "error" in await running.look("messages", "U0INES", channel="C0AMBEN")


async def test_unread_messages_and_mentions(running: Running) -> None:
    await running.play("message", as_="U0INES", channel=FRENCH, text="Bravo @Paul Girard <b> & #general")
    state = await running.look("state", PAUL)
    assert state["channels"][0]["unread"] == 1
    message = (await running.messages(PAUL))[0]
    assert message["text"] == "Bravo <@U0PAUL> &lt;b&gt; &amp; <#C0GENERAL|general>"
    assert (await running.look("state", PAUL))["channels"][0]["unread"] == 0
    assert (await running.look("state", "U0INES"))["channels"][0]["unread"] == 0


CANNOT = [
    ("message", {"as": "U404", "channel": FRENCH, "text": "a"}, "Personne inconnue."),
    ("message", {"as": PAUL, "channel": "C404", "text": "a"}, "Ce canal n'existe pas."),
    ("message", {"as": PAUL, "channel": "C0AMBEN", "text": "a"}, "Vous n'êtes pas dans ce canal."),
    ("message", {"as": "U0TOM", "channel": FRENCH, "text": " "}, "Write something."),
    ("react", {"as": PAUL, "channel": FRENCH, "ts": "1.1", "name": "one", "on": True}, "Ce message"),
    ("action", {"as": PAUL}, "Demande incomplète."),
    ("action", {"as": PAUL, "container": {"type": "view", "view_id": "V404"}}, "Cette fenêtre"),
    ("submit", {"as": PAUL, "view_id": "V404"}, "Cette fenêtre est fermée."),
    ("control", {"id": "none"}, "Commande inconnue."),
]


async def test_what_cannot_be_done_is_said(running: Running) -> None:
    for act, body, said in CANNOT:
        async with running.http.post(f"{running.url}/_play/{act}", json=body) as response:
            answer = await response.json()
        assert answer["ok"] is False
        assert answer["error"].startswith(said), (act, body)


async def test_reactions_of_people(running: Running) -> None:
    posted = await running.client().chat_postMessage(channel=FRENCH, text="1.")
    same = {"as_": "U0TOM", "channel": FRENCH, "ts": posted["ts"]}
    assert (await running.play("react", **same, name="one", on=True))["ok"]
    again = await running.play("react", **same, name="one", on=True)
    assert again["error"] == "You have already reacted with this."
    assert (await running.play("react", **same, name="nope", on=True))["ok"] is False
    shown = (await running.messages(PAUL))[0]
    assert shown["reactions"] == [{"name": "one", "users": ["U0TOM"]}]
    said = await running.client().chat_postEphemeral(channel=FRENCH, user="U0TOM", text="psst")
    only = await running.play(
        "react", as_="U0TOM", channel=FRENCH, ts=said["message_ts"], name="one", on=True
    )
    assert only["error"].startswith("Only you")
    hidden = await running.play("react", as_=PAUL, channel=FRENCH, ts=said["message_ts"], name="one", on=True)
    assert hidden["error"] == "Ce message n'est plus là."


async def test_choices_in_a_message(running: Running, app: Starlette, answers: list[Any]) -> None:
    option = {"text": {"type": "plain_text", "text": "Un"}, "value": "1"}
    blocks = [
        {
            "type": "actions",
            "block_id": "b",
            "elements": [
                {"type": "static_select", "action_id": "s", "options": [option]},
                {"type": "users_select", "action_id": "u"},
                {"type": "overflow", "action_id": "o", "options": [option]},
            ],
        }
    ]
    posted = await running.client().chat_postMessage(channel=FRENCH, text="a", blocks=blocks)
    place = {"type": "message", "channel": FRENCH, "ts": posted["ts"]}
    same = {"as_": PAUL, "container": place, "block_id": "b"}
    for action_id, value in (
        ("s", {"selected_option": {"value": "1"}}),
        ("u", {"selected_user": "U0INES"}),
        ("o", {"selected_option": option}),
    ):
        assert (await running.play("action", **same, action_id=action_id, **value))["ok"]
    select, user, overflow = [asked["actions"][0] for asked in app.state.asked]
    assert (select["type"], select["selected_option"]) == ("static_select", option)
    assert (user["selected_user"], overflow["selected_option"]) == ("U0INES", option)
    body = app.state.asked[1]
    assert body["state"]["values"]["b"]["u"] == {"type": "users_select", "selected_user": "U0INES"}
    assert body["message"]["blocks"][0]["block_id"] == "b"
    assert body["container"]["is_ephemeral"] is False
    bad = await running.play("action", **same, action_id="s", selected_option={"value": "2"})
    assert bad["error"] == "Ce choix n'est pas proposé."
    gone = await running.play("action", **same, action_id="zz")
    assert gone["error"] == "Ce bouton n'est plus là."
    answers.append(Answer("timeout"))
    late = await running.play("action", **same, action_id="u", selected_user="U0INES")
    assert "3 secondes" in late["error"]


async def test_unknown_command(running: Running) -> None:
    await running.play("message", as_="U0TOM", channel="C0AMBEN", text="/nope now")
    said = (await running.messages("U0TOM", "C0AMBEN"))[-1]
    assert (said["user"], said["ephemeral"]) == ("USLACKBOT", True)
    assert said["text"].startswith("/nope is not a valid command")


@pytest.mark.parametrize(
    ("answer", "error"),
    [
        (Answer("unreachable"), "dispatch_failed"),
        (Answer("timeout"), "operation_timeout"),
        (Answer("refused", 500), "http_service_error"),
        ({"blocks": [{"type": "x"}]}, "invalid_command_response"),
    ],
)
async def test_commands_that_fail(app: Starlette, answers: list[Any], answer: Any, error: str) -> None:
    answers.append(answer)
    await playground_of(app).interactions.write(PAUL, FRENCH, "/dizaine aide")
    assert error in playground_of(app).workspace.channels[FRENCH].messages[-1].text


async def test_command_shown_to_all(running: Running, answers: list[Any]) -> None:
    answers.append({"response_type": "in_channel", "text": "Voici"})
    await running.play("message", as_=PAUL, channel=FRENCH, text="/dizaine aide")
    assert [m["text"] for m in await running.messages("U0INES")] == ["/dizaine aide", "Voici"]


async def test_response_url(running: Running) -> None:
    urls = running.playground.urls
    said = await running.client().chat_postEphemeral(channel=FRENCH, user=PAUL, text="avant")

    async def respond(url: str, **body: Any) -> tuple[int, str]:
        async with running.http.post(url, json=body) as response:
            return response.status, await response.text()

    url = urls.issue(running.url, PAUL, FRENCH, said["message_ts"])
    assert await respond(url) == (500, "no_text")
    assert await respond(url, text="a", blocks=[{"type": "x"}]) == (400, "invalid_blocks")
    assert await respond(url, text="après", replace_original=True) == (200, "ok")
    assert [(m["text"], m["edited"]) for m in await running.messages(PAUL)] == [("après", True)]
    assert await respond(url, text="pour moi") == (200, "ok")
    assert await respond(url, text="pour tous", response_type="in_channel") == (200, "ok")
    assert [m["text"] for m in await running.messages("U0INES")] == ["pour tous"]
    assert await respond(url, delete_original=True) == (200, "ok")
    assert await respond(url, text="cinq") == (200, "ok")
    assert await respond(url, text="six") == (404, "used_url")
    assert [m["text"] for m in await running.messages(PAUL)] == ["pour moi", "pour tous", "cinq"]
    late = urls.issue(running.url, PAUL, FRENCH)
    running.monotonic.seconds += 30 * 60 + 1
    assert await respond(late, text="tard") == (404, "expired_url")
    assert await respond(f"{running.url}/response/none", text="a") == (404, "invalid_token")


async def test_files_are_shared_and_served(running: Running) -> None:
    client = running.client()
    uploaded: Any = await client.files_upload_v2(
        filename="classement.png",
        content=b"\x89PNG...",
        title="Classement",
        alt_txt="Barres par équipe",
        channel=FRENCH,
        initial_comment="La semaine",
    )
    message = (await running.messages(PAUL))[-1]
    assert message["text"] == "La semaine"
    file = message["files"][0]
    assert (file["mimetype"], file["alt_txt"]) == ("image/png", "Barres par équipe")
    async with running.http.get(running.url + file["url"]) as response:
        assert (response.status, await response.read()) == (200, b"\x89PNG...")
        assert response.headers["Content-Security-Policy"] == "sandbox"
    block = {"type": "image", "slack_file": {"id": uploaded["file"]["id"]}, "alt_text": "Barres"}
    await client.chat_postMessage(channel=FRENCH, text="a", blocks=[block])
    shown = (await running.messages(PAUL))[-1]["blocks"][0]
    assert shown["image_url"] == file["url"]
    refused = {"type": "image", "slack_file": {"id": "F404"}, "alt_text": "Barres"}
    with pytest.raises(Exception, match="invalid slack file"):
        await client.chat_postMessage(channel=FRENCH, text="a", blocks=[refused])
    async with running.http.get(f"{running.url}/files/F404/a.png") as response:
        assert response.status == 404


async def test_news_reach_those_they_are_for(running: Running) -> None:
    ours, theirs = (f"{running.url}/_play/events?as={user}" for user in (PAUL, "U0INES"))
    async with running.http.ws_connect(ours) as mine, running.http.ws_connect(theirs) as other:
        await running.client().chat_postEphemeral(channel=FRENCH, user=PAUL, text="psst")
        await running.client().chat_postMessage(channel=FRENCH, text="à tous")
        await running.client().views_publish(user_id="U0INES", view={"type": "home", "blocks": [SECTION]})
        news = {"type": "changed", "what": "messages", "channel": FRENCH}
        assert [await mine.receive_json(timeout=2), await mine.receive_json(timeout=2)] == [news, news]
        assert await other.receive_json(timeout=2) == news
        assert (await other.receive_json(timeout=2))["what"] == "home"


async def test_controls_and_clock() -> None:
    clock = [datetime(2026, 11, 20, 8, 0, tzinfo=UTC)]

    async def monday() -> dict[str, str]:
        clock[0] += timedelta(days=3)
        return {"fr": "C'est lundi.", "en": "It is Monday."}

    control = Control("monday", {"fr": "Lundi", "en": "Monday"}, {"fr": "", "en": ""}, monday)
    app = create_app(
        default_workspace(),
        bot_token=BOT,
        app_token=APP,
        signing_secret=SECRET,
        controls=[control],
        now=lambda: clock[0],
    )
    async with serve(app) as url, aiohttp.ClientSession() as http:
        async with http.get(f"{url}/_play/state?as={PAUL}") as response:
            state = await response.json()
        assert state["clock"] == "2026-11-20T08:00:00+00:00"
        assert state["controls"][0]["label"]["fr"] == "Lundi"
        async with http.post(f"{url}/_play/control", json={"id": "monday"}) as response:
            assert await response.json() == {
                "ok": True,
                "message": {"fr": "C'est lundi.", "en": "It is Monday."},
            }
        workspace = playground_of(app).workspace
        first, second = workspace.next_ts(), workspace.next_ts()
        assert float(first) == datetime(2026, 11, 23, 8, 0, tzinfo=UTC).timestamp()
        assert second > first


async def test_only_this_machine_calls(running: Running) -> None:
    for headers in (
        {"Host": "exemple.fr"},
        {"Host": "127.0.0.1.exemple.fr"},
        {"Origin": "https://exemple.fr"},
        {"Origin": "http://[::1"},
        {"Origin": "null"},
    ):
        for path in (f"/_play/state?as={PAUL}", "/api/api.test", "/"):
            async with running.http.get(running.url + path, headers=headers) as response:
                assert response.status == 403
        with pytest.raises(aiohttp.WSServerHandshakeError):
            await running.http.ws_connect(f"{running.url}/_play/events?as={PAUL}", headers=headers)


@pytest.mark.parametrize(
    ("netloc", "ours"),
    [
        ("127.0.0.1", True),
        ("127.0.0.1:80", True),
        ("localhost:3000", True),
        ("[::1]:80", True),
        ("", False),
        ("10.0.0.0", False),
        ("10.0.0.1", False),
        ("localhost.exemple.fr", False),
        ("[::1", False),
    ],
)
def test_loopback(netloc: str, ours: bool) -> None:
    assert is_loopback_host(netloc) is ours
    assert is_loopback_origin(f"http://{netloc}") is ours


async def test_serves_nowhere_else(app: Starlette) -> None:
    with pytest.raises(ValueError, match="this machine only"):
        async with serve(app, host="10.0.0.1"):
            await asyncio.sleep(0)


async def test_page_and_permalinks(running: Running) -> None:
    async with running.http.get(running.url) as response:
        assert "app.js" in await response.text()
    posted: Any = await running.client().chat_postMessage(channel=FRENCH, text="a")
    link: Any = await running.client().chat_getPermalink(channel=FRENCH, message_ts=posted["ts"])
    async with running.http.get(link["permalink"], allow_redirects=False) as response:
        assert (response.status, response.headers["Location"].split("/")[1]) == (307, f"#{FRENCH}")
    async with running.http.post(f"{running.url}/_play/message", data="{") as response:
        assert response.status == 400


@pytest.mark.parametrize(
    ("typed", "handed"),
    [
        ("a < b & c", "a &lt; b &amp; c"),
        ("@paul.girard", "<@U0PAUL|paul.girard>"),
        ("@PAUL GIRARD!", "<@U0PAUL|paul.girard>!"),
        ("paul@paul.girard", "paul@paul.girard"),
        ("@inconnu #inconnu", "@inconnu #inconnu"),
        ("voir #ambassadeurs.", "voir <#C0AMBFR|ambassadeurs>."),
        ("<@U0PAUL> <@U0PAUL|paul>", "<@U0PAUL> <@U0PAUL|paul>"),
        ("<!channel>", "&lt;!channel&gt;"),
        ("https://exemple.fr/a, puis", "<https://exemple.fr/a>, puis"),
    ],
)
def test_text_typed(typed: str, handed: str) -> None:
    assert marked(default_workspace(), typed, names=True) == handed
