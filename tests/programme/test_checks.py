"""The check of a caption."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from programme.checks import Level, check_caption, refuses
from programme.networks import Network, judge

URL = "https://exemple.fr/article"


@pytest.mark.parametrize(
    ("network", "caption", "url", "codes"),
    [
        (Network.X, "Un avis à moi.", URL, []),
        (Network.X, "a" * 300, URL, ["over_limit"]),
        (Network.LINKEDIN, "a" * 300, URL, []),
        (Network.BLUESKY, "👨\u200d👩\u200d👧\u200d👦" * 200, URL, ["too_heavy"]),
        (Network.X, "a\x00b\x1b", URL, ["control_characters"]),
        (Network.X, "a\ud83d", URL, ["control_characters"]),
        (Network.X, "deux\n\tlignes\r\n", URL, []),
        (Network.X, "mot", "javascript:alert(1)", ["unsafe_address"]),
        (
            Network.X,
            "a\x00" + "b" * 300,
            "ftp://x",
            ["unsafe_address", "control_characters", "over_limit"],
        ),
    ],
)
def test_the_same_findings_refuse_when_ready_and_tell_when_saved(
    network: Network, caption: str, url: str, codes: list[str]
) -> None:
    ready = check_caption(network, caption, url, ready=True)
    saved = check_caption(network, caption, url, ready=False)
    assert [problem.code for problem in ready] == [problem.code for problem in saved] == codes
    assert {problem.level for problem in ready} <= {Level.ERROR}
    assert {problem.level for problem in saved} <= {Level.WARNING}
    assert refuses(ready) is bool(codes)
    assert not refuses(saved)


def test_over_the_limit_says_by_how_much() -> None:
    (problem,) = check_caption(Network.X, "a" * 300, URL, ready=True)
    assert problem.params == {"network": "X", "length": 324, "limit": 280, "excess": 44}


@pytest.mark.parametrize("network", list(Network))
@pytest.mark.parametrize("caption", ["", "   ", "\n"])
def test_no_words_is_a_plain_relay(network: Network, caption: str) -> None:
    assert check_caption(network, caption, URL, ready=False) == ()
    (note,) = check_caption(network, caption, URL, ready=True)
    assert (note.code, note.level) == ("no_words", Level.NOTE)
    assert not refuses([note])


def test_marks_that_hide_are_told_and_joiners_are_not() -> None:
    (problem,) = check_caption(Network.X, "ab\u202ecd\u200b", URL, ready=True)
    assert (problem.code, problem.level) == ("hidden_characters", Level.WARNING)
    assert problem.params == {"count": 2}
    assert check_caption(Network.X, "👨\u200d👩\u200d👧 نمی\u200cخواهم", URL, ready=True) == ()


@given(st.sampled_from(list(Network)), st.text(max_size=600), st.booleans())
def test_ready_passes_only_under_the_limit(network: Network, caption: str, ready: bool) -> None:
    problems = check_caption(network, caption, URL, ready=ready)
    if ready and not refuses(problems):
        assert not judge(network, caption, URL).over
    if not ready:
        assert not refuses(problems)
