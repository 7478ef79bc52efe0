"""The choice of the day: which candidates are posted, why each, and why fewer than wanted if so. Pure."""

from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from math import ceil, floor

from curation.canonical import likeness
from curation.dedupe import Candidate, Story, Told, common_addresses, fold
from curation.rank import Scored, score
from curation.reasons import Reason, ReasonCode, Shortfall, ShortfallCode, reason, shortfall
from curation.text import usable_title
from curation.trust import Trust


@dataclass(frozen=True, slots=True)
class Rules:
    """What a channel wants.

    `count`: articles a day. `window`: the age from which an article is too old. `source_share`: the part
    of the day one source may have, see `source_limit`. `company_share`: the company's part over the
    rolling week, held within `tolerance` where the articles at hand allow it. `languages`: those wanted
    (primary subtags; none means any); an article whose language is unknown is let through.
    """

    count: int = 10
    window: timedelta = timedelta(days=7)
    source_share: float = 0.3
    company_share: float = 0.2
    tolerance: float = 0.1
    languages: frozenset[str] = frozenset()

    @property
    def source_limit(self) -> int:
        """Articles one source may have in a day: its share, but two at least, and never the whole day (a
        day of one article excepted)."""
        return max(1, min(self.count - 1, max(2, floor(self.source_share * self.count + 1e-9))))


@dataclass(frozen=True, slots=True)
class History:
    """What the channel has had. `keys`, `urls` (canonical) and `titles`: of everything posted, at least as
    far back as the window. `company` and `market`: how many of each over the six days before this one."""

    keys: frozenset[str] = frozenset()
    urls: frozenset[str] = frozenset()
    titles: tuple[str, ...] = ()
    company: int = 0
    market: int = 0


@dataclass(frozen=True, slots=True)
class AlsoIn:
    """Another outlet of the same story."""

    source_title: str
    url: str


@dataclass(frozen=True, slots=True)
class Choice:
    """One chosen article, best first in a selection. `also_in`: one entry an outlet."""

    candidate: Candidate
    also_in: tuple[AlsoIn, ...]
    reasons: tuple[Reason, ...]


@dataclass(frozen=True, slots=True)
class Selection:
    """The day's choice. `missing` says what stood in the way when `choices` are fewer than `wanted`, else
    ()."""

    choices: tuple[Choice, ...]
    wanted: int
    missing: tuple[Shortfall, ...] = ()


@dataclass(slots=True)
class _Left:
    """How many were left out, and why."""

    counts: Counter[ShortfallCode] = field(default_factory=Counter)
    crowded: int = 0
    few: int | None = None

    def keep(
        self, items: Iterable[Candidate], code: ShortfallCode, wanted: Callable[[Candidate], bool]
    ) -> list[Candidate]:
        kept, dropped = [], 0
        for item in items:
            if wanted(item):
                kept.append(item)
            else:
                dropped += 1
        self.counts[code] += dropped
        return kept


def choose(
    candidates: Iterable[Candidate],
    rules: Rules,
    history: History,
    now: datetime,
    *,
    trust: Mapping[int, Trust] | None = None,
) -> Selection:
    """The best articles of `candidates` under `rules`, at `now` (aware); fewer than wanted rather than worse.

    Never one posted before, older than the window, in another language, without a title, or that tells the
    story of another. No source above its limit; company and market in the proportion that holds the week's
    mix. What an editor added by hand comes first, whatever its age, its source and its kind, and counts with
    the others. The result depends on nothing but the arguments, and not on the order of `candidates`.
    `trust`: see `rank.score`.
    """
    pool = list(candidates)
    left = _Left()
    oldest = now - rules.window
    fresh = left.keep(pool, ShortfallCode.TOO_OLD, lambda c: c.by_hand or c.told_at >= oldest)
    # Folded before anything else is dropped: a story already posted from one outlet must not return from
    # another.
    stories = _unposted(fold(fresh), history, left)
    stories = _presentable(stories, rules, left)
    scored = [score(story, now, trust) for story in stories]
    scored.sort(key=_best_first)
    if len(stories) < rules.count:
        left.few = len(stories)
    picked = _mixed(scored, rules, history, left)
    choices = tuple(_choice(item, picked, rules, history) for item in picked)
    missing = _missing(left, rules, bool(pool)) if len(choices) < rules.count else ()
    return Selection(choices, rules.count, missing)


