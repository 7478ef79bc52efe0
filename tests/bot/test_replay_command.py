"""`dizaine replay` as people type it: a table that can be read, sentences where it cannot, and nothing written."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Iterator
from pathlib import Path

import pytest
from rich.console import Console

from bot.commands.replay import Options, heading, rules_of
from bot.commands.replayed import drawn, sentences, table
from bot.i18n import LANGUAGES, translator
from bot.settings import SettingsError
from curation.replay import Estimate
from programme.clock import FixedClock
from scheduler.replay import ChannelReplay, WorkspaceReplay
from scheduler.selection import SelectionRules
from store.database import Database
from store.migrate import make_folder, migrate
from tests.bot.test_commands import dizaine
from tests.scheduler.logged_days import FIRST, World

MORE = Estimate(6.0, 7.81, 7.4, 8.2, 0.56, 18)
FEWER = Estimate(6.0, 4.0, 3.0, 5.0, 0.9, 18)
ALIKE = Estimate(6.0, 6.0, 6.0, 6.0, 1.0, 18)
FEW_DAYS = Estimate(6.0, 4.0, 3.0, 5.0, 0.3, 18)
FOUND = WorkspaceReplay(
    "T1",
    tuple(ChannelReplay(f"C{place}", each) for place, each in enumerate((MORE, FEWER, ALIKE, FEW_DAYS))),
    MORE,
)


@pytest.fixture(scope="module")
def logged(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    """A folder with the default database, in which eighteen days were lived."""
    folder = tmp_path_factory.mktemp("logged")
    url = f"sqlite:///{folder / 'var' / 'dizaine.db'}"

    async def lived() -> FixedClock:
        make_folder(url)
        await migrate(url)
        db = Database(url)
        world = World(db, FixedClock(FIRST))
        await world.begin()
        await world.live()
        await db.close()
        return world.clock

    clock = asyncio.run(lived())
    with pytest.MonkeyPatch.context() as patched:
        patched.setattr("bot.commands.replay.Clock", lambda: clock)
        yield folder


def lines(folder: Path, *words: str, language: str = "en") -> list[str]:
    done = dizaine(folder, "replay", *words, language=language)
    assert done.returncode == 0, done.stderr
    return done.stdout.splitlines()


def test_what_helps_and_what_hurts(logged: Path) -> None:
    (helped,) = [
        line for line in lines(logged, "--company-share", "0.8", "--source-share", "0.8") if "C1" in line
    ]
    (hurt,) = [line for line in lines(logged, "--company-share", "0") if "C1" in line]
    assert "more" in helped
    assert "fewer" in hurt


def test_the_settings_as_they_are_change_nothing(logged: Path) -> None:
    found = json.loads("\n".join(lines(logged, "--json")))
    assert found["rules"]["window_days"] == 7
    assert found["rules"]["company_share"] is None
    (workspace,) = found["workspaces"]
    assert [each["channel"] for each in workspace["channels"]] == ["C1", "C2"]
    first = workspace["channels"][0]
    assert (first["logged"], first["expected"], first["covered"], first["verdict"]) == (
        6.0,
        6.0,
        1.0,
        "alike",
    )
    assert workspace["all"]["days"] == 14


def test_counts_alone(logged: Path) -> None:
    for words in ((), ("--json",)):
        said = "\n".join(lines(logged, *words))
        assert "U0" not in said
        assert "source1.example" not in said


def test_one_workspace(logged: Path) -> None:
    assert any("C1" in line for line in lines(logged, "--workspace", "T1"))
    done = dizaine(logged, "replay", "--workspace", "T9")
    assert (done.returncode, done.stdout) == (2, "")
    (line,) = done.stderr.splitlines()
    assert "--workspace" in line
    assert "T1" in line


def test_it_says_what_was_tried_in_french(logged: Path) -> None:
    said = " ".join(lines(logged, "--any-language", "--window-days", "1", "--days", "7", language="fr"))
    assert "les 7 derniers jours" in said
    assert "toutes les langues" in said
    assert "inconnu" in said  # four days are too few


def test_an_empty_log_is_no_failure(tmp_path: Path) -> None:
    done = dizaine(tmp_path, "replay")
    assert (done.returncode, done.stderr) == (0, "")
    assert len(done.stdout.splitlines()) == 1
    assert not list(tmp_path.iterdir())  # not even a database was made
    assert json.loads(dizaine(tmp_path, "replay", "--json").stdout)["workspaces"] == []
    assert dizaine(tmp_path, "migrate").returncode == 0
    assert dizaine(tmp_path, "replay").stdout == done.stdout


def test_a_database_of_another_version(tmp_path: Path) -> None:
    (tmp_path / "var").mkdir()
    (tmp_path / "var" / "dizaine.db").touch()
    done = dizaine(tmp_path, "replay")
    assert done.returncode == 2
    assert "dizaine migrate" in done.stderr


@pytest.mark.parametrize(
    ("words", "name"),
    [
        (("--source-share", "1.5"), "--source-share"),
        (("--source-share", "nan"), "--source-share"),
        (("--company-share", "-0.1"), "--company-share"),
        (("--tolerance", "inf"), "--tolerance"),
        (("--window-days", "0"), "--window-days"),
        (("--window-days", "367"), "--window-days"),
        (("--days", "0"), "--days"),
        (("--weight", "luck=1"), "--weight"),
        (("--weight", "timely"), "--weight"),
        (("--weight", "timely=much"), "--weight timely"),
        (("--weight", "timely=3.1"), "--weight timely"),
    ],
    ids=" ".join,
)
@pytest.mark.parametrize("language", LANGUAGES)
def test_one_sentence_for_what_is_out_of_range(
    tmp_path: Path, words: tuple[str, ...], name: str, language: str
) -> None:
    done = dizaine(tmp_path, "replay", *words, language=language)
    assert (done.returncode, done.stdout) == (2, "")
    (line,) = done.stderr.splitlines()
    assert line.startswith(name)


def test_rules_are_those_that_post_but_for_what_is_tried() -> None:
    rules = SelectionRules()
    assert rules_of(Options(), rules) == rules
    tried = rules_of(Options(source_share=0.0, any_language=True, weights=("timely=2", "rate=0")), rules)
    assert (tried.source_share, tried.any_language, tried.window) == (0.0, True, rules.window)
    assert (tried.weights.timely, tried.weights.rate, tried.weights.content) == (2.0, 0.0, 0.5)
    with pytest.raises(SettingsError):
        rules_of(Options(days=10**9), rules)


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("width", [46, 80, 120])
def test_it_fits_the_terminal_with_nothing_cut(language: str, width: int) -> None:
    t = translator(language)
    console = Console(width=width, highlight=False)
    with console.capture() as captured:
        console.print(drawn(heading(Options(), t), [("A", FOUND), ("B", FOUND)], t, width))
    said = captured.get()
    assert "…" not in said
    assert not any(line.startswith(("%", ";", ":")) for line in said.splitlines())
    assert max(map(len, said.splitlines())) <= width
    for verdict in ("more", "fewer", "cannot be told"):
        assert t.gettext(verdict).split()[-1] in said


def test_names_from_outside_do_not_command_the_terminal() -> None:
    t = translator("en")
    hostile = WorkspaceReplay("T1", (ChannelReplay("[red]C1\x1b[2J", MORE),), MORE)
    console = Console(width=120, highlight=False)
    with console.capture() as captured:
        console.print(table(hostile, t), sentences(hostile, t, 120))
        console.print(drawn(heading(Options(), t), [("[bold]\x1b]0;x\x07", hostile)] * 2, t, 120))
    assert "\x1b" not in captured.get()
    assert "\x07" not in captured.get()
    assert "[red]C1" in captured.get()


@pytest.mark.parametrize(
    ("options", "said"),
    [
        (Options(), "Replayed: the last 60 days, with the settings as they are."),
        (Options(days=1, window_days=1), "Replayed: the last day, with articles of 1 day at most."),
        (
            Options(company_share=0.4, tolerance=0.05, any_language=False, weights=("timely=2",)),
            "Replayed: the last 60 days, with 40% for the company, 5% of tolerance on the mix, "
            "the channel’s language alone and the weight timely=2.",
        ),
    ],
)
def test_what_is_tried_is_said(options: Options, said: str) -> None:
    assert heading(options, translator("en")) == said
