"""Web API: files.getUploadURLExternal and files.completeUploadExternal, and the bytes in between."""

from __future__ import annotations

import mimetypes

from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response

from playground.api import Call, Method, file_json, filled
from playground.api_chat import checked_blocks
from playground.errors import Refused
from playground.workspace import Json, StoredFile, Workspace


def get_upload_url(call: Call) -> Json:
    name = call.required("filename")
    length = call.number("length", 0)
    if length < 1:
        raise Refused("invalid_arguments")
    alt_txt = call.text("alt_txt")
    if len(alt_txt) > 1000:
        raise Refused("alt_txt_too_large")
    clean = name.replace("/", "_").replace("\\", "_").strip(". ") or "file"
    mimetype = mimetypes.guess_type(clean)[0] or "application/octet-stream"
    file_id = call.workspace.fresh("F")
    file = StoredFile(file_id, clean, length, alt_txt=alt_txt, mimetype=mimetype)
    call.workspace.files[file_id] = file
    return {"upload_url": f"{call.base_url}/upload/{file_id}", "file_id": file_id}


def complete_upload(call: Call) -> Json:
    given = call.parsed("files")
    if not isinstance(given, list) or not given:
        raise Refused("invalid_arguments")
    files = []
    for one in given:
        file = call.workspace.files.get(one.get("id", "")) if isinstance(one, dict) else None
        if file is None or file.data is None or file.done:
            raise Refused("file_not_found")
        file.title = str(one.get("title") or file.name)
        files.append(file)
    wanted = call.text("channel_id") or call.text("channels")
    if wanted:
        _share(call, wanted, [file.id for file in files])
    for file in files:
        file.done = True
    return {"files": [file_json(file, call.base_url) for file in files]}


def _share(call: Call, channel_ids: str, file_ids: list[str]) -> None:
    """Files shared to a channel come as a message there."""
    workspace = call.workspace
    blocks = filled(workspace, checked_blocks(workspace, call.parsed("blocks", "invalid_blocks_format")))
    for channel_id in channel_ids.split(","):
        channel = workspace.channels.get(channel_id)
        if channel is None:
            raise Refused("invalid_channel")
        if workspace.bot_user not in channel.members:
            raise Refused("not_in_channel")
        workspace.post(
            channel,
            workspace.bot_user,
            call.text("initial_comment"),
            blocks=blocks,
            thread_ts=call.text("thread_ts") or None,
            files=file_ids,
        )


METHODS = {
    "files.getUploadURLExternal": Method(get_upload_url, "files:write", per_minute=100),
    "files.completeUploadExternal": Method(complete_upload, "files:write", per_minute=100),
}


async def receive(workspace: Workspace, request: Request) -> Response:
    """The upload itself: raw bytes, or a form with one file in it."""
    file = workspace.files.get(request.path_params["file_id"])
    if file is None or file.data is not None:
        return PlainTextResponse("no_such_upload", 404)
    data = await request.body()
    if request.headers.get("content-type", "").startswith("multipart/form-data"):
        form = await request.form()
        part = next((value for value in form.values() if not isinstance(value, str)), None)
        data = await part.read() if part is not None else b""
    if len(data) != file.length:
        return PlainTextResponse("invalid_length", 400)
    file.data = data
    return PlainTextResponse(f"OK - {len(data)}")


def download(workspace: Workspace, request: Request) -> Response:
    """An uploaded file. It never runs as a page of this origin."""
    file = workspace.files.get(request.path_params["file_id"])
    if file is None or file.data is None or file.name != request.path_params["name"]:
        return PlainTextResponse("file_not_found", 404)
    headers = {"X-Content-Type-Options": "nosniff", "Content-Security-Policy": "sandbox"}
    return Response(file.data, media_type=file.mimetype, headers=headers)
