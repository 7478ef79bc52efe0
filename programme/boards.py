"""Boards: the week's leaderboard and each person's own rank, from what was counted.

What is never shown: anyone who did not choose to be named, or who did not take part. Since a team's average
is arithmetic, people who hide count in their team's row only where they cannot be worked out of it: the team
has enough active members and at least two of them hide. The programme's own totals count everyone's shares:
they are of no team, and the articles' own counts say as much.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Literal, TypeVar

Naming = Literal["name", "alias", "hidden"]

TOP = 10
TEAM_MINIMUM = 3


@dataclass(frozen=True, slots=True)
class Participant:
    """One ambassador's week. label: the name or alias they chose to appear under, as it is to be shown.

    points and shares are of that week; shares only those that score (see shares.py). active: joined, and
    neither paused nor gone; others appear in no row and no count.
    """

    person_id: int
    team: str | None
    naming: Naming
    label: str
    points: int
    shares: int
    active: bool


@dataclass(frozen=True, slots=True)
class ArticleShares:
    """An article and how often it was shared that week."""

    title: str
    url: str
    shares: int


@dataclass(frozen=True, slots=True)
class Row:
    """A person who chose to be named."""

    rank: int
    label: str
    points: int
    shares: int


@dataclass(frozen=True, slots=True)
class TeamRow:
    """A team. average: points per active member counted, to one decimal, as ranked and as shown."""

    rank: int
    team: str
    average: float
    active_members: int
    shares: int


@dataclass(frozen=True, slots=True)
class ArticleRow:
    """An article that was shared."""

    rank: int
    title: str
    url: str
    shares: int


@dataclass(frozen=True, slots=True)
class Board:
    """A week's leaderboard.

    progress: of shares on the week before, 0.25 for a quarter more; None when that week had none.
    empty: nobody shared, a kind sentence is in order rather than tables.
    """

    people: tuple[Row, ...]
    teams: tuple[TeamRow, ...]
    articles: tuple[ArticleRow, ...]
    total_shares: int
    total_active: int
    previous_shares: int
    progress: float | None
    empty: bool


@dataclass(frozen=True, slots=True)
class PrivateRank:
    """One person's own standing among the `of` active people, named or not."""

    rank: int
    of: int
    points: int
    shares: int


def build(
    participants: Iterable[Participant],
    articles: Iterable[ArticleShares],
    previous_total: int,
    *,
    top: int = TOP,
    team_minimum: int = TEAM_MINIMUM,
) -> Board:
    """The board of a week. Ties share a rank (1, 1, 3); the order does not depend on that of the input.

    top: rows kept of people, of teams and of articles. Nobody and nothing with zero is listed.
    """
    active = [each for each in participants if each.active]
    shares = sum(each.shares for each in active)
    return Board(
        people=_people(active)[:top],
        teams=_teams(active, team_minimum)[:top],
        articles=_articles(articles)[:top],
        total_shares=shares,
        total_active=len(active),
        previous_shares=previous_total,
        progress=(shares - previous_total) / previous_total if previous_total > 0 else None,
        empty=shares == 0,
    )


def private_rank(participants: Iterable[Participant], person_id: int) -> PrivateRank | None:
    """Where this person stands among all active people, hidden or not; None when not one of them."""
    active = [each for each in participants if each.active]
    own = next((each for each in active if each.person_id == person_id), None)
    if own is None:
        return None
    ahead = sum(each.points > own.points for each in active)
    return PrivateRank(ahead + 1, len(active), own.points, own.shares)


def _people(active: Sequence[Participant]) -> tuple[Row, ...]:
    listed = [each for each in active if each.naming != "hidden" and each.points > 0]
    listed.sort(key=lambda each: (-each.points, -each.shares, each.label.casefold(), each.person_id))
    ranks = _ranks([each.points for each in listed])
    return tuple(
        Row(rank, each.label, each.points, each.shares) for rank, each in zip(ranks, listed, strict=True)
    )


def _teams(active: Sequence[Participant], minimum: int) -> tuple[TeamRow, ...]:
    members: dict[str, list[Participant]] = {}
    for each in active:
        if each.team:
            members.setdefault(each.team, []).append(each)
    figures = []
    for team, everyone in members.items():
        counted = _countable(everyone, minimum)
        points = sum(each.points for each in counted)
        if points > 0:
            average = round(points / len(counted), 1)
            figures.append((average, len(counted), sum(each.shares for each in counted), team))
    figures.sort(key=lambda figure: (-figure[0], -figure[2], figure[3].casefold(), figure[3]))
    ranks = _ranks([figure[0] for figure in figures])
    return tuple(
        TeamRow(rank, team, average, size, shares)
        for rank, (average, size, shares, team) in zip(ranks, figures, strict=True)
    )


def _countable(members: Sequence[Participant], minimum: int) -> list[Participant]:
    """The members whose figures may stand in the team's row without giving a hidden one away."""
    named = [each for each in members if each.naming != "hidden"]
    hidden = len(members) - len(named)
    # A single hidden member would be the average less the named ones, whatever the size of the team.
    if hidden >= 2 and len(members) >= minimum:
        return list(members)
    return named


def _articles(articles: Iterable[ArticleShares]) -> tuple[ArticleRow, ...]:
    shared = [each for each in articles if each.shares > 0]
    shared.sort(key=lambda each: (-each.shares, each.title.casefold(), each.url))
    ranks = _ranks([each.shares for each in shared])
    return tuple(
        ArticleRow(rank, each.title, each.url, each.shares) for rank, each in zip(ranks, shared, strict=True)
    )


_Figure = TypeVar("_Figure", int, float)


def _ranks(figures: Sequence[_Figure]) -> list[int]:
    """Competition ranks of figures already sorted: equal ones share a rank, the next skips (1, 1, 3)."""
    ranks: list[int] = []
    for place, figure in enumerate(figures, start=1):
        ranks.append(ranks[-1] if ranks and figures[place - 2] == figure else place)
    return ranks
