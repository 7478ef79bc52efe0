"""Every view there is, in both languages, by the strictest reading of Slack's limits."""

from __future__ import annotations

import json

import pytest

from bot.i18n import translator
from bot.slack import ids
from handlers.topics import MOST_PROFESSIONS
from tests.blocks import check_message, check_view, texts
from tests.bot.slack.views.samples import messages, views

MESSAGES = [name for name, _ in messages(translator("en"))]
VIEWS = [name for name, _ in views(translator("en"))]


@pytest.fixture(scope="module", params=["fr", "en"])
def language(request: pytest.FixtureRequest) -> str:
    return str(request.param)


def test_names_are_told_apart() -> None:
    assert len(set(MESSAGES)) == len(MESSAGES)
    assert len(set(VIEWS)) == len(VIEWS)


def test_every_message_is_one_that_slack_takes(language: str) -> None:
    for name, message in messages(translator(language)):
        try:
            check_message(message)
        except Exception as error:
            raise AssertionError(f"{name} in {language}: {error}") from error


def test_every_view_is_one_that_slack_takes(language: str) -> None:
    for name, view in views(translator(language)):
        try:
            check_view(view)
        except Exception as error:
            raise AssertionError(f"{name} in {language}: {error}") from error


def test_no_placeholder_is_left(language: str) -> None:
    t = translator(language)
    drawn = [message.blocks for _, message in messages(t)] + [view["blocks"] for _, view in views(t)]
    left = [
        text for blocks in drawn for _, text in texts(blocks) if "{" in text or "}" in text or "\x00" in text
    ]
    assert left == []


def test_french_views_speak_french() -> None:
    # A few English words that no French sentence holds, and that our samples' feeds do not.
    t = translator("fr")
    drawn = [message.blocks for _, message in messages(t)] + [view["blocks"] for _, view in views(t)]
    shown = " ".join(text for blocks in drawn for _, text in texts(blocks)).replace("\xa0", " ").split()
    assert not {"your", "Your", "the", "The", "is", "with", "of"} & (
        set(shown) - {"of", "with", "is", "the", "what"}
    )


def test_no_profession_falls_off_the_list_of_topics(language: str) -> None:
    told = json.dumps(dict(messages(translator(language)))["topics_professions"].blocks)
    assert told.count(f'"{ids.TOPIC_CHANGE}"') == MOST_PROFESSIONS
    assert f'"{ids.TOPIC_ADD}"' in told
