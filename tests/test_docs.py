"""The documentation is true to the product: links lead somewhere, commands are understood, settings exist."""

import re
from functools import cache
from pathlib import Path
from urllib.parse import unquote

import pytest

from bot.__main__ import build
from bot.i18n import translator
from bot.settings import names
from bot.slack.words import Asked, Command, read

ROOT = Path(__file__).resolve().parent.parent
PAGES = sorted(
    page.relative_to(ROOT).as_posix()
    for folder in (ROOT, ROOT / "docs", ROOT / "playground" / "web")
    for page in (folder.rglob("*.md") if folder.name == "docs" else folder.glob("*.md"))
)
GUIDES = {
    "docs/fr/ambassadeurs.md": "docs/en/ambassadors.md",
    "docs/fr/editeurs.md": "docs/en/editors.md",
    "docs/fr/administrateurs.md": "docs/en/admins.md",
}
FENCE = re.compile(r"^ *```.*?^ *```$", re.DOTALL | re.MULTILINE)
SPAN = re.compile(r"`([^`\n]+)`")
LINK = re.compile(r"\]\(([^)\s]+)\)")
HEADING = re.compile(r"^#{1,6} (.+)$", re.MULTILINE)
SETTING = re.compile(r"(?<![\w./-])[A-Z][A-Z0-9]*(?:_[A-Z0-9]+)+(?![\w./-])")
# What is in capitals with an underscore, and is none of the bot's settings.
OTHERS = frozenset({"PYTEST_FLAGS", "DIZAINE_SCREENSHOTS", "DIZAINE_BROWSER", "LC_MESSAGES", "LC_ALL"})


@cache
def text(page: str) -> str:
    return (ROOT / page).read_text(encoding="utf-8")


def prose(page: str) -> str:
    return FENCE.sub("", text(page))


@cache
def anchors(page: str) -> frozenset[str]:
    """The headings' anchors, as GitHub makes them."""
    plain = (re.sub(r"[`*]", "", heading).strip().lower() for heading in HEADING.findall(prose(page)))
    return frozenset(re.sub(r"[^\w\- ]", "", heading).replace(" ", "-") for heading in plain)


def typed(page: str) -> list[str]:
    """What a page tells people to type in Slack, after `/dizaine`."""
    spans = [span for span in SPAN.findall(prose(page)) if re.match(r"/dizaine\b", span)]
    return [span.removeprefix("/dizaine").strip() for span in spans]


@pytest.mark.parametrize("page", PAGES)
def test_links_and_pictures_lead_somewhere(page: str) -> None:
    broken = []
    for link in LINK.findall(prose(page)):
        if re.match(r"[a-z]+:", link):
            continue
        path, _, anchor = unquote(link).partition("#")
        target = (ROOT / page).parent / path if path else ROOT / page
        known = target.exists() and target.resolve().is_relative_to(ROOT)
        name = target.resolve().relative_to(ROOT).as_posix() if known else ""
        if not known or (anchor and name.endswith(".md") and anchor not in anchors(name)):
            broken.append(link)
    assert broken == []


@pytest.mark.parametrize("page", PAGES)
def test_commands_are_understood(page: str) -> None:
    assert [words for words in typed(page) if not isinstance(read(words), Asked)] == []


@pytest.mark.parametrize("page", PAGES)
def test_commands_of_the_terminal_exist(page: str) -> None:
    known = {
        command.callback.__name__
        for command in build(translator("en")).registered_commands
        if command.callback
    }
    code = [*SPAN.findall(prose(page)), *"\n".join(FENCE.findall(text(page))).splitlines()]
    named = (re.match(r"\s*(?:\.venv/bin/)?dizaine ([a-z]+)", line) for line in code)
    assert {found[1] for found in named if found} <= known


@pytest.mark.parametrize("page", PAGES)
def test_settings_exist(page: str) -> None:
    code = "\n".join([*SPAN.findall(prose(page)), *FENCE.findall(text(page))])
    assert set(SETTING.findall(code)) - set(names()) - OTHERS == set()


@pytest.mark.parametrize(("french", "english"), GUIDES.items())
def test_guides_say_the_same_in_both_languages(french: str, english: str) -> None:
    ours, theirs = (HEADING.findall(text(page)) for page in (french, english))
    assert len(ours) == len(theirs)
    commands = [[read(words) for words in typed(page)] for page in (french, english)]
    asked = [[each.command for each in found if isinstance(each, Asked)] for found in commands]
    assert asked[0] == asked[1]
    assert text(french).count("\n|") == text(english).count("\n|")


def test_every_command_is_told() -> None:
    for guides in (GUIDES.keys(), GUIDES.values()):
        told = {
            each.command for page in guides for words in typed(page) if isinstance(each := read(words), Asked)
        }
        assert set(Command) - told == set()


@pytest.mark.parametrize("page", sorted(GUIDES))
def test_french_keeps_its_spaces(page: str) -> None:
    spaced = re.findall(r".{0,20}(?: [;!?»]|« |[^|\-: ] :(?![-|])).{0,10}", SPAN.sub("", prose(page)))
    assert spaced == []
    assert "'" not in re.sub(r"\]\([^)]*\)", "", SPAN.sub("", prose(page)))
