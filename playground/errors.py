"""How the workspace says no: Slack's error code, and what Slack adds to it."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from playground.blockkit_check import Problem


class Refused(Exception):
    """A call Slack refuses. `code` is Slack's `error`; `extra` goes beside it in the answer."""

    def __init__(self, code: str, **extra: Any) -> None:
        super().__init__(code)
        self.code = code
        self.extra = extra

    def answer(self) -> dict[str, Any]:
        return {"ok": False, "error": self.code, **self.extra}


def refused_for(code: str, problems: Sequence[Problem]) -> Refused:
    """A refusal that says where, as Slack does in `response_metadata.messages` (and `errors` for blocks)."""
    sentences = [problem.sentence() for problem in problems]
    extra: dict[str, Any] = {"response_metadata": {"messages": sentences}}
    if code == "invalid_blocks":
        extra["errors"] = [sentence.removeprefix("[ERROR] ") for sentence in sentences]
    return Refused(code, **extra)
