"""What handlers answer: plain data, in no language, that a face turns into words and blocks."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, time

from curation.topic_tree import Topic
from handlers.source_answers import SourceLine
from programme.boards import PrivateRank
from programme.checks import Problem
from programme.networks import Intent, Network
from scheduler.messages import ArticleCard, BoardPost, DigestPost, Params


@dataclass(frozen=True, slots=True)
class Offer:
    """After a pick: the article and a way to draft. `joined` is false for someone who is not an ambassador yet."""

    card: ArticleCard
    joined: bool
    has_draft: bool


@dataclass(frozen=True, slots=True)
class Unpicked:
    """A pick was taken back. Nothing is said in the channel."""

    card: ArticleCard


@dataclass(frozen=True, slots=True)
class DraftForm:
    """The draft's modal. `problems` are told beside the fields; `found`: another caption than the one on the screen was
    kept for this network, and takes its place."""

    card: ArticleCard
    network: Network
    caption: str
    mastodon: str | None
    joined: bool
    problems: tuple[Problem, ...] = ()
    found: bool = False


@dataclass(frozen=True, slots=True)
class Ready:
    """A caption that is ready: the text to copy, where to post it. `shared` once declared."""

    card: ArticleCard
    network: Network
    caption: str
    intents: tuple[Intent, ...]
    notes: tuple[Problem, ...]
    shared: bool


@dataclass(frozen=True, slots=True)
class DraftSaved:
    """Saved, to be found again; not `kept` where nothing is left of its text."""

    card: ArticleCard
    network: Network
    problems: tuple[Problem, ...]
    kept: bool = True


@dataclass(frozen=True, slots=True)
class Shared:
    """A declared share. `points` is 0 when it was already counted, or the day's cap is reached (`reason` says why)."""

    card: ArticleCard
    network: Network
    points: int
    reason: str  # programme.points' reason code
    first_time: bool


@dataclass(frozen=True, slots=True)
class DraftLine:
    """A draft in a person's list."""

    card: ArticleCard
    network: Network
    state: str  # draft, ready
    caption: str


@dataclass(frozen=True, slots=True)
class ShareLine:
    card: ArticleCard
    network: Network
    grade: str
    shared_at: datetime
    points: int
    reason: str


@dataclass(frozen=True, slots=True)
class Mine:
    """What a person did, for them alone. Newest first, at most ten a list; the counts are whole."""

    joined: bool
    team: str | None
    naming: str  # name, alias, hidden
    alias: str | None
    picks: tuple[ArticleCard, ...]
    pick_count: int
    drafts: tuple[DraftLine, ...]
    draft_count: int
    shares: tuple[ShareLine, ...]
    share_count: int
    points: int
    week_points: int
    rank: PrivateRank | None  # this ISO week so far


@dataclass(frozen=True, slots=True)
class JoinForm:
    """The joining modal. `teams` are those that others named, to choose from; `naming` is "" before any choice."""

    teams: tuple[str, ...]
    team: str | None
    naming: str
    alias: str | None
    joined: bool


@dataclass(frozen=True, slots=True)
class Joined:
    team: str | None
    naming: str
    alias: str | None
    already: bool


@dataclass(frozen=True, slots=True)
class Left:
    was_joined: bool


@dataclass(frozen=True, slots=True)
class SetupForm:
    """The guided set-up. `conversation_id` is the channel it was asked in, or the first one set up; `known`: set up
    already."""

    conversation_id: str | None
    language: str
    time_zone: str
    country: str | None
    post_at: time
    article_count: int
    working_days: tuple[int, ...]
    company_sources: tuple[str, ...]
    market_sources: tuple[str, ...]
    known: bool = False
    problems: tuple[tuple[str, str, Params], ...] = ()  # field, code, params
    topics: tuple[str, ...] = ()  # ids of those it wants more of
    tree: tuple[Topic, ...] = ()  # to choose them from


@dataclass(frozen=True, slots=True)
class SetupDone:
    conversation_id: str
    language: str
    next_post: datetime
    time_zone: str
    article_count: int
    sources_added: int
    sources_refused: tuple[tuple[str, str], ...]  # what was typed, code (bad_url, ...)


@dataclass(frozen=True, slots=True)
class Outing:
    """When a channel is next given what was added, or why it is not: posted (`posted_on`, local), language, stopped,
    paused."""

    conversation_id: str
    time_zone: str
    at: datetime | None
    why_not: str | None
    posted_on: date | None = None


@dataclass(frozen=True, slots=True)
class ArticleAdded:
    """An article added by hand, as its page was read; an outing for each channel."""

    card: ArticleCard
    already: bool
    outings: tuple[Outing, ...]


@dataclass(frozen=True, slots=True)
class Preview:
    """What would be posted now in this channel, shown to one person; nothing is written. `doubts`: of its articles,
    how many pairs may tell one story with another; `folded`: how many were put behind one of them."""

    conversation_id: str
    post: DigestPost
    missing: tuple[tuple[str, Params], ...]
    doubts: int = 0
    folded: int = 0


@dataclass(frozen=True, slots=True)
class PostQueued:
    """`already` when today's digest of this channel had been made before."""

    conversation_id: str
    count: int
    already: bool
    missing: tuple[tuple[str, Params], ...] = ()


@dataclass(frozen=True, slots=True)
class Paused:
    scope: str  # channel, workspace
    paused: bool
    already: bool


@dataclass(frozen=True, slots=True)
class ChannelLine:
    conversation_id: str
    language: str
    time_zone: str
    post_at: time
    article_count: int
    country: str | None
    paused: bool
    broken_reason: str | None
    next_post: datetime | None
    last_posted_at: datetime | None
    topics: tuple[Topic, ...] = ()  # those it wants more of


@dataclass(frozen=True, slots=True)
class DeliveryLine:
    """A delivery that needs a look: parked or failed."""

    outgoing_id: int
    kind: str
    destination: str
    state: str
    reason: str | None
    at: datetime


@dataclass(frozen=True, slots=True)
class Status:
    """How it is going: for the admins."""

    now: datetime
    paused: bool
    channels: tuple[ChannelLine, ...]
    sources_ok: int
    sources_failing: int
    failing: tuple[SourceLine, ...]
    articles: int
    ambassadors: int
    sent: int
    waiting: int
    parked: int
    failed: int
    troubles: tuple[DeliveryLine, ...]
    company_share: float
    week_company: int
    week_market: int


@dataclass(frozen=True, slots=True)
class BoardAnswer:
    """The week so far (or the last one), and the asker's own rank."""

    post: BoardPost
    own: PrivateRank | None
    joined: bool


@dataclass(frozen=True, slots=True)
class AdminList:
    user_ids: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class AdminChanged:
    user_id: str
    added: bool
    already: bool


@dataclass(frozen=True, slots=True)
class Help:
    """`admin` says whether the admins' commands are shown; `unknown`: words that were not understood; `nearest`:
    the command that was probably meant, by the face's name for it."""

    admin: bool
    unknown: str | None = None
    nearest: str | None = None
