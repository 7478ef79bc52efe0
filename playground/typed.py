"""Text typed by a person, as Slack hands it on: escaped, with people, channels and links marked."""

from __future__ import annotations

import re

from playground.workspace import Workspace

_LINK = r"(?P<link>https?://[^\s<>]+[^\s<>.,;:!?)»\"'])"
_READY = r"(?P<ready><[@#][A-Z0-9]+(?:\|[^>]*)?>)"


def escaped(text: str) -> str:
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")


def marked(workspace: Workspace, text: str, *, names: bool) -> str:
    """`@Name`, `#channel` and links become `<@U…>`, `<#C…|name>` and `<https://…>`; the rest is escaped.

    With `names`, people bear theirs too (`<@U…|name>`), as in a command whose `should_escape` is on.
    """
    people = {}
    for person in workspace.people.values():
        mark = f"<@{person.id}|{person.name}>" if names else f"<@{person.id}>"
        people[f"@{person.name}".lower()] = mark
        people[f"@{person.real_name}".lower()] = mark
    channels = {
        f"#{channel.name}".lower(): f"<#{channel.id}|{channel.name}>"
        for channel in workspace.channels.values()
        if not channel.is_im
    }
    known = people | channels
    # The longest name first, so that @paul.girard is not taken for a @paul.
    one_of = "|".join(re.escape(name) for name in sorted(known, key=len, reverse=True)) or r"(?!)"
    pattern = re.compile(rf"{_READY}|{_LINK}|(?<![\w])(?P<name>{one_of})(?![\w])", re.IGNORECASE)
    parts, last = [], 0
    for match in pattern.finditer(text):
        parts.append(escaped(text[last : match.start()]))
        if match["ready"]:
            parts.append(match["ready"])
        elif match["link"]:
            parts.append(f"<{escaped(match['link'])}>")
        else:
            parts.append(known[match["name"].lower()])
        last = match.end()
    return "".join([*parts, escaped(text[last:])])
