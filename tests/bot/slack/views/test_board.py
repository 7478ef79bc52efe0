"""The leaderboard in both forms, its chart, its words: whatever the names."""

from __future__ import annotations

import struct
from concurrent.futures import ProcessPoolExecutor
from datetime import date
from multiprocessing import get_context

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from bot.i18n import translator
from bot.slack.chart import alt_text, draw, picture, png
from bot.slack.views.board import board, board_answer, unique_labels
from handlers.answers import BoardAnswer
from programme.boards import ArticleRow, Board, PrivateRank, Row, TeamRow
from scheduler.messages import BoardPost
from tests.blocks import check_message
from tests.bot.slack.views.samples import board_post

NAMES = st.one_of(
    st.text(max_size=90),
    st.sampled_from(["<!channel>", "\u202eRTL", "x" * 300, "👩‍👩‍👧‍👦" * 40, "&" * 90, "", "$x^2$ *bold*"]),
)
COUNTS = st.integers(0, 10**6)
BOARDS = st.builds(
    Board,
    people=st.lists(st.builds(Row, st.integers(1, 10), NAMES, COUNTS, COUNTS), max_size=10).map(tuple),
    teams=st.lists(
        st.builds(TeamRow, st.integers(1, 10), NAMES, st.floats(0, 10**6), COUNTS, COUNTS), max_size=10
    ).map(tuple),
    articles=st.lists(
        st.builds(
            ArticleRow,
            st.integers(1, 10),
            NAMES,
            st.sampled_from(["https://a.example/x", "javascript:x", "https://a.example/" + "y" * 900]),
            COUNTS,
        ),
        max_size=10,
    ).map(tuple),
    total_shares=COUNTS,
    total_active=COUNTS,
    previous_shares=COUNTS,
    progress=st.one_of(st.none(), st.floats(-1, 50)),
    empty=st.booleans(),
)


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(BOARDS, st.sampled_from(["fr", "en"]), st.booleans(), st.sampled_from([None, "F012345678"]))
def test_whatever_the_names(drawn: Board, language: str, classic: bool, chart: str | None) -> None:
    t = translator(language)
    post = board_post(drawn)
    check_message(board(post, t, classic=classic, chart_file_id=chart))
    check_message(board_answer(BoardAnswer(post, PrivateRank(1, 2, 3, 4), True), t))


def test_the_text_says_what_tables_and_chart_say() -> None:
    post = board_post()
    told = board(post, translator("fr"), classic=False).text
    assert all(row.label in told for row in post.board.people)
    assert all(row.team in told for row in post.board.teams)
    assert "71\xa0% de plus que la semaine d’avant (21)" in told
    assert [line.split(" ·")[0] for line in told.split("\n")[3:7]] == [
        "1. Amélie Roux",
        "2. Karim B.",
        "2. Zoé",
        "4. Jean-Baptiste de la Villardière-Montgomery",
    ]


@pytest.mark.parametrize(
    ("now", "before", "change", "told"),
    [
        (10, 0, None, "*10 shares* this week, for *4 active ambassadors*."),
        (10, 5, 1.0, "100% more than the week before (5)."),
        (5, 10, -0.5, "50% fewer than the week before (10)."),
        (5, 5, 0.0, "As many as the week before."),
    ],
)
def test_progress(now: int, before: int, change: float | None, told: str) -> None:
    drawn = Board((), (), (), now, 4, before, change, False)
    blocks = board(board_post(drawn), translator("en"), classic=True).blocks
    assert told in blocks[1]["text"]["text"]


@pytest.mark.parametrize(
    ("average", "french", "english"),
    [
        (0.0, "0 point en moyenne", "0 points on average"),
        (0.5, "0,5 point en moyenne", "0.5 points on average"),
        (1.0, "1 point en moyenne", "1 point on average"),
        (1.5, "1,5 point en moyenne", "1.5 points on average"),
        (2.0, "2 points en moyenne", "2 points on average"),
    ],
)
def test_averages_read_well(average: float, french: str, english: str) -> None:
    teams = (TeamRow(1, "Lyon", average, 7, 1),)
    drawn = board_post(Board((), teams, (), 1, 7, 0, None, False))
    for language, told in (("fr", french), ("en", english)):
        assert told in board(drawn, translator(language), classic=True).text
    told = board(drawn, translator("fr"), classic=True).blocks[1]["text"]["text"]
    assert told == "*1 partage* dans la semaine, pour *7 personnes actives*."


def test_a_quiet_week_gets_a_kind_sentence_and_no_table() -> None:
    quiet = board_post(Board((), (), (), 0, 4, 3, -1.0, True))
    drawn = board(quiet, translator("fr"), classic=False)
    assert [block["type"] for block in drawn.blocks] == ["section"]
    assert drawn.text.startswith("Une semaine calme")


def test_newest_blocks_are_used_unless_classic() -> None:
    kinds = [block["type"] for block in board(board_post(), translator("fr"), classic=False).blocks]
    assert kinds.count("data_table") == 2
    assert kinds.count("data_visualization") == 2
    classic = {
        block["type"]
        for block in board(board_post(), translator("fr"), classic=True, chart_file_id="F012345678").blocks
    }
    assert classic == {"header", "section", "image", "context"}


@pytest.mark.parametrize("language", ["fr", "en"])
def test_tables_fit_a_phone(language: str) -> None:
    """At 390 px, four columns whose heads take no more room than these do (measured in the playground)."""
    drawn = board(board_post(), translator(language), classic=False).blocks
    for table in (block for block in drawn if block["type"] == "data_table"):
        heads = [cell["text"] for cell in table["rows"][0]]
        assert len(heads) <= 4
        assert sum(map(len, heads)) <= 25, heads


@given(st.lists(NAMES, max_size=12))
def test_labels_are_unique_and_short(names: list[str]) -> None:
    labels = unique_labels(names, 14)
    assert len(set(labels)) == len(names)
    assert all(0 < len(label.encode("utf-16-le")) // 2 <= 14 for label in labels)


def test_the_picture_is_a_png_of_a_phones_width() -> None:
    data = png(board_post(), translator("fr"))
    assert data[:8] == b"\x89PNG\r\n\x1a\n"
    width, height = struct.unpack(">II", data[16:24])
    assert width == 1080
    assert 500 < height < 2000
    assert len(data) < 300_000


def test_a_picture_of_nothing_is_still_a_picture() -> None:
    nothing = BoardPost(2026, 10, date(2026, 3, 2), date(2026, 3, 8), Board((), (), (), 0, 0, 0, None, True))
    assert draw(picture(nothing, translator("en")))[:4] == b"\x89PNG"


def test_a_picture_goes_to_another_process() -> None:
    what = picture(board_post(), translator("fr"))
    with ProcessPoolExecutor(1, mp_context=get_context("spawn")) as pool:
        assert pool.submit(draw, what).result(timeout=60)[:4] == b"\x89PNG"


def test_alt_text_holds_every_bar() -> None:
    told = alt_text(board_post(), translator("en"))
    assert "Amélie Roux 60" in told
    assert "Ventes" in told
