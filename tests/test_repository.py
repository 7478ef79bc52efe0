"""What holds for the repository as a whole: dependencies, files, licence."""

import ast
import re
import subprocess
import warnings
from functools import cache
from importlib import metadata
from pathlib import Path

import pytest
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

ROOT = Path(__file__).resolve().parent.parent
PACKAGES = ("bot", "curation", "handlers", "playground", "programme", "scheduler", "store")
LINES_IN_A_FILE = 400
# Put together here, so that this file does not name one either.
REGISTRY_HOSTS = re.compile(
    "|".join((r"pypi\.org", r"pythonhosted\.org", r"registry\.(npmjs\.org|yarnpkg\.com)", r"npmmirror\.com"))
    + r"|--(extra-)?index-url|--find-links"
)
LOCK_WITH_ADDRESSES = re.compile(r"[\"']?resolved[\"']?:?\s+[\"']?https?://")


@cache
def tracked() -> tuple[Path, ...]:
    """Files git knows and files it does not know yet, but for the ignored ones."""
    # A clone that another user made is still ours to read.
    command = [
        "git",
        "-c",
        "safe.directory=*",
        "ls-files",
        "-z",
        "--cached",
        "--others",
        "--exclude-standard",
    ]
    listed = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=True).stdout
    return tuple(path for name in listed.split("\0") if name and (path := ROOT / name).is_file())


def texts() -> list[tuple[str, str]]:
    read = []
    for path in tracked():
        try:
            read.append((path.relative_to(ROOT).as_posix(), path.read_text(encoding="utf-8")))
        except UnicodeDecodeError:  # a picture, or a feed that lies about its encoding
            continue
    return read


def sources() -> list[tuple[str, str]]:
    return [(n, t) for n, t in texts() if n.endswith(".py") and n.partition("/")[0] in PACKAGES]


def constraints() -> dict[str, str]:
    lines = (ROOT / "constraints.txt").read_text().split()
    pairs = [line.partition("==") for line in lines]
    assert all(separator for _, separator, _ in pairs), "a name and a version a line, nothing else"
    return {canonicalize_name(name): version for name, _, version in pairs}


def installed_closure() -> dict[str, str]:
    """Every distribution that dizaine[dev] asks for, directly or not, on this machine: name to version."""
    found: dict[str, str] = {}
    asked = [Requirement("dizaine[dev]")]
    seen: set[tuple[str, str]] = set()
    while asked:
        wanted = asked.pop()
        name = canonicalize_name(wanted.name)
        distribution = metadata.distribution(wanted.name)
        found[name] = distribution.version
        for extra in ("", *wanted.extras):
            if (name, extra) in seen:
                continue
            seen.add((name, extra))
            for line in distribution.requires or ():
                requirement = Requirement(line)
                if requirement.marker is None or requirement.marker.evaluate({"extra": extra}):
                    asked.append(requirement)
    del found["dizaine"]
    return found


def test_every_installed_dependency_is_pinned() -> None:
    pinned = constraints()
    assert {
        name: version for name, version in installed_closure().items() if pinned.get(name) != version
    } == {}


def test_nothing_is_pinned_that_nobody_asks_for() -> None:
    # What is pinned yet asked for by none is missing on a fresh machine, where it was perhaps counted on.
    assert set(constraints()) - set(installed_closure()) == set()


@pytest.mark.parametrize("pattern", [REGISTRY_HOSTS, LOCK_WITH_ADDRESSES], ids=["registry", "lock"])
def test_no_file_names_a_registry(pattern: re.Pattern[str]) -> None:
    ours = [(name, text) for name, text in texts() if name != f"tests/{Path(__file__).name}"]
    assert [name for name, text in ours if pattern.search(text)] == []


@pytest.mark.parametrize(
    "host", [("pypi", "org"), ("files", "pythonhosted", "org"), ("registry", "npmjs", "org")]
)
def test_a_registry_would_be_seen(host: tuple[str, ...]) -> None:
    assert REGISTRY_HOSTS.search("https://" + ".".join(host) + "/a")


def test_every_source_file_says_its_subject() -> None:
    assert [name for name, text in sources() if not ast.get_docstring(ast.parse(text))] == []


def test_long_files_are_told() -> None:
    """A file past 400 lines is probably two: a warning, since only a reader can tell."""
    counted = {name: len(text.splitlines()) for name, text in sources()}
    kinds = {"migrations", "static"}
    long = {n: c for n, c in counted.items() if c > LINES_IN_A_FILE and not kinds & set(n.split("/"))}
    if long:
        warnings.warn(f"past {LINES_IN_A_FILE} lines: {long}", stacklevel=1)
    assert {name: lines for name, lines in long.items() if lines > 2 * LINES_IN_A_FILE} == {}


def test_the_licence_is_whole() -> None:
    licence = (ROOT / "LICENSE").read_text()
    assert "Apache License" in licence
    assert "END OF TERMS AND CONDITIONS" in licence
    assert all(f"\n   {number}. " in licence for number in range(1, 10))
