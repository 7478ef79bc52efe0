"""The choice of the day: which candidates are posted, why each, and why fewer than wanted if so. Pure."""

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from math import ceil, floor

from curation.canonical import likeness
from curation.day import NO_WORSE, Day, Line, Taken, drawn, tells_of
from curation.dedupe import Candidate, Story
from curation.editorial import NOTHING, Editorial
from curation.rank import ANYONE, Taste
from curation.reasons import Reason, ReasonCode, Shortfall, ShortfallCode, reason, shortfall
from curation.stories import Entry, Ranked, Stories, View
from curation.wording import Told

EXPLORED_FROM = 5
"""A shorter day has no place to spare for what is tried."""


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


def choose(
    candidates: Iterable[Candidate],
    rules: Rules,
    history: History,
    now: datetime,
    *,
    taste: Taste = ANYONE,
    editorial: Editorial = NOTHING,
    seed: str = "",
) -> Selection:
    """`choose_from`, for one audience alone. The result does not depend on the order of `candidates`."""
    return choose_from(
        Stories(candidates, now, rules.window), rules, history, taste=taste, editorial=editorial, seed=seed
    )


def choose_from(
    stories: Stories,
    rules: Rules,
    history: History,
    *,
    taste: Taste = ANYONE,
    editorial: Editorial = NOTHING,
    seed: str = "",
) -> Selection:
    """The best of `stories` under `rules` (whose window is the stories' own); fewer than wanted rather than worse.

    Never one posted before, under embargo, in another language, without a title, or that tells the story of
    another. No source above its limit; company and market in the proportion that holds the week's mix; the more
    a source, a topic or a type has, the better its next must be. What editors pinned or added comes first,
    whatever its age, its source and its kind, then what campaigns are owed, and counts with the others. One
    place is kept to try a source of which this audience was shown little, once something is known of its
    taste and a `seed` (say, channel and day) is given. The result depends on nothing but the arguments.
    """
    return _Choosing(stories, rules, history, taste, editorial, seed).selection()


def posted_before(history: History, key: str, url: str, title: str) -> bool:
    """Whether the channel had this one article (`key` and `url` canonical), or another that tells its story."""
    places = {likeness(known) for known in history.urls}
    return key in history.keys or likeness(url) in places or Told(history.titles).tells(title)


class _Gate:
    """Which stories may stand in the day; and how many may not, and why."""

    def __init__(self, stories: Stories, history: History, editorial: Editorial) -> None:
        self._history = history
        self._told = Told(history.titles)
        self._places = {likeness(url) for url in history.urls}
        self._common = stories.common
        self._barred = {each.article_id for each in editorial.embargoes if each.bars(stories.now)}
        self._known: dict[int, bool] = {}
        self.counts: Counter[ShortfallCode] = Counter()
        self.open = 0

    def admits(self, entry: Entry) -> bool:
        """Counted once a story, however often it is asked."""
        known = self._known.get(id(entry))
        if known is None:
            known = self._known[id(entry)] = self.admits_story(entry.story)
        return known

    def admits_story(self, story: Story) -> bool:
        if any(self._was_posted(member) for member in story.members):
            self.counts[ShortfallCode.ALREADY_POSTED] += 1
            return False
        self.counts[ShortfallCode.DUPLICATES] += len(story.others)
        if any(member.article_id in self._barred for member in story.members):
            self.counts[ShortfallCode.EMBARGOED] += 1
            return False
        self.open += 1
        return True

    def hide(self, story: Story, untitled: bool) -> None:
        """Counts a story that cannot be shown."""
        if self.admits_story(story):
            self.open -= 1
            self.counts[ShortfallCode.NO_TITLE if untitled else ShortfallCode.OTHER_LANGUAGE] += 1

    def _was_posted(self, member: Candidate) -> bool:
        if member.key in self._history.keys or self._told.tells(member.title):
            return True
        # A feed may give every entry its home page: posted once, that address must not silence the feed
        # for good.
        place = likeness(member.url)
        return place in self._places and "/" in place and place not in self._common


