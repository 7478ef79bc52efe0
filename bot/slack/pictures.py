"""The leaderboard's chart as a picture, for workspaces that refuse Slack's own: drawn apart, then uploaded."""

from __future__ import annotations

import asyncio
from concurrent.futures import ProcessPoolExecutor
from multiprocessing import get_context

import aiohttp
from slack_sdk.web.async_client import AsyncWebClient

from bot.slack.chart import Picture, draw

DRAWING_SECONDS = 15
UPLOAD_SECONDS = 10


class UploadError(Exception):
    """Slack did not take the file."""


async def drawn(what: Picture) -> bytes:
    """A PNG, off the event loop, by a process that ends with it: a chart is weekly, its memory need not stay.

    Raises TimeoutError, or whatever the drawing raised.
    """
    with ProcessPoolExecutor(1, mp_context=get_context("spawn")) as pool:
        drawing = asyncio.get_running_loop().run_in_executor(pool, draw, what)
        try:
            return await asyncio.wait_for(drawing, DRAWING_SECONDS)
        finally:
            pool.shutdown(wait=False, cancel_futures=True)


async def upload(
    client: AsyncWebClient,
    session: aiohttp.ClientSession,
    name: str,
    data: bytes,
    *,
    title: str,
    alt: str | None,
    channel_id: str | None = None,
) -> str:
    """Upload a file that no channel shows by itself (but `channel_id`, where given); returns its id, for an image
    block. `alt`: what a picture shows. Raises UploadError, SlackApiError or aiohttp's errors.
    """
    place = await client.files_getUploadURLExternal(filename=name, length=len(data), alt_txt=alt)
    address, file_id = str(place["upload_url"]), str(place["file_id"])
    timeout = aiohttp.ClientTimeout(total=UPLOAD_SECONDS)
    async with session.post(address, data=data, timeout=timeout) as answer:
        if answer.status != 200:
            raise UploadError(f"http_{answer.status}")
    await client.files_completeUploadExternal(files=[{"id": file_id, "title": title}], channel_id=channel_id)
    return file_id
