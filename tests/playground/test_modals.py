"""Modals: what Slack's client checks itself, and what each answer to a submission does."""

from __future__ import annotations

from typing import Any

import pytest
from starlette.applications import Starlette

from playground.api_views import checked_view
from playground.app import playground_of
from playground.delivery import Answer

from .conftest import Running

SECTION = {"type": "section", "text": {"type": "mrkdwn", "text": "Bonjour"}}


def modal(*blocks: Any, **more: Any) -> dict[str, Any]:
    text = {"type": "plain_text", "text": "Un"}
    return {"type": "modal", "title": text, "submit": text, "blocks": list(blocks), **more}


def asked(block_id: str, element: dict[str, Any], **more: Any) -> dict[str, Any]:
    label = {"type": "plain_text", "text": block_id}
    return {
        "type": "input",
        "block_id": block_id,
        "label": label,
        "element": {"action_id": "a", **element},
        **more,
    }


async def opened(running: Running, view: dict[str, Any], user: str = "U0TOM") -> str:
    trigger = running.workspace.new_trigger(user)
    answer = await running.client().views_open(trigger_id=trigger, view=view)
    found: Any = answer["view"]
    return str(found["id"])


async def test_the_client_s_own_checks(running: Running, app: Starlette, answers: list[Any]) -> None:
    view_id = await opened(
        running,
        modal(
            asked("need", {"type": "plain_text_input", "min_length": 3}),
            asked("count", {"type": "number_input", "is_decimal_allowed": False, "min_value": "1"}),
            asked("link", {"type": "url_text_input"}, optional=True),
            asked("mail", {"type": "email_text_input"}, optional=True),
            asked("time", {"type": "timepicker", "initial_time": "09:30"}),
        ),
    )
    state = {
        "need": {"a": {"type": "plain_text_input", "value": "ab"}},
        "count": {"a": {"type": "number_input", "value": "0"}},
        "link": {"a": {"type": "url_text_input", "value": "exemple"}},
        "mail": {"a": {"type": "email_text_input", "value": "paul"}},
    }
    wrong = await running.play("submit", as_="U0TOM", view_id=view_id, state=state)
    assert wrong["errors"] == {
        "need": "At least 3 characters.",
        "count": "1 or more.",
        "link": "Enter a complete address (https://…).",
        "mail": "Enter a valid email address.",
    }
    state["need"]["a"]["value"] = "    "
    blank = await running.play("submit", as_="U0TOM", view_id=view_id, state=state)
    assert blank["errors"]["need"] == "Please complete this required field."
    assert app.state.asked == []
    right = {
        "need": {"a": {"value": "abc"}},
        "count": {"a": {"value": "10"}},
        "link": {"a": {"value": ""}},
        "mail": {"a": {"value": None}},
    }
    assert (await running.play("submit", as_="U0TOM", view_id=view_id, state=right))["result"] == "closed"
    values = app.state.asked[0]["view"]["state"]["values"]
    assert values["time"]["a"] == {"type": "timepicker", "selected_time": "09:30"}
    assert values["link"]["a"] == {"type": "url_text_input", "value": None}
    assert values["count"]["a"] == {"type": "number_input", "value": "10"}


NEXT = modal(SECTION, callback_id="next")


@pytest.mark.parametrize(
    ("answer", "result", "left"),
    [
        (None, "closed", []),
        ({"response_action": "clear"}, "closed", []),
        ({"response_action": "update", "view": NEXT}, "updated", ["next"]),
        ({"response_action": "push", "view": NEXT}, "pushed", ["first", "next"]),
        ({"response_action": "errors", "errors": {"need": "Non."}}, "errors", ["first"]),
        ({"response_action": "errors", "errors": {"other": "Non."}}, "timeout", ["first"]),
        ({"response_action": "errors"}, "timeout", ["first"]),
        ({"response_action": "update", "view": {"type": "modal"}}, "timeout", ["first"]),
        ({"response_action": "dance"}, "timeout", ["first"]),
        (Answer("timeout"), "timeout", ["first"]),
        (Answer("refused", 500), "timeout", ["first"]),
    ],
)
async def test_answers_to_a_submission(
    app: Starlette, answers: list[Any], answer: Any, result: str, left: list[str]
) -> None:
    workspace, interactions = playground_of(app).workspace, playground_of(app).interactions
    view = modal(asked("need", {"type": "plain_text_input"}), callback_id="first")
    shown = workspace.show("U0TOM", checked_view(workspace, view, "modal"))
    answers.append(answer)
    found, errors = await interactions.submit("U0TOM", shown.id, {"need": {"a": {"value": "abc"}}})
    assert found == result
    assert bool(errors) == (result == "errors")
    assert [view.payload["callback_id"] for view in workspace.stack("U0TOM")] == left


async def test_updates_keep_what_was_typed(running: Running, answers: list[Any]) -> None:
    first = asked("need", {"type": "plain_text_input"})
    view_id = await opened(running, modal(first, asked("other", {"type": "plain_text_input"})))
    await running.play(
        "submit", as_="U0TOM", view_id=view_id, state={"need": {"a": {"value": "abc"}}, "other": {}}
    )
    await running.client().views_update(view_id=view_id, view=modal(first))
    stack = (await running.look("views", "U0TOM"))["stack"]
    assert stack[0]["state"]["values"] == {"need": {"a": {"type": "plain_text_input", "value": "abc"}}}


async def test_close_all_when_the_view_says_so(running: Running, app: Starlette, answers: list[Any]) -> None:
    first = await opened(running, modal(SECTION, notify_on_close=True))
    trigger = running.workspace.new_trigger("U0TOM", first)
    second: Any = await running.client().views_push(
        trigger_id=trigger, view=modal(SECTION, clear_on_close=True)
    )
    await running.play("close", as_="U0TOM", view_id=second["view"]["id"])
    assert (await running.look("views", "U0TOM"))["stack"] == []
    assert [(a["type"], a["is_cleared"], a["view"]["id"]) for a in app.state.asked] == [
        ("view_closed", True, first)
    ]
