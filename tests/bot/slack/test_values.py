"""What a modal's state holds, and what it may lack."""

from __future__ import annotations

import pytest

from bot.slack.values import Values

VIEW = {
    "state": {
        "values": {
            "a": {"caption": {"type": "plain_text_input", "value": " Mes mots, R&amp;D "}},
            "b": {"network": {"type": "static_select", "selected_option": {"value": "x"}}},
            "c": {"days": {"type": "checkboxes", "selected_options": [{"value": "1"}, {"value": "2"}]}},
            "d": {"hour": {"type": "timepicker", "selected_time": "08:30"}},
            "e": {"where": {"type": "conversations_select", "selected_conversation": "C1"}},
            "f": {"empty": {"type": "plain_text_input", "value": None}},
        }
    }
}


def test_each_kind_of_field_is_read() -> None:
    values = Values(VIEW)
    assert values.text("caption") == " Mes mots, R&D "
    assert values.choice("network") == "x"
    assert values.choices("days") == ("1", "2")
    assert values.choice("hour") == "08:30"
    assert values.choice("where") == "C1"


@pytest.mark.parametrize(
    "view", [VIEW, {}, {"state": None}, {"state": {"values": {"a": None, "b": {"x": 3}}}}]
)
def test_what_is_missing_is_none(view: dict[str, object]) -> None:
    values = Values(view)
    assert values.text("empty") is None
    assert values.text("nowhere") is None
    assert values.choice("nowhere") is None
    assert values.choices("nowhere") == ()
