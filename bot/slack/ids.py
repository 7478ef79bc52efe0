"""Names that views and listeners share: callbacks, actions, blocks, and small versioned ids."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

# Buttons of messages and of Home.
DRAFT_OPEN = "draft_open"  # value: article_value(...)
UNPICK = "unpick"  # value: article_value(...)
READY_OPEN = "ready_open"  # value: draft_value(...): find a ready caption again
DRAFT_CONTINUE = "draft_continue"  # value: draft_value(...)
JOIN_OPEN = "join_open"
JOIN_EDIT = "join_edit"
BOARD_SHOW = "board_show"
SETUP_OPEN = "setup_open"
SEND_AGAIN = "delivery_again"  # value: delivery_value(...)
FORGET = "delivery_forget"  # value: delivery_value(...)
FEED_ADD = "feed_add"  # value: feed_value(...), by the feed's place in the list behind it
PACK_SHOW = "pack_show"  # value: pack_value(...), likewise
PACK_ADD = "pack_add"  # value: pack_value(...)
STORIES_SHOW = "stories_show"
STORY_SAME = "story_same"  # value: story_value(...)
STORY_TWO = "story_two"  # value: story_value(...)
STORY_UNDO = "story_undo"  # value: story_value(...)
TOPIC_CHANGE = "topic_change"  # value: topic_value(...), of a profession
TOPIC_ADD = "topic_add"
FILING_OPEN = "filing_open"  # prefix, by the button's place; value: articles_value(...)
ORDER_OPEN = "order_open"
FILING_UNDO = "filing_undo"  # value: articles_value(...)
LINK = "link"  # prefix of every button that only opens an address: acknowledged, nothing else to do

# Modals.
DRAFT = "draft"  # private_metadata: article_value(...): the network is in the state
READY = "ready"  # private_metadata: draft_value(...)
JOIN = "join"
SETUP = "setup"
TOPIC_CHOICE = "topic_choice"  # private_metadata: place_value(...)
TOPIC = "topic"  # private_metadata: topic_place_value(...)
FILING = "filing"  # private_metadata: filing_value(...)
ORDER = "order"

# Blocks and actions of the draft's modal. An action bears its block's name.
NETWORK = "network"
CAPTION = "caption"
INSTANCE = "instance"
KEEP = "keep"  # radio: KEEP_DRAFT, KEEP_READY
KEEP_DRAFT = "draft"
KEEP_READY = "ready"
# Blocks of the ready modal.
COPY = "copy"  # the text to copy: what is typed in it goes nowhere
ADDRESS = "address"
# Blocks of the joining modal.
TEAM = "team"
NEW_TEAM = "new_team"
NAMING = "naming"
ALIAS = "alias"
NO_TEAM = "-"  # the option that is no team
# Blocks of the set-up modal.
LANGUAGE = "language"
ZONE = "time_zone"
CONVERSATION = "conversation_id"
HOUR = "post_at"
COUNT = "article_count"
DAYS = "working_days"
COUNTRY = "country"
NO_COUNTRY = "-"
COMPANY = "company_sources"
MARKET = "market_sources"
TOPICS = "topics"
# Blocks of the topics' modals. A field's name is TopicTyped's, and its language's.
CHOSEN_TOPIC = "chosen_topic"
PROFESSION = "profession"
NO_PROFESSION = "-"  # the option that is a new profession
LABEL, WORDS, HINTS = "label", "words", "hints"
STATE = "state"
STATE_HIDDEN = "hidden"
STATE_ORIGINAL = "original"
FILED = "filed"  # with its article behind: filed_block(...)
# Blocks of the form of one's own order.
ORDER_TOPICS = "order_topics"
ORDER_PICKS = "order_picks"

VERSION = "1"
LARGEST = 2**31 - 1  # of an id, in either database
PAIRS = 20  # of articles, that a value bears


@dataclass(frozen=True, slots=True)
class ArticleRef:
    """An article as it stands in a digest (None: met elsewhere)."""

    digest_id: int | None
    article_id: int


@dataclass(frozen=True, slots=True)
class DraftRef:
    """A person's draft: one an article and network."""

    digest_id: int | None
    article_id: int
    network: str


def article_value(digest_id: int | None, article_id: int) -> str:
    """`1:<digest>:<article>`; the digest is `-` where there is none."""
    return f"{VERSION}:{'-' if digest_id is None else digest_id}:{article_id}"


def draft_value(digest_id: int | None, article_id: int, network: str) -> str:
    """`1:<digest>:<article>:<network>`."""
    return f"{article_value(digest_id, article_id)}:{network}"


def caption_block(network: str) -> str:
    """The caption's block where another text takes the place of what is on the screen: Slack keeps what was typed in a
    block as long as its id stays."""
    return f"{CAPTION}_{network}"


def delivery_value(outgoing_id: int) -> str:
    """`1:<outgoing>`."""
    return f"{VERSION}:{outgoing_id}"


def feed_value(kind: str | None, url: str) -> str:
    """`1:<kind>:<address>`; the kind is `-` where nobody told it. A button carries 2,000 characters."""
    return f"{VERSION}:{kind or '-'}:{url}"


def parse_feed(value: str | None) -> tuple[str | None, str]:
    """(kind, address). Raises ValueError for anything that `feed_value` did not make."""
    version, _, rest = (value if isinstance(value, str) else "").partition(":")
    kind, _, url = rest.partition(":")
    told = kind.isalpha() or kind == "-"
    if version != VERSION or not told or not url.startswith(("http://", "https://")):
        raise ValueError("not a feed of this version")
    return None if kind == "-" else kind, url


