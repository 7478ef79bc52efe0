"""The web application: /healthz, /readyz, /metrics, and /slack/events where Slack comes over HTTP."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Mapping
from time import perf_counter

import structlog
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import JSONResponse, PlainTextResponse, Response
from starlette.routing import Route

from bot.logs import trouble
from bot.web.health import Checker, readiness
from bot.web.metrics import Metrics

METRICS_SECONDS = 5.0

log = structlog.get_logger(__name__)
Endpoint = Callable[[Request], Awaitable[Response]]


def create_web(
    checks: Mapping[str, Checker],
    metrics: Metrics,
    read_metrics: Callable[[], Awaitable[None]],
    slack: Endpoint | None = None,
) -> Starlette:
    """`slack` is the guarded endpoint of signed HTTP; None in Socket Mode, which needs no door."""

    async def healthz(_request: Request) -> Response:
        return PlainTextResponse("ok\n")

    async def readyz(_request: Request) -> Response:
        answers = await readiness(checks)
        ready = all(answer.ok for answer in answers.values())
        body = {name: {"ok": answer.ok, "detail": answer.detail} for name, answer in answers.items()}
        return JSONResponse({"ready": ready, "checks": body}, status_code=200 if ready else 503)

    async def metrics_page(_request: Request) -> Response:
        try:
            async with asyncio.timeout(METRICS_SECONDS):
                await read_metrics()
        except Exception as error:  # the database is away: what is counted here is still worth reading
            log.warning("metrics_partial", reason=type(error).__name__)
        return Response(metrics.text(), media_type="text/plain; version=0.0.4; charset=utf-8")

    async def events(request: Request) -> Response:
        assert slack is not None
        start = perf_counter()
        answer = await slack(request)
        metrics.seconds.observe(perf_counter() - start)
        metrics.requests.labels(str(answer.status_code)).inc()
        return answer

    async def failed(_request: Request, error: Exception) -> Response:
        reference = trouble(log, error, "request_failed")
        return PlainTextResponse(f"Something went wrong here ({reference}).\n", status_code=500)

    routes = [
        Route("/healthz", healthz),
        Route("/readyz", readyz),
        Route("/metrics", metrics_page),
    ]
    if slack is not None:
        routes.append(Route("/slack/events", events, methods=["POST"]))
    return Starlette(routes=routes, exception_handlers={Exception: failed})
