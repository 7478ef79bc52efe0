"""What a replay found, as a terminal shows it: a table a workspace, or sentences where it would not fit."""

from __future__ import annotations

from collections.abc import Sequence
from textwrap import fill
from typing import Final

from rich.console import Group, RenderableType
from rich.table import Table
from rich.text import Text

from bot.i18n import Translator
from curation.replay import Estimate, Verdict, verdict
from scheduler.replay import WorkspaceReplay

TABLE_WIDTH: Final = 80  # on a narrower terminal, its headings would be cut
FIELDS: Final = (
    "logged",
    "expected",
    "between",
    "covered",
    "days",
    "verdict",
)  # in the order of a table's cells
STYLES: Final = {Verdict.MORE: "green", Verdict.FEWER: "red", Verdict.UNKNOWN: "dim"}


def drawn(
    asked: str, found: Sequence[tuple[str, WorkspaceReplay]], t: Translator, width: int
) -> RenderableType:
    """What was `asked`, a table a workspace (sentences where it would not fit), and how far to believe it."""
    parts: list[RenderableType] = [_filled(asked, width), Text()]
    for name, result in found:
        if len(found) > 1:
            parts.append(Text(plain(name), style="bold"))
        parts += [table(result, t) if width >= TABLE_WIDTH else sentences(result, t, width), Text()]
    advice = t.gettext(
        "Believe nothing where the log can tell of less than half; "
        "what was never shown counts as the channel’s average."
    )
    parts.append(_filled(advice, width))
    return Group(*parts)


def _filled(words: str, width: int, style: str = "") -> Text:
    # rich would break a line at a no-break space: « 56 / % ».
    return Text(fill(words, width), style=style)


def sentences(result: WorkspaceReplay, t: Translator, width: int) -> Text:
    """What `table` holds, a sentence a channel."""
    said = []
    for name, each in _rows(result, t):
        words = t.gettext(
            "{channel}: {expected} instead of {logged} a day (between {between}): {verdict}. "
            "The log can tell {covered}; days: {days}.",
            channel=name,
            **dict(zip(FIELDS, (cell.plain for cell in _cells(each, t)), strict=True)),
        )
        said.append(_filled(words, width))
    return Text("\n").join([_filled(_title(t), width, "bold"), *said])


def table(result: WorkspaceReplay, t: Translator) -> Table:
    """A line a channel, then all of them where there are several."""
    _ = t.gettext
    made = Table(title=_title(t), title_justify="left", title_style="bold")
    made.add_column(_("Channel"), overflow="fold")
    for name in (_("As it was"), _("With the change"), _("Between"), _("The log can tell"), _("Days")):
        made.add_column(name, justify="right", overflow="fold")
    made.add_column(_("Verdict"), overflow="fold")
    for place, (name, each) in enumerate(_rows(result, t)):
        if place == len(result.channels):
            made.add_section()
        made.add_row(Text(name), *_cells(each, t))
    return made


def _title(t: Translator) -> str:
    return t.gettext("Picks, drafts and shares, a day and channel")


def _rows(result: WorkspaceReplay, t: Translator) -> list[tuple[str, Estimate]]:
    rows = [(plain(each.conversation_id), each.estimate) for each in result.channels]
    return [*rows, (t.gettext("All"), result.whole)] if len(rows) > 1 else rows


def _cells(found: Estimate, t: Translator) -> list[Text]:
    judged = verdict(found)
    words = {
        Verdict.MORE: t.gettext("more"),
        Verdict.FEWER: t.gettext("fewer"),
        Verdict.ALIKE: t.gettext("no clear difference"),
        Verdict.UNKNOWN: t.gettext("cannot be told"),
    }
    between = t.gettext("{low} and {high}", low=t.number(found.low), high=t.number(found.high))
    style = STYLES.get(judged, "")
    return [
        Text(t.number(found.logged)),
        Text(t.number(found.expected), style=style),
        Text(between, style="dim" if judged is Verdict.UNKNOWN else ""),
        Text(t.percent(found.covered)),
        Text(t.number(found.days)),
        Text(words[judged], style=style),
    ]


def plain(name: str) -> str:
    """A name from outside: nothing in it may command the terminal."""
    return "".join(each if each.isprintable() else "�" for each in name)
