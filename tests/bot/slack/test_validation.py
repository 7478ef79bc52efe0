"""The SDK's checks, found once a class: the same ones, for every class it has."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from slack_sdk.errors import SlackObjectFormationError
from slack_sdk.models import blocks, views  # noqa: F401  # their classes are what is gone through
from slack_sdk.models.basic_objects import JsonObject
from slack_sdk.models.blocks import HeaderBlock, PlainTextObject

from bot.i18n import translator
from bot.slack import blocks as ours
from bot.slack.validation import SDKS_OWN, validators
from tests.bot.slack.views import samples


def kinds(kind: type[JsonObject] = JsonObject) -> Iterator[type[JsonObject]]:
    for each in kind.__subclasses__():
        yield each
        yield from kinds(each)


def test_no_class_of_the_sdk_loses_a_check() -> None:
    found = 0
    for kind in set(kinds()):
        blank = object.__new__(kind) if not kind.__abstractmethods__ else None
        if blank is None:
            continue
        looked = []
        for name in dir(blank):
            if name.startswith("__"):
                continue
            try:
                method = getattr(blank, name, None)
            except Exception:  # noqa: S112  # a property of an object that was never filled
                continue
            if callable(method) and hasattr(method, "validator"):
                looked.append(name)
        assert list(validators(kind)) == looked, kind
        found += len(looked)
    assert found > 50


def test_a_limit_that_is_passed_is_still_refused() -> None:
    with pytest.raises(SlackObjectFormationError):
        ours.to_dicts([HeaderBlock(text=PlainTextObject(text="x" * 151))])


@pytest.mark.parametrize("language", ["fr", "en"])
def test_what_is_drawn_is_what_the_sdk_draws(language: str, monkeypatch: pytest.MonkeyPatch) -> None:
    t = translator(language)

    def drawn() -> list[tuple[str, object]]:
        told = [(name, message.blocks) for name, message in samples.messages(t)]
        return [*told, *samples.views(t)]

    ours_drawn = drawn()
    monkeypatch.setattr(JsonObject, "get_non_null_attributes", SDKS_OWN)
    assert ours_drawn == drawn()
    assert len(ours_drawn) > 40
