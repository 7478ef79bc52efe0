"""The doctor: each thing that can be wrong is told with what to do, and nothing is written."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from pathlib import Path

import pytest
from pydantic import SecretStr

from bot.commands.doctor import line
from bot.doctor import Finding, examine
from bot.i18n import translator
from bot.settings import Settings, SettingsError
from bot.slack.manifest import SCOPES
from store import sources, workspaces
from store.database import Database
from store.migrate import migrate
from tests.bot.slack_server import Answers, Reply, refused, slack_server

NOW = datetime(2026, 3, 3, 8, 0, tzinfo=UTC)
EN = translator("en")


def auth(scopes: str | None = ", ".join(SCOPES), date: str | None = "Tue, 03 Mar 2026 08:00:10 GMT") -> Reply:
    headers = {"X-OAuth-Scopes": scopes, "Date": date}
    body = {"ok": True, "team_id": "T1", "team": "Lumen", "user_id": "UB", "bot_id": "B1", "url": "wss://x"}
    return Reply(
        json.dumps(body), headers={name: value for name, value in headers.items() if value is not None}
    )


async def findings(
    tmp_path: Path, answers: Answers, *, migrated: bool = True, **changes: object
) -> list[Finding]:
    async with slack_server(answers) as server:
        given: dict[str, object] = {
            "slack_bot_token": SecretStr("xoxb-1"),
            "slack_app_token": SecretStr("xapp-1"),
            "slack_api_url": server.url,
            "database_url": f"sqlite:///{tmp_path / 'd.db'}",
            **changes,
        }
        settings = Settings(**given)  # type: ignore[arg-type]  # names are checked by pydantic
        if migrated:
            await migrate(settings.database_url)
        return [finding async for finding in examine(settings, EN, NOW)]


def by_name(found: list[Finding]) -> dict[str, Finding]:
    return {finding.name: finding for finding in found}


async def test_all_is_well(tmp_path: Path) -> None:
    found = by_name(await findings(tmp_path, lambda _m, _a: auth()))
    assert list(found) == ["settings", "database", "token", "scopes", "feeds", "clock"]
    assert {name: finding.ok for name, finding in found.items()} == {
        "settings": True,
        "database": True,
        "token": True,
        "scopes": True,
        "feeds": None,
        "clock": True,
    }
    assert "Lumen" in found["token"].said


@pytest.mark.parametrize(
    ("reply", "name", "words"),
    [
        (refused("invalid_auth"), "token", "SLACK_BOT_TOKEN (invalid_auth)"),
        (Reply(status=503), "token", "http_503"),
        (auth("chat:write, commands"), "scopes", "reactions:write"),
        (auth(date="Tue, 03 Mar 2026 07:55:00 GMT"), "clock", "300 s"),
    ],
)
async def test_what_is_wrong_in_slack(tmp_path: Path, reply: Reply, name: str, words: str) -> None:
    finding = by_name(await findings(tmp_path, lambda _m, _a: reply))[name]
    assert finding.ok is False
    assert words in finding.said
    assert finding.advice
    assert finding.advice in line(finding, translator("en"))


async def test_an_app_token_that_is_wrong(tmp_path: Path) -> None:
    def answers(method: str, _arguments: object) -> Reply:
        return refused("invalid_auth") if method == "apps.connections.open" else auth()

    finding = by_name(await findings(tmp_path, answers))["token"]
    assert finding.ok is False
    assert "SLACK_APP_TOKEN" in finding.said


async def test_scopes_that_are_not_told_or_too_many(tmp_path: Path) -> None:
    assert by_name(await findings(tmp_path, lambda _m, _a: auth(None)))["scopes"].ok is None
    more = by_name(await findings(tmp_path, lambda _m, _a: auth(", ".join([*SCOPES, "admin"]))))["scopes"]
    assert more.ok is True
    assert "admin" in more.said


async def test_a_database_without_tables(tmp_path: Path) -> None:
    none_yet = by_name(await findings(tmp_path, lambda _m, _a: auth(), migrated=False))
    assert (none_yet["database"].ok, none_yet["feeds"].ok) == (None, None)
    (tmp_path / "d.db").touch()
    found = by_name(await findings(tmp_path, lambda _m, _a: auth(), migrated=False))
    assert found["database"].ok is False
    assert "dizaine migrate" in found["database"].advice
    assert found["feeds"].ok is None


async def test_a_database_that_is_away(tmp_path: Path) -> None:
    away = "postgresql+psycopg://nobody:hunter2@127.0.0.1:1/none"
    found = await findings(tmp_path, lambda _m, _a: auth(), migrated=False, database_url=away)
    assert by_name(found)["database"].ok is False
    assert "hunter2" not in "".join(line(finding, translator("en")) for finding in found)


async def test_feeds_that_do_not_answer(tmp_path: Path) -> None:
    url = f"sqlite:///{tmp_path / 'd.db'}"
    await migrate(url)
    async with slack_server(lambda _m, _a: Reply("<rss/>", content_type="application/xml")) as feeds:
        db = Database(url)
        async with db.write("T1") as session:
            await workspaces.ensure(session, "T1", NOW)
            await sources.add(session, feeds.url + "feed", NOW, title="Les Ondes")
            await sources.add(session, "http://127.0.0.1:1/feed", NOW, title="Absent")
        await db.close()
        found = by_name(await findings(tmp_path, lambda _m, _a: auth(), feeds_allow_loopback=True))["feeds"]
    assert found.ok is False
    assert "1 of 2" in found.said
    assert "Absent" in found.said
    assert "Les Ondes" not in found.said


async def test_a_wrong_setting_is_the_only_finding() -> None:
    found = [finding async for finding in examine(SettingsError("int_parsing", "PORT"), EN, NOW)]
    assert [finding.ok for finding in found] == [False]
    assert "PORT" in line(found[0], translator("en"))
