"""The benchmark of the same story: files are read or refused with their line, agreement is counted right."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import pytest

from benchmarks import dedupe
from benchmarks.agreement import agreement, best_threshold, cross_validated, dealt, groups_of, heights
from benchmarks.labelled import Malformed, read_pairs, read_stories

PAIRS = "title1,summary1,title2,summary2,same\n"
STORIES = "id,title,summary,published,story\n"


@pytest.mark.parametrize(
    ("kind", "text", "told"),
    [
        ("pairs", "", "line 1: no column title1"),
        ("pairs", "title1,summary1,title2,same\na,b,c,1\n", "line 1: no column summary2"),
        ("pairs", PAIRS, "no pairs"),
        ("pairs", PAIRS + "a,b,c,d,1\na,b,c,d,maybe\n", "line 3: same is 'maybe'"),
        ("pairs", PAIRS + "a,b,c,d,1\na,b,c,d,0\n", "line 3: this pair"),
        ("pairs", PAIRS + "a,b,c\n", "line 2: not as many cells"),
        ("pairs", PAIRS + "a,b,c,d,1,e\n", "line 2: not as many cells"),
        ("pairs", PAIRS + ",,c,d,1\n", "line 2: title1 and summary1"),
        ("pairs", PAIRS + 'a,b,c,"d,1\n', "after line 1"),
        ("stories", STORIES, "no articles"),
        ("stories", STORIES + "1,a,b,,x\n1,c,d,,x\n", "line 3: the id '1' stood in line 2"),
        ("stories", STORIES + "1,a,b,yesterday,x\n", "line 2: published is 'yesterday'"),
        ("stories", STORIES + "1,a,b,0001-01-01T00:00:00+23:00,x\n", "line 2: published is"),
        ("stories", STORIES + "1,a,b,,\n", "line 2: the story is empty"),
        ("stories", STORIES + "1,,,,x\n", "line 2: title and summary"),
    ],
)
def test_a_malformed_file_is_told_with_its_line(tmp_path: Path, kind: str, text: str, told: str) -> None:
    path = tmp_path / "given.csv"
    path.write_text(text, encoding="utf-8")
    with pytest.raises(Malformed, match=r"given\.csv") as refused:
        (read_pairs if kind == "pairs" else read_stories)(path)
    assert told in str(refused.value)


def test_bytes_that_are_no_text_are_told(tmp_path: Path) -> None:
    path = tmp_path / "given.csv"
    path.write_bytes(b"title1,summary1,title2,summary2,same\n\xff\xfe,b,c,d,1\n")
    with pytest.raises(Malformed, match="not UTF-8"):
        read_pairs(path)
    with pytest.raises(Malformed, match="No such file"):
        read_stories(tmp_path / "none.csv")


def test_pairs_are_known_by_id_or_by_text(tmp_path: Path) -> None:
    path = tmp_path / "given.csv"
    path.write_text(PAIRS + "a,b,c,d,1\nc,d,e,f,0\n", encoding="utf-8")
    labels = read_pairs(path)
    assert len(labels.articles) == 3
    assert labels.same == {(0, 1)}
    assert labels.judged == {(0, 1), (1, 2)}


def test_agreement() -> None:
    same = frozenset({(0, 1), (0, 2), (1, 2)})
    truth = groups_of(4, same)
    found = agreement(groups_of(4, [(0, 1), (2, 3)]), truth, same, None)
    assert (found.precision, found.recall) == (0.5, pytest.approx(1 / 3))
    assert found.b_cubed == pytest.approx(2 * 0.75 * (2 / 3) / (0.75 + 2 / 3))
    assert agreement(truth, truth, same, None).f1 == 1
    assert agreement([0, 1, 2, 3], truth, same, frozenset({(0, 1)})).f1 == 0


def test_no_story_is_in_two_folds() -> None:
    same = frozenset({(0, 1), (1, 2), (7, 9)})
    for seed in range(5):
        fold = dealt(30, same, seed)
        assert fold[0] == fold[1] == fold[2]
        assert fold[7] == fold[9]
        assert len(set(fold)) == 10


def test_the_threshold_is_fitted_on_other_articles() -> None:
    same = frozenset((place, place + 1) for place in range(0, 40, 2))
    judged = frozenset((one, other) for one in range(40) for other in range(one + 1, 40))

    def likeness(one: int, other: int) -> float:
        return 2.0 if (one, other) in same else -1.0

    asked: list[int] = []

    def scores(among: Sequence[int]) -> dict[tuple[int, int], float]:
        places = list(among)
        asked.append(len(places))
        return heights(places, likeness, -1.0)

    found = cross_validated(40, judged, same, scores, -1.0, seeds=(1,))
    assert found.f1 == 1
    assert asked[0] == 40
    assert max(asked[1:]) == 36
    assert best_threshold(scores(range(40)), same) == 2.0


def test_our_own_set_reaches_what_is_asked(capsys: pytest.CaptureFixture[str]) -> None:
    told = dedupe.main(["--quick"])
    assert told["methods"]["ours, folded by itself"]["precision"] == 1
    assert told["methods"]["ours, with what it suggests"]["f1"] >= 0.88
    assert capsys.readouterr().out.splitlines()[-1].startswith('{"benchmark": "dedupe"')


def test_a_file_that_cannot_be_read_ends_with_a_sentence(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    path = tmp_path / "given.csv"
    path.write_text(PAIRS + "a,b,c,d,2\n", encoding="utf-8")
    with pytest.raises(SystemExit) as ended:
        dedupe.main(["--pairs", str(path)])
    assert ended.value.code == 2
    assert "line 2" in capsys.readouterr().err