@dataclass(slots=True)
class _Chosen:
    """A story of the day. `said`: why, beyond what speaks for the story itself."""

    taken: Taken
    said: tuple[Reason, ...] = ()
    asked: bool = False
    place: int | None = None

    @property
    def entry(self) -> Entry:
        return self.taken.item.entry

    @property
    def company(self) -> bool:
        return self.entry.story.lead.kind == "company"


@dataclass(slots=True)
class _Choosing:
    """One day of one audience, from its stories to its selection."""

    stories: Stories
    rules: Rules
    history: History
    taste: Taste
    editorial: Editorial
    seed: str
    gate: _Gate = field(init=False)
    day: Day = field(init=False)
    chosen: list[_Chosen] = field(default_factory=list)

    def selection(self) -> Selection:
        stories, rules = self.stories, self.rules
        view = stories.view(rules.languages)
        self.gate = _Gate(stories, self.history, self.editorial)
        running = [each for each in self.editorial.campaigns if each.runs(stories.now)]
        self.day = Day(rules.source_limit, sorted(running, key=lambda each: each.name))
        self._ask(view)
        self._campaigns(view)
        own, others = self._lines(view)
        self._mix(own, others)
        choices = tuple(self._choice(each) for each in self._in_order())
        missing: tuple[Shortfall, ...] = ()
        if len(choices) < rules.count:
            missing = self._missing(view, own.rest() + others.rest())
        return Selection(choices, rules.count, missing)

    def _ask(self, view: View) -> None:
        """What editors pinned, the first places first; then what they added by hand."""
        pins = {each.article_id: each for each in self.editorial.pins}
        asked: list[tuple[int, Ranked, int | None]] = []
        for entry in view.entries() if pins else view.asked:
            found = [pins[each.article_id] for each in entry.story.members if each.article_id in pins]
            if (found or entry.story.by_hand) and self.gate.admits(entry):
                place = min((pin.place for pin in found if pin.place), default=None)
                asked.append((0 if found else 1, self.stories.to(entry, self.taste), place))
        asked.sort(
            key=lambda each: (each[0], each[2] or self.rules.count, -each[1].worth, each[1].entry.order)
        )
        for _, item, place in asked[: self.rules.count]:
            said = () if item.entry.story.by_hand else (reason(ReasonCode.PINNED),)
            self._put(Taken(item, item.worth), said, asked=True, place=place)

    def _campaigns(self, view: View) -> None:
        for campaign in self.day.campaigns:
            line = Line(
                sorted(
                    (
                        self.stories.to(entry, self.taste)
                        for entry in view.entries()
                        if tells_of(entry, campaign) and self._free(entry)
                    ),
                    key=lambda item: (-item.worth, item.entry.order),
                ),
                self.gate.admits,
            )
            owed = min(
                campaign.least, self.rules.count - len(self.chosen) + self.day.of_campaign[campaign.name]
            )
            for taken in line.take(self.day, owed - self.day.of_campaign[campaign.name]):
                self.chosen.append(_Chosen(taken, (reason(ReasonCode.CAMPAIGN, campaign=campaign.name),)))

    def _put(self, taken: Taken, said: tuple[Reason, ...], *, asked: bool, place: int | None) -> None:
        self.day.take(taken.item.entry)
        self.chosen.append(_Chosen(taken, said, asked, place))

    def _free(self, entry: Entry) -> bool:
        return all(each.entry is not entry for each in self.chosen)

    def _lines(self, view: View) -> tuple[Line, Line]:
        """The company's stories and the others, but for those that stand there already."""
        there = {id(each.entry) for each in self.chosen}

        def may(entry: Entry) -> bool:
            return id(entry) not in there and self.gate.admits(entry)

        return (
            Line(self.stories.ranked(view, view.company, self.taste), may),
            Line(self.stories.ranked(view, view.market, self.taste), may),
        )

    def _mix(self, company: Line, market: Line) -> None:
        """The company up to its target, the market for the rest; then more of the company only as far as the
        week's mix allows."""
        own = sum(each.company for each in self.chosen)
        there = len(self.chosen)
        history = replace(
            self.history, company=self.history.company + own, market=self.history.market + there - own
        )
        rules = replace(self.rules, count=self.rules.count - there)
        picked = company.take(self.day, company_target(rules, history))
        others = market.take(self.day, rules.count - len(picked))
        most = company_limit(rules, history, len(others))
        if not others and not market.any_left():
            # Nothing but the company's own: its usual part of a day, and no more, keeps a new channel alive.
            most = max(most, ceil(rules.company_share * rules.count - 1e-9))
        company.give_back(self.day, picked[most:])
        picked = picked[:most]
        picked += company.take(self.day, min(most, rules.count - len(others)) - len(picked))
        tried = self._try(market, others)
        self.chosen += [_Chosen(taken) for taken in (*picked, *others)] + tried

    def _try(self, market: Line, others: list[Taken]) -> list[_Chosen]:
        """One of a source of which little is known here, in the place of the last of `others`."""
        if not (self.seed and self.taste.trust and others and self.rules.count >= EXPLORED_FROM):
            return []
        last = others[-1]
        market.give_back(self.day, [last])
        found = market.little_known(self.day, self.taste, last.item.worth + NO_WORSE)
        if not found:
            market.pick(self.day, last.item)
            return []
        others.pop()
        taken = market.pick(self.day, drawn(found, self.seed))
        return [_Chosen(taken, (reason(ReasonCode.EXPLORED, among=len(found)),))]

    def _in_order(self) -> list[_Chosen]:
        """As it will stand: what editors asked for, then by worth beside what was taken before; pins in their
        places."""
        loose = [each for each in self.chosen if each.place is None]
        loose.sort(key=lambda each: (not each.asked, -each.taken.worth, each.entry.order))
        for each in sorted((e for e in self.chosen if e.place), key=lambda e: (e.place or 0, e.entry.order)):
            loose.insert((each.place or 1) - 1, each)
        return loose

    def _choice(self, chosen: _Chosen) -> Choice:
        item = chosen.taken.item
        story = chosen.entry.story
        reasons = (*self.stories.scored(item, self.taste).reasons, *chosen.said)
        if chosen.company and not chosen.asked:
            total = self.history.company + self.history.market + len(self.chosen)
            share = reason(
                ReasonCode.COMPANY_SHARE,
                percent=round(100 * (self.history.company + sum(e.company for e in self.chosen)) / total),
                target=round(100 * self.rules.company_share),
            )
            reasons = (*reasons, share)
        return Choice(story.lead, _also_in(story), reasons)

    def _missing(self, view: View, over: Sequence[Ranked]) -> tuple[Shortfall, ...]:
        """What stood in the way. `over`: what was not taken, all of it."""
        if self.stories.empty:
            return (shortfall(ShortfallCode.NO_CANDIDATES),)
        for story, untitled in view.hidden:
            self.gate.hide(story, untitled)
        counts = self.gate.counts
        full = [item for item in over if self.day.full(item.entry)]
        counts[ShortfallCode.TOO_OLD] = self.stories.too_old
        counts[ShortfallCode.SOURCE_SHARE] = len(full)
        counts[ShortfallCode.COMPANY_SHARE] = sum(
            item.entry.story.lead.kind == "company" and not self.day.full(item.entry) for item in over
        )
        details: dict[ShortfallCode, dict[str, str | int | float]] = {
            ShortfallCode.TOO_OLD: {"days": self.stories.window.days},
            ShortfallCode.OTHER_LANGUAGE: {"languages": ",".join(sorted(self.rules.languages))},
            ShortfallCode.SOURCE_SHARE: {
                "limit": self.day.limit,
                "sources": len({item.entry.story.lead.outlet for item in full}),
            },
            ShortfallCode.COMPANY_SHARE: {"target": round(100 * self.rules.company_share)},
        }
        few = (
            (shortfall(ShortfallCode.FEW, count=self.gate.open),) if self.gate.open < self.rules.count else ()
        )
        return few + tuple(
            shortfall(code, count=counts[code], **details.get(code, {}))
            for code in ShortfallCode
            if counts[code]
        )


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


def _also_in(story: Story) -> tuple[AlsoIn, ...]:
    outlets: dict[int, AlsoIn] = {}
    for other in story.others:
        if other.outlet != story.lead.outlet and other.url != story.lead.url:
            outlets.setdefault(other.outlet, AlsoIn(other.source_title, other.url))
    return tuple(outlets.values())
