"""Bring the catalogues in step with the code: extract the words, merge them into fr and en, word English by itself.

Run it after changing a sentence, then translate what it lists: `python scripts/messages.py`.
"""

from __future__ import annotations

import sys
from io import BytesIO
from pathlib import Path

from babel.messages.catalog import Catalog, Message
from babel.messages.extract import extract_from_dir
from babel.messages.pofile import read_po, write_po

ROOT = Path(__file__).resolve().parent.parent
LOCALES = ROOT / "bot" / "locales"
LANGUAGES = ("fr", "en")


def extracted() -> Catalog:
    """Every sentence of the code; places are files alone, so that a moved line changes nothing."""
    found = Catalog(project="Dizaine", charset="utf-8")
    for name, _line, words, comments, context in extract_from_dir(ROOT / "bot", [("**.py", "python")]):
        found.add(words, None, [(f"bot/{name}", None)], auto_comments=comments, context=context)
    return found


def merged(language: str, template: Catalog) -> Catalog:
    """The kept catalogue with exactly the template's sentences: new ones empty (English: the words of the code)."""
    path = catalogue_path(language)
    kept = read_po(BytesIO(path.read_bytes()), locale=language) if path.exists() else Catalog(locale=language)
    whole = Catalog(locale=language, project="Dizaine", charset="utf-8", fuzzy=False)
    for message in sorted(template, key=_by_words):
        if not message.id:
            continue
        known = kept.get(message.id, message.context)
        fresh = message.id if language == "en" else _empty(message)
        words = known.string if known is not None and not known.fuzzy else fresh
        whole.add(message.id, words, message.locations, context=message.context)
    return whole


def untranslated(catalogue: Catalog) -> list[Message]:
    return [message for message in catalogue if message.id and not all(_forms(message.string))]


def catalogue_path(language: str) -> Path:
    return LOCALES / language / "LC_MESSAGES" / "dizaine.po"


def _forms(words: str | tuple[str, ...] | list[str]) -> tuple[str, ...]:
    return (words,) if isinstance(words, str) else tuple(words)


def _empty(message: Message) -> str | tuple[str, str]:
    return ("", "") if message.pluralizable else ""


def _by_words(message: Message) -> str:
    return _forms(message.id)[0]


def main() -> int:
    template = extracted()
    missing = 0
    for language in LANGUAGES:
        catalogue = merged(language, template)
        path = catalogue_path(language)
        path.parent.mkdir(parents=True, exist_ok=True)
        with path.open("wb") as out:
            write_po(out, catalogue, width=0, omit_header=False, include_lineno=False)
        for message in untranslated(catalogue):
            missing += 1
            sys.stdout.write(f"{language}: {_forms(message.id)[0]}\n")
    return 1 if missing else 0


if __name__ == "__main__":
    raise SystemExit(main())
