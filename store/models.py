"""The tables. Each row belongs to a workspace; each act has a unique key, so that doing it twice changes nothing."""

from __future__ import annotations

from datetime import date, datetime, time
from typing import Any

from sqlalchemy import Date, ForeignKey, Index, String, Text, Time, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from store.base import Base, Tenant


class Workspace(Base):
    """A programme's home in a chat (Slack: a team). `id` is the chat's own."""

    __tablename__ = "workspaces"

    id: Mapped[str] = mapped_column(String(64), primary_key=True)
    name: Mapped[str] = mapped_column(String(200), default="")
    language: Mapped[str] = mapped_column(String(8), default="fr")
    contact_user: Mapped[str | None] = mapped_column(String(64))  # who set it up: notices to admins go there
    company_share: Mapped[float] = mapped_column(default=0.2)
    paused_at: Mapped[datetime | None]
    disconnected_reason: Mapped[str | None] = mapped_column(String(100))  # token revoked, uninstalled
    classic_blocks: Mapped[bool] = mapped_column(default=False)  # it refused the newest blocks once
    blocked_until: Mapped[datetime | None]  # Retry-After
    served_at: Mapped[datetime | None]  # when the outbox last took its turn: fairness
    created_at: Mapped[datetime]


class Channel(Tenant, Base):
    """An ambassador channel and its rhythm."""

    __tablename__ = "channels"
    __table_args__ = (UniqueConstraint("workspace_id", "conversation_id"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    conversation_id: Mapped[str] = mapped_column(String(64))
    language: Mapped[str] = mapped_column(String(8), default="fr")
    time_zone: Mapped[str] = mapped_column(String(64), default="Europe/Paris")
    post_at: Mapped[time] = mapped_column(Time)
    working_days: Mapped[list[Any]]  # ISO weekdays, 1 is Monday
    country: Mapped[str | None] = mapped_column(String(16))  # whose public holidays are skipped
    article_count: Mapped[int] = mapped_column(default=10)
    topics: Mapped[list[Any] | None]  # ids of those its people want more of
    paused_at: Mapped[datetime | None]
    broken_reason: Mapped[str | None] = mapped_column(String(100))  # archived, bot removed: posting stopped
    created_at: Mapped[datetime]


class Source(Tenant, Base):
    """A feed that the programme reads, or the site of articles that editors added by hand (store.sources.BY_HAND)."""

    __tablename__ = "sources"
    __table_args__ = (
        UniqueConstraint("workspace_id", "url"),
        Index("ix_sources_due", "next_check_at"),
        Index("ix_sources_url", "url"),  # who else follows the same feed
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    url: Mapped[str] = mapped_column(Text)
    title: Mapped[str] = mapped_column(String(200), default="")
    kind: Mapped[str] = mapped_column(String(16), default="market")  # company | market
    language: Mapped[str | None] = mapped_column(String(8))
    etag: Mapped[str | None] = mapped_column(Text)
    modified: Mapped[str | None] = mapped_column(Text)
    fingerprint: Mapped[str | None] = mapped_column(String(32))  # of the entries it gave last
    changed_at: Mapped[datetime | None]  # when it last gave anything new
    ttl_minutes: Mapped[int | None]  # between two visits, as the feed asks
    given_url: Mapped[str | None] = mapped_column(Text)  # as it was added, where the source has moved since
    status: Mapped[str] = mapped_column(String(32), default="new")  # curation.status.SourceStatus, or "new"
    status_detail: Mapped[str | None] = mapped_column(Text)
    failures: Mapped[int] = mapped_column(default=0)
    checked_at: Mapped[datetime | None]
    next_check_at: Mapped[datetime | None]  # None: no longer asked
    claimed_until: Mapped[datetime | None]
    removed_at: Mapped[datetime | None]
    added_by: Mapped[str | None] = mapped_column(String(64))
    created_at: Mapped[datetime]


class HostWait(Base):
    """A host that asked every reader to stay away for a while; it is the same for all workspaces."""

    __tablename__ = "host_waits"

    host: Mapped[str] = mapped_column(String(255), primary_key=True)
    until: Mapped[datetime] = mapped_column(index=True)


class Article(Tenant, Base):
    """An entry of a source, as it was read."""

    __tablename__ = "articles"
    __table_args__ = (
        UniqueConstraint("source_id", "key"),
        Index("ix_articles_fresh", "workspace_id", "seen_at"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    source_id: Mapped[int] = mapped_column(ForeignKey("sources.id", ondelete="CASCADE"))
    key: Mapped[str] = mapped_column(String(64))  # curation.canonical.entry_key
    url: Mapped[str] = mapped_column(Text)  # canonical
    guid: Mapped[str | None] = mapped_column(Text)
    title: Mapped[str] = mapped_column(Text)
    summary: Mapped[str] = mapped_column(Text, default="")
    author: Mapped[str | None] = mapped_column(String(200))
    image_url: Mapped[str | None] = mapped_column(Text)
    language: Mapped[str | None] = mapped_column(String(8))
    type: Mapped[str | None] = mapped_column(String(32))
    minutes: Mapped[int] = mapped_column(default=1)
    published_at: Mapped[datetime | None]
    seen_at: Mapped[datetime]
    topics: Mapped[str | None] = mapped_column(Text)  # curation.topics.written; None: not looked for yet


class TopicRow(Tenant, Base):
    """A topic of the workspace's own, or what it changed of one of the tree it started with."""

    __tablename__ = "topics"
    __table_args__ = (UniqueConstraint("workspace_id", "topic"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    topic: Mapped[str] = mapped_column(String(64))  # "hr.pay"
    labels: Mapped[dict[str, Any]]  # by language
    words: Mapped[dict[str, Any]]  # lists by language, or "any"
    hints: Mapped[dict[str, Any]]
    hidden: Mapped[bool] = mapped_column(default=False)


class Filing(Tenant, Base):
    """That an editor filed an article under a topic: it stands there, and teaches what belongs there."""

    __tablename__ = "filings"
    __table_args__ = (UniqueConstraint("article_id", "topic"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    article_id: Mapped[int] = mapped_column(ForeignKey("articles.id", ondelete="CASCADE"))
    topic: Mapped[str] = mapped_column(String(64))
    filed_by: Mapped[str | None] = mapped_column(String(64))
    filed_at: Mapped[datetime]


class SameStory(Tenant, Base):
    """What an editor said of two articles: that they tell one story, or two. `one_id` is the lower."""

    __tablename__ = "same_stories"
    __table_args__ = (UniqueConstraint("one_id", "other_id"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    one_id: Mapped[int] = mapped_column(ForeignKey("articles.id", ondelete="CASCADE"))
    other_id: Mapped[int] = mapped_column(ForeignKey("articles.id", ondelete="CASCADE"), index=True)
    same: Mapped[bool]
    said_by: Mapped[str | None] = mapped_column(String(64))
    said_at: Mapped[datetime]


class Digest(Tenant, Base):
    """One selection for one slot of one channel. The unique key is the claim."""

    __tablename__ = "digests"
    __table_args__ = (
        UniqueConstraint("channel_id", "local_date", "slot"),
        Index("ix_digests_message", "workspace_id", "conversation_id", "message_id"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    channel_id: Mapped[int] = mapped_column(ForeignKey("channels.id", ondelete="CASCADE"))
    local_date: Mapped[date] = mapped_column(Date)
    slot: Mapped[str] = mapped_column(String(32))
    wanted: Mapped[int]
    missing: Mapped[list[Any]]  # why there are fewer: [[code, params], ...]
    conversation_id: Mapped[str] = mapped_column(String(64))
    message_id: Mapped[str | None] = mapped_column(String(64))  # once posted
    created_at: Mapped[datetime]


class DigestItem(Tenant, Base):
    """An article in a digest. A channel never gets the same one twice."""

    __tablename__ = "digest_items"
    __table_args__ = (
        UniqueConstraint("digest_id", "position"),
        UniqueConstraint("channel_id", "article_id"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    digest_id: Mapped[int] = mapped_column(ForeignKey("digests.id", ondelete="CASCADE"))
    channel_id: Mapped[int] = mapped_column(ForeignKey("channels.id", ondelete="CASCADE"))
    article_id: Mapped[int] = mapped_column(ForeignKey("articles.id", ondelete="CASCADE"), index=True)
    position: Mapped[int]  # 1 is first; the number that people react with
    kind: Mapped[str] = mapped_column(String(16))
    reasons: Mapped[list[Any]]  # [[code, params], ...]
    also_in: Mapped[list[Any]]  # [[source title, url], ...]


class Outgoing(Tenant, Base):
    """The outbox: everything outgoing that nobody is waiting for.

    `state`: pending, sending (committed before the call), sent, failed (with the reason), parked (outcome unknown).
    """

    __tablename__ = "outbox"
    __table_args__ = (
        UniqueConstraint("workspace_id", "key"),
        Index("ix_outbox_due", "workspace_id", "state", "not_before", "id"),
        Index("ix_outbox_pace", "workspace_id", "sending_at", "destination"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    # No index of its own: every message is written three times, and three others begin with it.
    workspace_id: Mapped[str] = mapped_column(String(64), ForeignKey("workspaces.id", ondelete="CASCADE"))
    key: Mapped[str] = mapped_column(String(120))  # one message a key, for ever
    kind: Mapped[str] = mapped_column(String(16))  # digest, reactions, board, notice
    destination: Mapped[str] = mapped_column(String(64))  # a conversation, or a person for a private notice
    language: Mapped[str] = mapped_column(String(8), default="fr")
    channel_id: Mapped[int | None] = mapped_column(ForeignKey("channels.id", ondelete="SET NULL"))
    payload: Mapped[dict[str, Any]]
    state: Mapped[str] = mapped_column(String(16), default="pending")
    attempts: Mapped[int] = mapped_column(default=0)
    not_before: Mapped[datetime]
    sending_at: Mapped[datetime | None]
    settled_at: Mapped[datetime | None]
    message_id: Mapped[str | None] = mapped_column(String(64))
    reason: Mapped[str | None] = mapped_column(Text)
    created_at: Mapped[datetime]


class Person(Tenant, Base):
    """Someone who acted at least once. Joined only if `joined_at` is set and `left_at` is not."""

    __tablename__ = "people"
    __table_args__ = (UniqueConstraint("workspace_id", "user_id"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    user_id: Mapped[str] = mapped_column(String(64))
    role: Mapped[str | None] = mapped_column(String(16))  # named here: admin, editor
    team: Mapped[str | None] = mapped_column(String(80))
    naming: Mapped[str] = mapped_column(String(8), default="hidden")  # name, alias, hidden
    alias: Mapped[str | None] = mapped_column(String(80))
    name: Mapped[str | None] = mapped_column(String(200))  # the chat's, kept only for naming == "name"
    mastodon: Mapped[str | None] = mapped_column(String(200))  # their instance
    own_order: Mapped[dict[str, Any] | None]  # what they want first in Home; None: the channel's order
    joined_at: Mapped[datetime | None]
    left_at: Mapped[datetime | None]
    created_at: Mapped[datetime]


class Pick(Tenant, Base):
    """A person's choice of an article. `decided_by` is the event's own time: the newest event wins, in any order."""

    __tablename__ = "picks"
    __table_args__ = (
        UniqueConstraint("person_id", "article_id"),
        Index("ix_picks_digest", "digest_id", "article_id"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    person_id: Mapped[int] = mapped_column(ForeignKey("people.id", ondelete="CASCADE"))
    article_id: Mapped[int] = mapped_column(ForeignKey("articles.id", ondelete="CASCADE"))
    digest_id: Mapped[int | None] = mapped_column(ForeignKey("digests.id", ondelete="SET NULL"))
    active: Mapped[bool] = mapped_column(default=True)
    decided_by: Mapped[str] = mapped_column(String(32))  # "%020.6f" seconds: sorts as text
    created_at: Mapped[datetime]


class Draft(Tenant, Base):
    """A caption being written, one a person, article and network."""

    __tablename__ = "drafts"
    __table_args__ = (UniqueConstraint("person_id", "article_id", "network"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    person_id: Mapped[int] = mapped_column(ForeignKey("people.id", ondelete="CASCADE"))
    article_id: Mapped[int] = mapped_column(ForeignKey("articles.id", ondelete="CASCADE"))
    network: Mapped[str] = mapped_column(String(16))
    caption: Mapped[str] = mapped_column(Text, default="")
    state: Mapped[str] = mapped_column(String(16), default="draft")  # draft, ready, shared
    updated_at: Mapped[datetime]


class Share(Tenant, Base):
    """That someone posted an article on a network, and how we know (its grade)."""

    __tablename__ = "shares"
    __table_args__ = (
        UniqueConstraint("person_id", "article_id", "network"),
        Index("ix_shares_week", "workspace_id", "shared_at"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    person_id: Mapped[int] = mapped_column(ForeignKey("people.id", ondelete="CASCADE"))
    article_id: Mapped[int] = mapped_column(ForeignKey("articles.id", ondelete="CASCADE"))
    network: Mapped[str] = mapped_column(String(16))
    grade: Mapped[str] = mapped_column(String(16))  # programme.shares.Grade
    url: Mapped[str | None] = mapped_column(Text)
    shared_at: Mapped[datetime]


class Points(Tenant, Base):
    """The ledger: append-only, never twice for the same act, every line explained by its reason."""

    __tablename__ = "points"
    __table_args__ = (
        UniqueConstraint("person_id", "act", "subject"),
        Index("ix_points_week", "workspace_id", "earned_at"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    person_id: Mapped[int] = mapped_column(ForeignKey("people.id", ondelete="CASCADE"))
    act: Mapped[str] = mapped_column(String(32))
    subject: Mapped[str] = mapped_column(String(120))
    points: Mapped[int]
    reason: Mapped[str] = mapped_column(String(64))
    earned_at: Mapped[datetime]


class WeeklyBoard(Tenant, Base):
    """That a channel's leaderboard of an ISO week was made: the unique key is the claim."""

    __tablename__ = "boards"
    __table_args__ = (UniqueConstraint("channel_id", "year", "week"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    channel_id: Mapped[int] = mapped_column(ForeignKey("channels.id", ondelete="CASCADE"))
    year: Mapped[int]
    week: Mapped[int]
    created_at: Mapped[datetime]


class AuditEntry(Tenant, Base):
    """An act of authority, done or refused."""

    __tablename__ = "audit"

    id: Mapped[int] = mapped_column(primary_key=True)
    user_id: Mapped[str] = mapped_column(String(64))
    act: Mapped[str] = mapped_column(String(64))
    allowed: Mapped[bool]
    subject: Mapped[str | None] = mapped_column(String(200))
    at: Mapped[datetime]