def _best_first(item: Scored) -> tuple[object, ...]:
    lead = item.story.lead
    return (not item.story.by_hand, -item.score, -lead.told_at.timestamp(), lead.key, lead.article_id)


def _unposted(stories: Sequence[Story], history: History, left: _Left) -> list[Story]:
    told = Told(history.titles)
    places = {likeness(url) for url in history.urls}
    common = common_addresses(member for story in stories for member in story.members)

    def was_posted(member: Candidate) -> bool:
        if member.key in history.keys or told.tells(member.title):
            return True
        # A feed may give every entry its home page: posted once, that address must not silence the feed
        # for good.
        place = likeness(member.url)
        return place in places and "/" in place and place not in common

    kept = [story for story in stories if not any(was_posted(member) for member in story.members)]
    left.counts[ShortfallCode.ALREADY_POSTED] += len(stories) - len(kept)
    left.counts[ShortfallCode.DUPLICATES] += sum(len(story.others) for story in kept)
    return kept


def posted_before(history: History, key: str, url: str, title: str) -> bool:
    """Whether the channel had this one article (`key` and `url` canonical), or another that tells its story."""
    places = {likeness(known) for known in history.urls}
    return key in history.keys or likeness(url) in places or Told(history.titles).tells(title)


def _presentable(stories: Sequence[Story], rules: Rules, left: _Left) -> list[Story]:
    """The stories of which some outlet can be shown: where the lead cannot, the next one stands for the
    story."""
    shown = []
    for story in stories:
        titled = [member for member in story.members if usable_title(member.title)]
        fitting = [
            member
            for member in titled
            if not rules.languages or member.language is None or member.language in rules.languages
        ]
        if fitting:
            others = tuple(member for member in story.members if member is not fitting[0])
            shown.append(Story(fitting[0], others, story.how))
        else:
            left.counts[ShortfallCode.OTHER_LANGUAGE if titled else ShortfallCode.NO_TITLE] += 1
    return shown


def company_target(rules: Rules, history: History) -> int:
    """How many company articles a full day should hold so that the week comes closest to its share.

    A week far behind is brought back within tolerance, but no further than twice the usual number in one day.
    """
    total = history.company + history.market + rules.count
    exact = floor(rules.company_share * total - history.company + 0.5)
    needed = ceil((rules.company_share - rules.tolerance) * total - history.company - 1e-9)
    calm = max(needed, ceil(2 * rules.company_share * rules.count - 1e-9))
    return max(0, min(exact, calm, rules.count))


def company_limit(rules: Rules, history: History, market: int) -> int:
    """The most company articles that may stand beside `market` others: the week's share plus the
    tolerance, up to the next whole article. There is no such limit for the market: a channel without
    company sources is still fed.
    """
    week = history.company + history.market
    most = 0
    for company in range(1, rules.count - market + 1):
        allowed = (rules.company_share + rules.tolerance) * (week + market + company)
        if rules.company_share > 0 and history.company + company <= ceil(allowed - 1e-9):
            most = company
    return most


@dataclass(slots=True)
class _Day:
    """The day being filled: what each source has so far."""

    limit: int
    taken: Counter[int] = field(default_factory=Counter)

    def take(self, ranked: Sequence[Scored], most: int) -> list[Scored]:
        """The best `most` that their sources' limit lets in."""
        picked: list[Scored] = []
        for item in ranked:
            if len(picked) >= most:
                break
            source = item.story.lead.source_id
            if self.taken[source] >= self.limit:
                continue
            self.taken[source] += 1
            picked.append(item)
        return picked


