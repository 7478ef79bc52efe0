"""`dizaine playground`: the bot on a workspace of this machine, its first ten, its levers, its folder of feeds."""

from __future__ import annotations

import asyncio
import json
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import UTC, datetime, time, timedelta
from pathlib import Path
from typing import Any

import aiohttp
import pytest

from bot.commands.playground import Options, play, working_start
from bot.commands.terminal import Course
from bot.i18n import translator
from bot.settings import load
from playground.cast import ENGLISH, FRENCH
from programme.calendar import Schedule
from programme.clock import Clock, MovableClock

SECONDS = 40


@dataclass
class Page:
    """What a browser would see."""

    address: str
    http: aiohttp.ClientSession

    async def messages(self, channel: str, person: str = "U0SOFIA") -> list[dict[str, Any]]:
        query = {"as": person, "channel": channel}
        async with self.http.get(f"{self.address}/_play/messages", params=query) as answer:
            return list((await answer.json())["messages"])

    async def until(
        self, channel: str, enough: Callable[[list[dict[str, Any]]], bool]
    ) -> list[dict[str, Any]]:
        found: list[dict[str, Any]] = []
        for _ in range(SECONDS * 10):
            found = await self.messages(channel)
            if enough(found):
                return found
            await asyncio.sleep(0.1)
        raise AssertionError(texts(found))

    async def control(self, name: str) -> dict[str, Any]:
        sent = {"as": "U0ADMIN", "id": name}
        async with self.http.post(f"{self.address}/_play/control", json=sent) as answer:
            return dict(await answer.json())


@asynccontextmanager
async def playing(capsys: pytest.CaptureFixture[str], options: Options) -> AsyncIterator[tuple[Page, str]]:
    course = Course()
    settings = load({}, None)
    running = asyncio.create_task(play(settings, translator("en"), options, course))
    started = asyncio.create_task(course.started.wait())
    await asyncio.wait({running, started}, timeout=SECONDS, return_when=asyncio.FIRST_COMPLETED)
    if running.done():
        running.result()
    said = capsys.readouterr().out
    address = next(word for word in said.split() if word.startswith("http://"))
    async with aiohttp.ClientSession() as http:
        yield Page(address, http), said
    course.stop.set()
    await asyncio.wait_for(running, 25)


def texts(found: list[dict[str, Any]]) -> list[str]:
    return [str(message["text"]) for message in found]


async def test_from_the_first_ten_to_monday(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    def on_a_sunday() -> MovableClock:
        now = Clock().now()
        return MovableClock(offset=timedelta(days=6 - now.weekday()))

    monkeypatch.setattr("bot.commands.playground.MovableClock", on_a_sunday)
    async with playing(capsys, Options(port=0, no_token=True)) as (page, said):
        assert said.splitlines()[0] == f"Playground: {page.address} (no Slack token in .env)"
        assert "Nobody works today: the clock begins on " in said
        french = await page.until(FRENCH.id, lambda found: len(found) == 1 and bool(found[0]["reactions"]))
        english = await page.until(ENGLISH.id, lambda found: len(found) == 1)
        assert texts(french) != texts(english)
        assert datetime.fromtimestamp(float(french[0]["ts"]), UTC).isoweekday() < 6

        moved = await page.control("next_digest")
        assert moved["ok"] is True
        assert set(moved["message"]) == {"fr", "en"}
        assert len(await page.until(FRENCH.id, lambda found: len(found) >= 2)) >= 2
        assert len(await page.until(ENGLISH.id, lambda found: len(found) >= 2)) >= 2

        before = len(await page.messages(FRENCH.id))
        assert (await page.control("next_monday"))["ok"] is True
        await page.until(FRENCH.id, lambda found: len(found) >= before + 1)


FRANCE = Schedule("Europe/Paris", time(8, 30), country="FR")
BRITAIN = Schedule("Europe/London", time(7, 30), country="GB")


@pytest.mark.parametrize(
    ("start", "begun"),
    [
        ("2026-11-20T20:00", "2026-11-20T20:00"),  # a Friday, whatever the hour
        ("2026-11-21T10:00", "2026-11-23T07:30"),
        ("2026-11-22T10:00", "2026-11-23T07:30"),
        ("2026-11-22T23:30", "2026-11-23T07:30"),  # Monday in Paris, Sunday in London
        ("2026-11-11T10:00", "2026-11-12T07:30"),  # a holiday in France
        ("2026-12-25T10:00", "2026-12-29T07:30"),  # and Britain makes up for Boxing Day on the Monday
    ],
)
def test_the_clock_begins_on_a_working_day(start: str, begun: str) -> None:
    found = working_start((FRANCE, BRITAIN), datetime.fromisoformat(f"{start}+00:00"))
    assert found == datetime.fromisoformat(f"{begun}+00:00")


FEED = """<?xml version="1.0"?><rss version="2.0"><channel><title>Vieux papiers</title><link>https://old.example</link>
<item><title>La gazette de 1998</title><link>https://old.example/1</link><guid>1</guid>
<pubDate>Tue, 03 Mar 1998 08:00:00 GMT</pubDate><description>Un texte en français, assez long.</description></item>
</channel></rss>"""


async def test_a_folder_of_old_feeds_and_a_database_that_is_kept(
    capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    folder = tmp_path / "feeds"
    folder.mkdir()
    (folder / "old.xml").write_text(FEED, encoding="utf-8")
    (folder / "broken.xml").write_text("<rss", encoding="utf-8")
    database = str(tmp_path / "kept.db")
    options = Options(port=0, feeds=folder, database=database)
    async with playing(capsys, options) as (page, said):
        assert str(folder) in said
        found = await page.until(FRENCH.id, lambda found: len(found) == 1)
        assert "La gazette de 1998" in json.dumps(found, ensure_ascii=False)
        await page.control("next_monday")
    async with playing(capsys, options) as (page, _said):
        assert (await page.control("next_digest"))["ok"] is True
    async with playing(capsys, Options(port=0, feeds=folder, database=database, fresh=True)) as (page, _said):
        await page.until(FRENCH.id, lambda found: len(found) == 1)
