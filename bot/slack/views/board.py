"""The weekly leaderboard: tables and a chart in Slack's newest blocks, or sections and a picture of the chart."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import count

from slack_sdk.models.blocks import Block, ImageBlock

from bot.i18n import Translator
from bot.slack.blocks import (
    ALT_TEXT,
    CHART_LABEL,
    CHART_TITLE,
    MESSAGE_SIZE,
    MESSAGE_TEXT,
    Json,
    Message,
    context,
    header,
    message,
    section,
    size,
    to_dicts,
)
from bot.slack.chart import alt_text
from bot.slack.text import bold, clean, cut, link, plain, safe, width
from bot.slack.views.people import points, rank_told, shares
from handlers.answers import BoardAnswer
from programme.boards import ArticleRow, Row, TeamRow
from scheduler.messages import BoardPost

MEDALS = {1: ":first_place_medal:", 2: ":second_place_medal:", 3: ":third_place_medal:"}
SHOWN = 10
CHARTED = 6  # bars whose names are still read on a phone; the table below has everybody
CHARTED_LABEL = 14


def board(post: BoardPost, t: Translator, *, classic: bool, chart_file_id: str | None = None) -> Message:
    """The week's message.

    classic: blocks that every workspace takes. chart_file_id: Slack's id of the uploaded picture of the chart, shown
    in the classic message.
    """
    if post.board.empty:
        return _quiet(post, t)
    blocks = (
        _classic(post, t, chart_file_id)
        if classic
        else [
            header(heading(post, t), "board"),
            section(progress(post, t), block_id="progress"),
            *_modern(post, t),
            _own(t),
        ]
    )
    return message(fallback(post, t), blocks)


def board_answer(answer: BoardAnswer, t: Translator) -> Message:
    """The board asked for by one person, with their own rank. Ephemeral, in blocks that every workspace takes."""
    post = answer.post
    if post.board.empty:
        said = t.gettext(
            "No share yet this week ({first} to {last}). Today’s articles are waiting for whoever feels like it.",
            first=t.date(post.first_day, "d MMMM"),
            last=t.date(post.last_day, "d MMMM"),
        )
        return message(said, [section(said, block_id="board"), *_own_rank(answer, t)])
    return message(fallback(post, t), [*_classic(post, t, None)[:-1], *_own_rank(answer, t)])


def heading(post: BoardPost, t: Translator) -> str:
    return t.gettext(
        "The week’s leaderboard · {first} to {last}",
        first=t.date(post.first_day, "d MMM"),
        last=t.date(post.last_day, "d MMM"),
    )


def progress(post: BoardPost, t: Translator) -> str:
    """The whole programme's figures, and against the week before. mrkdwn."""
    told = t.ngettext(
        "*{n} share* this week, for *{active}*.",
        "*{n} shares* this week, for *{active}*.",
        post.board.total_shares,
        active=t.ngettext("{n} active ambassador", "{n} active ambassadors", post.board.total_active),
    )
    change = post.board.progress
    if change is None:
        return told
    before = t.number(post.board.previous_shares)
    if round(change * 100) > 0:
        more = t.gettext(
            "{percent} more than the week before ({before}).", percent=t.percent(change), before=before
        )
    elif round(change * 100) < 0:
        more = t.gettext(
            "{percent} fewer than the week before ({before}).", percent=t.percent(-change), before=before
        )
    else:
        more = t.gettext("As many as the week before.")
    return f"{told} {more}"


def fallback(post: BoardPost, t: Translator) -> str:
    """All that tables and charts say, in text: for notifications and for those who cannot see them."""
    parts = [safe(heading(post, t)), progress(post, t).replace("*", "")]
    for name, told in (
        (t.gettext("Ambassadors"), [_person(row, t) for row in post.board.people[:SHOWN]]),
        (t.gettext("Teams"), [_team(row, t) for row in post.board.teams[:SHOWN]]),
        (
            t.gettext("Most shared articles"),
            [_article(row, t, linked=False) for row in post.board.articles[:5]],
        ),
    ):
        if told:
            parts.append("\n".join([t.gettext("{title}:", title=name), *map(_unmarked, told)]))
    text = ""
    for line in "\n".join(parts).split("\n"):
        if width(text) + width(line) + 1 > MESSAGE_TEXT:
            break
        text = f"{text}\n{line}" if text else line
    return text


def _unmarked(line: str) -> str:
    """A board's line as a notification shows it: no medal, no bold."""
    for medal in MEDALS.values():
        line = line.removeprefix(f"{medal} ")
    return line.replace("*", "")


def _quiet(post: BoardPost, t: Translator) -> Message:
    said = t.gettext(
        "A quiet week: no share between {first} and {last}. That happens, and it costs nobody anything. "
        "Today’s articles are waiting for whoever feels like it.",
        first=t.date(post.first_day, "d MMMM"),
        last=t.date(post.last_day, "d MMMM"),
    )
    return message(said, [section(said, block_id="board")])


def _own(t: Translator) -> Block:
    return context(
        t.gettext(
            "Only those who chose to be named appear here. Your own rank, for you alone: `/dizaine me`"
        ),
        "own",
    )


def _own_rank(answer: BoardAnswer, t: Translator) -> list[Block]:
    if answer.own is not None:
        return [context(rank_told(answer.own, t), "own")]
    if not answer.joined:
        return [context(t.gettext("To take part: `/dizaine join`"), "own")]
    return []