def _mixed(ranked: Sequence[Scored], rules: Rules, history: History, left: _Left) -> list[Scored]:
    """The day's stories, best first. What editors added, whatever the mix; then the company up to its target,
    the market for the rest; then more of the company only as far as the week's mix allows."""
    asked = [item for item in ranked if item.story.by_hand][: rules.count]
    day = _Day(rules.source_limit, Counter(item.story.lead.source_id for item in asked))
    own = sum(item.story.lead.kind == "company" for item in asked)
    history = replace(history, company=history.company + own, market=history.market + len(asked) - own)
    rules = replace(rules, count=rules.count - len(asked))
    taken = {id(item) for item in asked}
    company = [item for item in ranked if item.story.lead.kind == "company" and id(item) not in taken]
    market = [item for item in ranked if item.story.lead.kind != "company" and id(item) not in taken]
    picked = day.take(company, company_target(rules, history))
    others = day.take(market, rules.count - len(picked))
    most = company_limit(rules, history, len(others))
    if not market:
        # Nothing but the company's own: its usual part of a day, and no more, keeps a new channel alive.
        most = max(most, ceil(rules.company_share * rules.count - 1e-9))
    for dropped in picked[most:]:
        day.taken[dropped.story.lead.source_id] -= 1
    picked = picked[:most]
    chosen = {id(item) for item in picked}
    spare = [item for item in company if id(item) not in chosen]
    room = min(most, rules.count - len(others)) - len(picked)
    picked += day.take(spare, room)
    chosen = {id(item) for item in (*asked, *picked, *others)}
    over = [item for item in ranked if id(item) not in chosen]
    full = [item for item in over if day.taken[item.story.lead.source_id] >= day.limit]
    left.counts[ShortfallCode.SOURCE_SHARE] = len(full)
    left.crowded = len({item.story.lead.source_id for item in full})
    left.counts[ShortfallCode.COMPANY_SHARE] = sum(
        item.story.lead.kind == "company" for item in over if item not in full
    )
    return [item for item in ranked if id(item) in chosen]


def _choice(item: Scored, picked: Sequence[Scored], rules: Rules, history: History) -> Choice:
    lead = item.story.lead
    reasons = item.reasons
    if lead.kind == "company" and not item.story.by_hand:
        company = history.company + sum(other.story.lead.kind == "company" for other in picked)
        total = history.company + history.market + len(picked)
        share = reason(
            ReasonCode.COMPANY_SHARE,
            percent=round(100 * company / total),
            target=round(100 * rules.company_share),
        )
        reasons = (*reasons, share)
    return Choice(lead, _also_in(item.story), reasons)


def _also_in(story: Story) -> tuple[AlsoIn, ...]:
    outlets: dict[int, AlsoIn] = {}
    for other in story.others:
        if other.source_id != story.lead.source_id and other.url != story.lead.url:
            outlets.setdefault(other.source_id, AlsoIn(other.source_title, other.url))
    return tuple(outlets.values())


def _missing(left: _Left, rules: Rules, any_candidates: bool) -> tuple[Shortfall, ...]:
    if not any_candidates:
        return (shortfall(ShortfallCode.NO_CANDIDATES),)
    details: dict[ShortfallCode, dict[str, str | int | float]] = {
        ShortfallCode.TOO_OLD: {"days": rules.window.days},
        ShortfallCode.OTHER_LANGUAGE: {"languages": ",".join(sorted(rules.languages))},
        ShortfallCode.SOURCE_SHARE: {"limit": rules.source_limit, "sources": left.crowded},
        ShortfallCode.COMPANY_SHARE: {"target": round(100 * rules.company_share)},
    }
    few = () if left.few is None else (shortfall(ShortfallCode.FEW, count=left.few),)
    return few + tuple(
        shortfall(code, count=left.counts[code], **details.get(code, {}))
        for code in ShortfallCode
        if left.counts[code]
    )
