"""The draft's field and the text to copy."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from bot.i18n import translator
from bot.slack import ids
from bot.slack.blocks import INPUT_MAX
from bot.slack.views.draft import draft_modal, ready_modal
from programme.networks import Network, post_text
from tests.blocks import check_view
from tests.bot.slack.views.samples import draft_form, ready

FR, EN = translator("fr"), translator("en")


def block(view: dict[str, Any], block_id: str) -> dict[str, Any]:
    (found,) = [each for each in view["blocks"] if each["block_id"] == block_id]
    return dict(found)


@pytest.mark.parametrize("network", Network)
def test_the_text_to_copy_stands_in_a_field(network: Network) -> None:
    drawn = ready(network)
    shown = block(ready_modal(drawn, FR), ids.COPY)
    assert shown["label"]["text"] == "Texte à copier"
    assert (shown["element"]["type"], shown["element"]["multiline"]) == ("plain_text_input", True)
    assert shown["element"]["initial_value"] == post_text(network, drawn.caption, drawn.card.url)
    assert shown["optional"]  # cut out rather than copied, it must not stand in the way


@pytest.mark.parametrize("changed", [{"caption": "é" * INPUT_MAX}, {"shared": True}])
def test_where_no_field_can_hold_it_the_text_is_shown_whole(changed: dict[str, Any]) -> None:
    drawn = replace(ready(Network.FACEBOOK), **changed)
    view = ready_modal(drawn, FR)
    check_view(view)
    (text,) = block(view, "text")["elements"][0]["elements"]
    assert text["text"] == post_text(Network.FACEBOOK, drawn.caption, drawn.card.url)


@pytest.mark.parametrize(
    ("network", "most", "hint"),
    [
        (Network.X, None, "X: 280 characters, an emoji counts two, the link 23."),
        (Network.BLUESKY, None, "Bluesky: 300 characters, link included."),
        (Network.MASTODON, None, "Mastodon: 500 characters on most servers, the link counts 23."),
        (Network.LINKEDIN, INPUT_MAX, "LinkedIn: 3,000 characters."),
        (Network.FACEBOOK, INPUT_MAX, "Facebook: 3,000 characters."),
    ],
)
def test_the_only_limit_told_is_the_networks(network: Network, most: int | None, hint: str) -> None:
    """Where the network counts its own way, Slack counts nothing: it would cut a text that the network takes."""
    field = block(draft_modal(draft_form(network), EN), ids.CAPTION)
    assert field["element"].get("max_length") == most
    assert field["hint"]["text"].startswith(hint)
