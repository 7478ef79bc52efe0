"""The words of `/dizaine`: what was asked, in French or in English, and the nearest command when it was not clear."""

from __future__ import annotations

import re
from dataclasses import dataclass
from enum import StrEnum

from programme.words import fold, nearest


class Command(StrEnum):
    HELP = "help"
    SETUP = "setup"
    SOURCE_ADD = "source add"
    SOURCE_LIST = "source list"
    SOURCE_CHECK = "source check"
    SOURCE_REMOVE = "source remove"
    SOURCE_PACK = "source pack"
    SOURCE_IMPORT = "source import"
    SOURCE_EXPORT = "source export"
    ARTICLE = "article"
    TOPICS = "topics"
    PREVIEW = "preview"
    DUPLICATES = "duplicates"
    POST = "post"
    PAUSE = "pause"
    RESUME = "resume"
    STATUS = "status"
    LEADERBOARD = "leaderboard"
    JOIN = "join"
    LEAVE = "leave"
    ME = "me"
    ADMIN_ADD = "admin add"
    ADMIN_LIST = "admin list"
    ADMIN_REMOVE = "admin remove"


@dataclass(frozen=True, slots=True)
class Asked:
    """A command and what follows its words, as typed."""

    command: Command
    rest: str


@dataclass(frozen=True, slots=True)
class Unknown:
    """Words that are no command. `nearest` is the one that was probably meant."""

    words: str
    nearest: Command | None


# The first word, folded (no case, no accents). Two-word commands are in _SECOND.
_FIRST: dict[str, Command | str] = {
    "help": Command.HELP,
    "aide": Command.HELP,
    "?": Command.HELP,
    "setup": Command.SETUP,
    "configurer": Command.SETUP,
    "configuration": Command.SETUP,
    "source": "source",
    "sources": "source",
    "article": Command.ARTICLE,
    "articles": Command.ARTICLE,
    "topics": Command.TOPICS,
    "topic": Command.TOPICS,
    "themes": Command.TOPICS,
    "theme": Command.TOPICS,
    "preview": Command.PREVIEW,
    "apercu": Command.PREVIEW,
    "duplicates": Command.DUPLICATES,
    "duplicate": Command.DUPLICATES,
    "doublons": Command.DUPLICATES,
    "doublon": Command.DUPLICATES,
    "post": Command.POST,
    "publier": Command.POST,
    "pause": Command.PAUSE,
    "resume": Command.RESUME,
    "reprendre": Command.RESUME,
    "reprise": Command.RESUME,
    "relance": Command.RESUME,
    "relancer": Command.RESUME,
    "status": Command.STATUS,
    "etat": Command.STATUS,
    "statut": Command.STATUS,
    "leaderboard": Command.LEADERBOARD,
    "classement": Command.LEADERBOARD,
    "join": Command.JOIN,
    "rejoindre": Command.JOIN,
    "leave": Command.LEAVE,
    "quitter": Command.LEAVE,
    "me": Command.ME,
    "moi": Command.ME,
    "admin": "admin",
    "admins": "admin",
}

_SECOND: dict[str, dict[str, Command]] = {
    "source": {
        "add": Command.SOURCE_ADD,
        "ajouter": Command.SOURCE_ADD,
        "list": Command.SOURCE_LIST,
        "liste": Command.SOURCE_LIST,
        "lister": Command.SOURCE_LIST,
        "check": Command.SOURCE_CHECK,
        "verifier": Command.SOURCE_CHECK,
        "remove": Command.SOURCE_REMOVE,
        "retirer": Command.SOURCE_REMOVE,
        "supprimer": Command.SOURCE_REMOVE,
        "pack": Command.SOURCE_PACK,
        "packs": Command.SOURCE_PACK,
        "kit": Command.SOURCE_PACK,
        "kits": Command.SOURCE_PACK,
        "import": Command.SOURCE_IMPORT,
        "importer": Command.SOURCE_IMPORT,
        "export": Command.SOURCE_EXPORT,
        "exporter": Command.SOURCE_EXPORT,
    },
    "admin": {
        "add": Command.ADMIN_ADD,
        "ajouter": Command.ADMIN_ADD,
        "list": Command.ADMIN_LIST,
        "liste": Command.ADMIN_LIST,
        "remove": Command.ADMIN_REMOVE,
        "retirer": Command.ADMIN_REMOVE,
    },
}

_NAMES_ONE = re.compile(r"[@<]|\w\.\w|://")


def read(text: str) -> Asked | Unknown:
    """What was asked by the text after `/dizaine`. Nothing at all asks for help; `source` alone lists."""
    words = text.split(maxsplit=2)
    if not words:
        return Asked(Command.HELP, "")
    first = _FIRST.get(fold(words[0]))
    if isinstance(first, Command):
        return Asked(first, text.split(maxsplit=1)[1].strip() if len(words) > 1 else "")
    if first is None:
        near = nearest(fold(words[0]), _FIRST)
        return Unknown(words[0], None if near is None else _meant(_FIRST[near], words[1:]))
    if len(words) == 1:
        return Asked(_SECOND[first]["list"], "")
    second = _SECOND[first].get(fold(words[1]))
    if second is not None:
        return Asked(second, words[2].strip() if len(words) > 2 else "")
    return Unknown(f"{words[0]} {words[1]}", _meant(first, words[1:]))


def _meant(first: Command | str, rest: list[str]) -> Command | None:
    """The command that begins with `first`; of those of two words, the one whose second is nearest."""
    if isinstance(first, Command):
        return first
    if not rest:
        return _SECOND[first]["list"]
    if (near := nearest(fold(rest[0]), _SECOND[first])) is not None:
        return _SECOND[first][near]
    # An address or a person right behind: the word between was forgotten.
    return _SECOND[first]["add"] if _NAMES_ONE.search(rest[0]) else _SECOND[first]["list"]
