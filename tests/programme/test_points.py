"""What a share earns, and the grades of a share."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from programme.points import ACTS, DAILY_CAP, Act, award_for_share, own_words
from programme.shares import Grade, scores

TITLE = "L'éolien en mer dépasse le nucléaire au Danemark"


@pytest.mark.parametrize(
    ("caption", "own"),
    [
        ("", False),
        ("Très intéressant !", False),
        (TITLE, False),
        (TITLE.upper(), False),
        (f"À lire : {TITLE}", False),
        (f"{TITLE} https://exemple.fr/un/deux/trois/quatre/cinq", False),
        ("#énergie #éolien #mer #danemark #climat #avenir", False),
        ("@ada @grace @edith @rosa @emmy merci", False),
        ("bravo bravo bravo bravo bravo bravo", False),
        ("👏 👏 👏 👏 👏", False),
        ("Dans mon métier, ce basculement change nos priorités.", True),
        (f"{TITLE} : chez nous, cela veut dire former trois techniciens", True),
        ("風力発電は素晴らしい", True),
    ],
)
def test_own_words(caption: str, own: bool) -> None:
    assert own_words(caption, TITLE) is own


OWN = "Dans mon métier, ce basculement change nos priorités."


@pytest.mark.parametrize(
    ("caption", "already", "act", "points", "reason"),
    [
        (OWN, 0, Act.COMMENT, 10, "share_comment"),
        ("", 0, Act.RELAY, 5, "share_relay"),
        (TITLE, 30, Act.RELAY, 5, "share_relay"),
        (OWN, 40, Act.COMMENT, 10, "share_comment"),
        (OWN, 45, Act.COMMENT, 5, "daily_cap_trimmed"),
        ("", 47, Act.RELAY, 3, "daily_cap_trimmed"),
        (OWN, 50, Act.COMMENT, 0, "daily_cap_reached"),
        (OWN, 900, Act.COMMENT, 0, "daily_cap_reached"),
        (OWN, -20, Act.COMMENT, 10, "share_comment"),
    ],
)
def test_award_for_share(caption: str, already: int, act: Act, points: int, reason: str) -> None:
    award = award_for_share(caption, TITLE, already, subject="share:7")
    assert (award.act, award.subject, award.points, award.reason_code) == (act, "share:7", points, reason)


def test_comments_weigh_more_than_relays() -> None:
    assert ACTS[Act.COMMENT] > ACTS[Act.RELAY] > 0


@given(st.lists(st.text(max_size=60), max_size=40))
def test_a_day_never_passes_the_cap_and_every_award_explains_itself(captions: list[str]) -> None:
    total = 0
    for caption in captions:
        award = award_for_share(caption, TITLE, total)
        assert 0 <= award.points <= ACTS[award.act]
        assert award.reason_code
        total += award.points
    assert total <= DAILY_CAP


def test_only_a_started_share_scores_nothing() -> None:
    assert [grade for grade in Grade if not scores(grade)] == [Grade.STARTED]
