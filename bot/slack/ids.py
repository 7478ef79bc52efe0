"""Names that views and listeners share: callbacks, actions, blocks, and small versioned ids."""

from __future__ import annotations

from collections.abc import Iterable
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
LINK = "link"  # prefix of every button that only opens an address: acknowledged, nothing else to do

# Modals.
DRAFT = "draft"  # private_metadata: article_value(...): the network is in the state
READY = "ready"  # private_metadata: draft_value(...)
JOIN = "join"
SETUP = "setup"

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


def feed_value(kind: str, url: str) -> str:
    """`1:<kind>:<address>`; a button carries 2,000 characters."""
    return f"{VERSION}:{kind}:{url}"


def parse_feed(value: str | None) -> tuple[str, str]:
    """(kind, address). Raises ValueError for anything that `feed_value` did not make."""
    version, _, rest = (value if isinstance(value, str) else "").partition(":")
    kind, _, url = rest.partition(":")
    if version != VERSION or not kind.isalpha() or not url.startswith(("http://", "https://")):
        raise ValueError("not a feed of this version")
    return kind, url


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


def _id(text: str) -> int:
    if not text.isascii() or not text.isdigit() or len(text) > 10 or int(text) > LARGEST:
        raise ValueError("not a number")
    return int(text)
