"""What stands in an outbox row's payload, as JSON, for each kind of message."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict
from datetime import date
from typing import Any

from programme.boards import ArticleRow, Board, Row, TeamRow
from scheduler.messages import BoardPost, Notice, Params

DIGEST, REACTIONS, BOARD, NOTICE = "digest", "reactions", "board", "notice"
MOST_REACTIONS = 10  # one to ten have an emoji of their own


def digest_payload(digest_id: int) -> dict[str, Any]:
    return {"digest": digest_id}


def reactions_payload(digest_id: int, message_id: str, count: int) -> dict[str, Any]:
    """The number reactions to seed on a digest's message."""
    return {"digest": digest_id, "message_id": message_id, "count": min(count, MOST_REACTIONS)}


def notice_payload(code: str, params: Params) -> dict[str, Any]:
    return {"code": code, "params": dict(params)}


def notice_from(payload: Mapping[str, Any]) -> Notice:
    return Notice(payload["code"], payload["params"])


def board_payload(post: BoardPost) -> dict[str, Any]:
    """The week's figures as they stood: a share declared later changes no board that was made."""
    return {
        "year": post.year,
        "week": post.week,
        "first_day": post.first_day.isoformat(),
        "last_day": post.last_day.isoformat(),
        "board": asdict(post.board),
    }


def board_from(payload: Mapping[str, Any]) -> BoardPost:
    board = payload["board"]
    return BoardPost(
        year=payload["year"],
        week=payload["week"],
        first_day=date.fromisoformat(payload["first_day"]),
        last_day=date.fromisoformat(payload["last_day"]),
        board=Board(
            people=tuple(Row(**row) for row in board["people"]),
            teams=tuple(TeamRow(**row) for row in board["teams"]),
            articles=tuple(ArticleRow(**row) for row in board["articles"]),
            total_shares=board["total_shares"],
            total_active=board["total_active"],
            previous_shares=board["previous_shares"],
            progress=board["progress"],
            empty=board["empty"],
        ),
    )
