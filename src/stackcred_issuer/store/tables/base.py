"""How tables are written here: one metadata, and column shapes with one meaning each."""

from __future__ import annotations

from typing import Any

from sqlalchemy import (
    CheckConstraint,
    Column,
    DateTime,
    ForeignKey,
    ForeignKeyConstraint,
    MetaData,
    Text,
    UniqueConstraint,
    Uuid,
)

metadata = MetaData(
    naming_convention={
        "ix": "ix_%(table_name)s_%(column_0_N_name)s",
        "uq": "uq_%(table_name)s_%(column_0_N_name)s",
        "ck": "ck_%(table_name)s_%(constraint_name)s",
        "fk": "fk_%(table_name)s_%(column_0_N_name)s",
        "pk": "pk_%(table_name)s",
    }
)


def id_column() -> Column[Any]:
    return Column("id", Uuid, primary_key=True)


def uuid(name: str, **options: Any) -> Column[Any]:
    return Column(name, Uuid, nullable=options.pop("nullable", False), **options)


def text(name: str, **options: Any) -> Column[Any]:
    return Column(name, Text, nullable=options.pop("nullable", False), **options)


def instant(name: str, **options: Any) -> Column[Any]:
    return Column(name, DateTime(timezone=True), nullable=options.pop("nullable", False), **options)


def one_of(column: str, *allowed: str) -> CheckConstraint:
    listed = ", ".join(f"'{value}'" for value in allowed)
    return CheckConstraint(f"{column} IN ({listed})", name=column)


def tenant_key() -> UniqueConstraint:
    """What other rows of the same tenant refer to; also the order of the tenant's pages."""
    return UniqueConstraint("issuer_id", "id")


def same_tenant(column: str, table: str, **options: Any) -> ForeignKeyConstraint:
    """A reference that cannot leave the tenant: both rows must belong to one issuer."""
    return ForeignKeyConstraint(["issuer_id", column], [f"{table}.issuer_id", f"{table}.id"], **options)


def tenant() -> Column[Any]:
    """The issuer a row belongs to."""
    return Column("issuer_id", Uuid, ForeignKey("issuers.id"), nullable=False)


def refers(column: str, table: str) -> ForeignKeyConstraint:
    """A reference by id alone, from a row that belongs to its tenant through the row it refers to."""
    return ForeignKeyConstraint([column], [f"{table}.id"])
