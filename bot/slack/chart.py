"""The leaderboard's chart as a picture, for workspaces that do not draw charts, and its words."""

from __future__ import annotations

from dataclasses import dataclass
from io import BytesIO

from bot.i18n import Translator
from bot.slack.text import plain
from scheduler.messages import BoardPost

# Okabe and Ito's blue and orange: told apart with any colour vision, and in grey.
_BLUE, _ORANGE = "#0072B2", "#E69F00"
_LABEL = 22
_BARS = 10


@dataclass(frozen=True, slots=True)
class Panel:
    """One set of bars: label, figure, the figure as written."""

    title: str
    colour: str
    bars: tuple[tuple[str, float, str], ...]


@dataclass(frozen=True, slots=True)
class Picture:
    """All that is drawn, in words already: plain data, so that a process pool can take it."""

    title: str
    panels: tuple[Panel, ...]


def picture(post: BoardPost, t: Translator) -> Picture:
    """What there is to draw: points by person (the first ten) and average by team."""
    people = tuple(
        (plain(row.label, _LABEL) or "–", float(row.points), t.number(row.points))
        for row in post.board.people[:_BARS]
    )
    teams = tuple(
        (plain(row.team, _LABEL) or "–", row.average, t.number(row.average))
        for row in post.board.teams[:_BARS]
    )
    panels = (
        Panel(t.gettext("Points, by ambassador"), _BLUE, people),
        Panel(t.gettext("Points per active member, by team"), _ORANGE, teams),
    )
    title = t.gettext(
        "The week’s leaderboard · {first} to {last}",
        first=t.date(post.first_day, "d MMM"),
        last=t.date(post.last_day, "d MMM"),
    )
    return Picture(title, tuple(panel for panel in panels if panel.bars))


def png(post: BoardPost, t: Translator) -> bytes:
    """The picture, 1,080 pixels wide. Slow (about a second): run `draw(picture(post, t))` in a process of its own."""
    return draw(picture(post, t))


def draw(what: Picture) -> bytes:
    """Horizontal bars with their values written on; legible at a phone's width. Empty panels draw a title alone."""
    # Imported here: a second and 60 MB that only the process that draws has to pay.
    from matplotlib import rc_context
    from matplotlib.backends.backend_agg import FigureCanvasAgg
    from matplotlib.figure import Figure

    heights = [max(2, len(panel.bars)) + 1.2 for panel in what.panels] or [2.0]
    # A title is words from outside: `$` would start mathematics.
    with rc_context({"font.family": "DejaVu Sans", "text.parse_math": False}):
        figure = Figure(
            figsize=(7.2, 0.9 + 0.42 * sum(heights)), dpi=150, facecolor="white", layout="constrained"
        )
        FigureCanvasAgg(figure)
        figure.suptitle(what.title, fontsize=13, fontweight="bold")
        grid = figure.add_gridspec(len(heights), 1, height_ratios=heights)
        for place, panel in enumerate(what.panels):
            axes = figure.add_subplot(grid[place])
            rows = range(len(panel.bars))
            values = [value for _, value, _ in panel.bars]
            bars = axes.barh(rows, values, color=panel.colour, height=0.7)
            axes.bar_label(bars, labels=[written for _, _, written in panel.bars], padding=4, fontsize=12)
            axes.set_yticks(rows, [label for label, _, _ in panel.bars], fontsize=12)
            axes.set_ylim(max(2, len(panel.bars)) - 0.4, -0.6)
            axes.set_xlim(0, (max(values) or 1) * 1.15)
            axes.set_title(panel.title, fontsize=12, loc="left")
            axes.xaxis.set_visible(False)
            axes.tick_params(axis="y", length=0)
            for side in ("top", "right", "bottom"):
                axes.spines[side].set_visible(False)
        written = BytesIO()
        figure.savefig(written, format="png")
    return written.getvalue()


def alt_text(post: BoardPost, t: Translator) -> str:
    """The chart in words: each panel with its bars."""
    what = picture(post, t)
    told = [
        t.gettext(
            "{title}: {items}",
            title=panel.title,
            items=t.list([f"{label} {written}" for label, _, written in panel.bars]),
        )
        for panel in what.panels
    ]
    return plain(". ".join([what.title, *told]), 2000)