def pack_value(profession: str, language: str) -> str:
    """`1:<profession>:<language>`."""
    return f"{VERSION}:{profession}:{language}"


def parse_pack(value: str | None) -> tuple[str, str]:
    """(profession, language). Raises ValueError for anything that `pack_value` did not make."""
    profession, language = _parts(value, 2)
    return profession, language


def story_value(pair: tuple[int, int], shown: Iterable[tuple[int, int]]) -> str:
    """`1:<article>-<article>:<shown pairs, with dots between>`: Slack tells a click in an ephemeral message nothing of
    what else stands in it."""
    return ":".join([VERSION, _pair(pair), ".".join(map(_pair, shown))])


def parse_story(value: str | None) -> tuple[tuple[int, int], tuple[tuple[int, int], ...]]:
    """(the pair, those shown with it). Raises ValueError for anything that `story_value` did not make."""
    pair, shown = _parts(value, 2)
    pairs = shown.split(".")
    if len(pairs) > PAIRS:
        raise ValueError("too many pairs")
    return _read_pair(pair), tuple(map(_read_pair, pairs))


def topic_value(topic: str) -> str:
    """`1:<topic>`."""
    return f"{VERSION}:{topic}"


def parse_topic(value: str | None) -> str:
    """Raises ValueError for anything that `topic_value` did not make."""
    (topic,) = _parts(value, 1)
    return _topic(topic)


def place_value(channel_id: str | None) -> str:
    """`1:<channel asked from>`; the channel is `-` where there is none."""
    return f"{VERSION}:{channel_id or '-'}"


def parse_channel(value: str | None) -> str | None:
    """Raises ValueError for anything that `place_value` did not make."""
    (channel,) = _parts(value, 1)
    return _channel(channel)


def topic_place_value(topic: str | None, channel_id: str | None) -> str:
    """`1:<channel>:<topic>`; the topic is `-` for a new one."""
    return f"{place_value(channel_id)}:{topic or '-'}"


def parse_topic_place(value: str | None) -> tuple[str | None, str | None]:
    """(topic, channel). Raises ValueError for anything that `topic_place_value` did not make."""
    channel, topic = _parts(value, 2)
    return None if topic == "-" else _topic(topic), _channel(channel)


def articles_value(article_ids: Sequence[int]) -> str:
    """`1:<article>,<article>…`."""
    return f"{VERSION}:{','.join(map(str, article_ids))}"


def parse_articles(value: str | None) -> tuple[int, ...]:
    """Raises ValueError for anything that `articles_value` did not make."""
    (listed,) = _parts(value, 1)
    return tuple(_id(each) for each in listed.split(","))


def filing_value(articles: Iterable[tuple[int, Sequence[str]]], channel_id: str | None) -> str:
    """`1:<channel>:<article>+<topic>+<topic>,<article>…`: the topics that had been found for each."""
    listed = ",".join("+".join([str(article), *found]) for article, found in articles)
    return f"{place_value(channel_id)}:{listed}"


def parse_filing(value: str | None) -> tuple[tuple[tuple[int, tuple[str, ...]], ...], str | None]:
    """(articles, channel). Raises ValueError for anything that `filing_value` did not make."""
    channel, listed = _parts(value, 2)
    articles = (each.split("+") for each in listed.split(","))
    return tuple((_id(article), tuple(map(_topic, found))) for article, *found in articles), _channel(channel)


def filed_block(article_id: int) -> str:
    return f"{FILED}_{article_id}"


def topic_field(name: str, language: str) -> str:
    return f"{name}_{language}"


def parse_article(value: str | None) -> ArticleRef:
    """Raises ValueError for anything that `article_value` did not make."""
    digest, article = _parts(value, 2)
    return ArticleRef(_digest(digest), _id(article))


def parse_draft(value: str | None) -> DraftRef:
    """Raises ValueError for anything that `draft_value` did not make."""
    digest, article, network = _parts(value, 3)
    if not network.isascii() or not network.isalpha():
        raise ValueError("not a network")
    return DraftRef(_digest(digest), _id(article), network)


def parse_place(value: str | None) -> ArticleRef:
    """The article of an article's value or of a draft's. Raises ValueError for anything else."""
    try:
        draft = parse_draft(value)
    except ValueError:
        return parse_article(value)
    return ArticleRef(draft.digest_id, draft.article_id)


def parse_delivery(value: str | None) -> int:
    """Raises ValueError for anything that `delivery_value` did not make."""
    (outgoing,) = _parts(value, 1)
    return _id(outgoing)


def _pair(pair: tuple[int, int]) -> str:
    return f"{pair[0]}-{pair[1]}"


def _read_pair(text: str) -> tuple[int, int]:
    one, _, other = text.partition("-")
    return _id(one), _id(other)


def _parts(value: str | None, count: int) -> list[str]:
    version, *parts = (value if isinstance(value, str) else "").split(":")
    if version != VERSION or len(parts) != count:
        raise ValueError("not an id of this version")
    return parts


def _digest(text: str) -> int | None:
    return None if text == "-" else _id(text)


def _channel(text: str) -> str | None:
    if text == "-":
        return None
    if not text.isascii() or not text.isalnum():
        raise ValueError("not a channel")
    return text


def _topic(text: str) -> str:
    if not re.fullmatch(r"[a-z0-9_]+(\.[a-z0-9_]+)*", text) or len(text) > 64:
        raise ValueError("not a topic")
    return text


def _id(text: str) -> int:
    if not text.isascii() or not text.isdigit() or len(text) > 10 or int(text) > LARGEST:
        raise ValueError("not a number")
    return int(text)
