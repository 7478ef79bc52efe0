"""Payloads come back from JSON as they went in."""

from __future__ import annotations

import json

from hypothesis import given
from hypothesis import strategies as st

from programme.boards import ArticleRow, Board, Row, TeamRow
from scheduler.messages import BoardPost, Notice
from scheduler.payloads import board_from, board_payload, notice_from, notice_payload, reactions_payload

counts = st.integers(0, 10**9)
words = st.text(max_size=20)
boards = st.builds(
    Board,
    people=st.lists(st.builds(Row, counts, words, counts, counts), max_size=4).map(tuple),
    teams=st.lists(
        st.builds(TeamRow, counts, words, st.floats(0, 1e6, allow_nan=False), counts, counts), max_size=4
    ).map(tuple),
    articles=st.lists(st.builds(ArticleRow, counts, words, words, counts), max_size=4).map(tuple),
    total_shares=counts,
    total_active=counts,
    previous_shares=counts,
    progress=st.none() | st.floats(-1, 1e6, allow_nan=False),
    empty=st.booleans(),
)
posts = st.builds(BoardPost, counts, st.integers(1, 53), st.dates(), st.dates(), boards)


@given(posts)
def test_a_board(post: BoardPost) -> None:
    assert board_from(json.loads(json.dumps(board_payload(post)))) == post


@given(words, st.dictionaries(words, st.integers() | words | st.floats(allow_nan=False)))
def test_a_notice(code: str, params: dict[str, str | int | float]) -> None:
    assert notice_from(json.loads(json.dumps(notice_payload(code, params)))) == Notice(code, params)


def test_at_most_ten_reactions() -> None:
    assert reactions_payload(1, "1.2", 20)["count"] == 10
    assert reactions_payload(1, "1.2", 3)["count"] == 3