def _modern(post: BoardPost, t: Translator) -> list[Block | Json]:
    data = post.board
    blocks: list[Block | Json] = []
    if data.people:
        blocks.append(
            _chart(
                t.gettext("Points, by ambassador"),
                [(row.label, row.points) for row in data.people[:CHARTED]],
                t.gettext("Points"),
                "chart_people",
            )
        )
        rows: list[list[Json]] = [
            [_number(row.rank, t), _cell(row.label, 80), _number(row.points, t), _number(row.shares, t)]
            for row in data.people
        ]
        # Short heads, four columns: a phone shows all of it at once.
        head = [t.gettext("Rank"), t.gettext("Name"), t.gettext("Points"), t.gettext("Shares")]
        blocks.append(_table(t.gettext("Ambassadors"), head, rows, "people"))
    if data.teams:
        if len(data.teams) > 1:
            blocks.append(
                _chart(
                    t.gettext("Points per active member, by team"),
                    [(row.team, row.average) for row in data.teams[:CHARTED]],
                    t.gettext("Average"),
                    "chart_teams",
                )
            )
        rows = [
            [
                _number(row.rank, t),
                _cell(row.team, 80),
                _number(row.average, t),
                _number(row.active_members, t),
            ]
            for row in data.teams
        ]
        head = [t.gettext("Rank"), t.gettext("Team"), t.gettext("Average"), t.gettext("Members")]
        blocks.append(_table(t.gettext("Teams, by points per active member"), head, rows, "teams"))
    blocks += _articles(post, t)
    return blocks


def _classic(post: BoardPost, t: Translator, chart_file_id: str | None) -> list[Block | Json]:
    blocks: list[Block | Json] = [
        header(heading(post, t), "board"),
        section(progress(post, t), block_id="progress"),
    ]
    if chart_file_id:
        blocks.append(
            ImageBlock(
                alt_text=plain(alt_text(post, t), ALT_TEXT),
                slack_file={"id": chart_file_id},
                block_id="chart",
            )
        )
    if post.board.people:
        told = [bold(t.gettext("Ambassadors")), *(_person(row, t) for row in post.board.people[:SHOWN])]
        blocks.append(section("\n".join(told), block_id="people"))
    if post.board.teams:
        told = [
            bold(t.gettext("Teams, by points per active member")),
            *(_team(row, t) for row in post.board.teams[:SHOWN]),
        ]
        blocks.append(section("\n".join(told), block_id="teams"))
    blocks += _articles(post, t)
    blocks.append(_own(t))
    while size(to_dicts(blocks)) > MESSAGE_SIZE and len(blocks) > 4:
        del blocks[-2]
    return blocks


def _articles(post: BoardPost, t: Translator) -> list[Block]:
    if not post.board.articles:
        return []
    told = [
        bold(t.gettext("Most shared articles")),
        *(_article(row, t, linked=True) for row in post.board.articles[:5]),
    ]
    return [section("\n".join(told), block_id="articles")]


def _person(row: Row, t: Translator) -> str:
    return f"{_rank(row.rank, t)} {safe(row.label, 80)} · {points(row.points, t)} · {shares(row.shares, t)}"


def _team(row: TeamRow, t: Translator) -> str:
    average = t.ngettext(
        "{average} point on average",
        "{average} points on average",
        t.form(row.average),
        average=t.number(row.average),
    )
    members = t.ngettext("{n} active member", "{n} active members", row.active_members)
    return f"{_rank(row.rank, t)} {safe(row.team, 80)} · {average} · {members} · {shares(row.shares, t)}"


def _article(row: ArticleRow, t: Translator, *, linked: bool) -> str:
    name = clean(row.title) or t.gettext("Untitled article")
    shown = link(row.url, cut(name, 120), 500) if linked else safe(name, 120)
    return f"{_rank(row.rank, t)} {shown} · {shares(row.shares, t)}"


def _rank(rank: int, t: Translator) -> str:
    """A number, not only a medal: screen readers and notifications read it."""
    return f"*{t.number(rank)}.*" if rank > 3 else f"{MEDALS[rank]} *{rank}.*"


def _table(caption: str, head: Sequence[str], rows: Sequence[Sequence[Json]], block_id: str) -> Json:
    return {
        "type": "data_table",
        "block_id": block_id,
        "caption": caption,
        "page_size": max(1, min(100, len(rows))),
        "row_header_column_index": 1,
        "rows": [[_cell(name, 60) for name in head], *[list(row) for row in rows]],
    }


def _cell(text: str, limit: int) -> Json:
    return {"type": "raw_text", "text": plain(text, limit) or "–"}


def _number(value: float, t: Translator) -> Json:
    return {"type": "raw_number", "value": value, "text": t.number(value)}


def _chart(title: str, figures: Sequence[tuple[str, float]], series: str, block_id: str) -> Json:
    labels = unique_labels([label for label, _ in figures], CHARTED_LABEL)
    return {
        "type": "data_visualization",
        "block_id": block_id,
        "title": plain(title, CHART_TITLE),
        "chart": {
            "type": "bar",
            "series": [
                {
                    "name": plain(series, CHART_LABEL),
                    "data": [
                        {"label": label, "value": figure}
                        for label, (_, figure) in zip(labels, figures, strict=True)
                    ],
                }
            ],
            "axis_config": {"categories": labels},
        },
    }


def unique_labels(names: Sequence[str], limit: int = CHART_LABEL) -> list[str]:
    """Each name cut to `limit`, told apart by a number where cutting (or the names themselves) made two alike."""
    taken: set[str] = set()
    labels = []
    for name in names:
        label = plain(name, limit) or "–"
        for again in count(2):
            if label not in taken:
                break
            mark = f" {again}"
            label = (plain(name, limit - len(mark)) or "–") + mark
        taken.add(label)
        labels.append(label)
    return labels
