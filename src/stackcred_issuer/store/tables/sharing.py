"""Who may see a badge, the sets that learners hand out by a link, and how often they were looked at."""

from __future__ import annotations

from sqlalchemy import BigInteger, CheckConstraint, Column, Date, ForeignKeyConstraint, Index, Table, Uuid

from stackcred_issuer.store.tables.base import id_column, instant, metadata, one_of, refers, text

# A badge without a row is unlisted: whoever has its address sees it, search engines do not keep it.
badge_visibility = Table(
    "badge_visibility",
    metadata,
    Column("badge_id", Uuid, primary_key=True),
    text("visibility"),
    instant("chosen_at"),
    refers("badge_id", "badges"),
    one_of("visibility", "public", "unlisted", "private"),
)

# A share belongs to the learners whose badges it shows: one link may show badges of several issuers.
# The token stays readable, so that its owner can copy the link again; what it opens lies beside it.
shares = Table(
    "shares",
    metadata,
    id_column(),
    text("token", unique=True),
    text("label"),
    text("shown_name", nullable=True),
    instant("created_at"),
    instant("expires_at"),
    instant("withdrawn_at", nullable=True),
)

shared_badges = Table(
    "shared_badges",
    metadata,
    Column("share_id", Uuid, primary_key=True),
    Column("badge_id", Uuid, primary_key=True),
    ForeignKeyConstraint(["share_id"], ["shares.id"], ondelete="CASCADE"),
    refers("badge_id", "badges"),
)
Index(None, shared_badges.c.badge_id)

# Numbers by day and nothing about who looked. subject_id: a badge's or a share's.
page_views = Table(
    "page_views",
    metadata,
    Column("subject_id", Uuid, primary_key=True),
    Column("day", Date, primary_key=True),
    Column("views", BigInteger, nullable=False),
    CheckConstraint("views > 0", name="views"),
)
