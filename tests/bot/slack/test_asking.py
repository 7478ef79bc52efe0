"""Who works when: few at a time, nobody behind someone who waits for Slack, clicks never behind reactions."""

from __future__ import annotations

import asyncio
from contextlib import AsyncExitStack
from types import SimpleNamespace
from typing import Any, cast

import pytest
from slack_bolt.async_app import AsyncRespond

from bot.slack.afterwards import Afterwards
from bot.slack.asking import AT_ONCE, AT_WORK, Asking, Desk
from bot.slack.directory import Directory, Profile
from bot.slack.work import Work
from handlers.services import Services
from programme.clock import Clock

CLICK = cast(AsyncRespond, SimpleNamespace(response_url=None))


class KnownPeople:
    async def profile(self, user_id: str) -> Profile:
        return Profile(user_id, known=True, locale="fr-FR")


@pytest.fixture
def desk() -> Desk:
    services = cast(Services, SimpleNamespace(clock=Clock()))
    people = cast(Directory, KnownPeople())
    return Desk(services, cast(Any, None), people, "T1", Afterwards())


async def enter(stack: AsyncExitStack, desk: Desk, **how: Any) -> Asking:
    async with asyncio.timeout(1):
        return await stack.enter_async_context(desk.asking(user_id="U1", **how))


async def test_no_more_than_a_few_work_at_once(desk: Desk) -> None:
    async with AsyncExitStack() as stack:
        working = [await enter(stack, desk) for _ in range(AT_WORK)]
        waiting = asyncio.create_task(enter(stack, desk))
        await asyncio.sleep(0.02)
        assert not waiting.done()
        working[0].work.end()
        await waiting


async def test_who_waits_for_slack_holds_nobody_up(desk: Desk) -> None:
    async with AsyncExitStack() as stack:
        for _ in range(3 * AT_ONCE):
            (await enter(stack, desk)).work.end()
        await enter(stack, desk, respond=CLICK)


async def test_clicks_do_not_queue_behind_reactions(desk: Desk) -> None:
    async with AsyncExitStack() as stack:
        working = [await enter(stack, desk) for _ in range(AT_WORK)]
        storm = [asyncio.create_task(enter(AsyncExitStack(), desk, event=True)) for _ in range(5 * AT_ONCE)]
        await asyncio.sleep(0.02)
        click = asyncio.create_task(enter(stack, desk))  # in a modal: there is nowhere to respond
        await asyncio.sleep(0.02)
        for asking in working:
            asking.work.end()
        ended = 0
        while not click.done():
            done, _ = await asyncio.wait({click, *storm}, return_when=asyncio.FIRST_COMPLETED)
            for task in done - {click}:
                storm.remove(task)
                task.result().work.end()
                ended += 1
        assert ended <= AT_ONCE
        for task in storm:
            task.cancel()
        await asyncio.gather(*storm, return_exceptions=True)


async def test_what_slack_waits_for_waits_for_nobody(desk: Desk) -> None:
    async with AsyncExitStack() as stack:
        for _ in range(AT_WORK):
            await enter(stack, desk)
        await enter(stack, desk, waited_for=True)


async def test_one_that_is_cancelled_while_it_waits_leaves_its_place(desk: Desk) -> None:
    async with AsyncExitStack() as stack:
        working = [await enter(stack, desk) for _ in range(AT_WORK)]
        waiting = [asyncio.create_task(enter(AsyncExitStack(), desk)) for _ in range(AT_ONCE)]
        await asyncio.sleep(0.02)
        for task in waiting:
            task.cancel()
        await asyncio.gather(*waiting, return_exceptions=True)
        for asking in working:
            asking.work.end()
        for _ in range(AT_WORK):
            await enter(stack, desk)


async def test_ending_twice_gives_one_place_back() -> None:
    gate = asyncio.Semaphore(1)
    work = Work()
    await work.enter(gate)
    work.end()
    work.end()
    assert not gate.locked()
    await Work().enter(gate)
    assert gate.locked()
