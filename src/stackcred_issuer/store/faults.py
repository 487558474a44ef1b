"""What the database refuses, in our words."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

import psycopg.errors
from sqlalchemy.engine import ExceptionContext
from sqlalchemy.exc import DBAPIError
from sqlalchemy.exc import TimeoutError as PoolTimeout

from stackcred_issuer.domain.errors import ErrorCode, StackcredError

_UNSTORABLE = (psycopg.DataError, psycopg.errors.ProgramLimitExceeded)

# Lost or refused connections, deadlocks, shut-downs, and a connection whose statements the server has forgotten.
_GONE = (psycopg.OperationalError, psycopg.InterfaceError, psycopg.errors.InvalidSqlStatementName)


class RowRefused(Exception):
    """A row breaks a check or a reference: a mistake of ours, not of the caller's. Names no values."""


@contextmanager
def in_words() -> Iterator[None]:
    """Turn a taken unique value into CONFLICT, an unstorable value into INVALID, a broken rule into RowRefused.

    The cause is cut off: PostgreSQL quotes whole rows in it, and an e-mail address must not reach a log.
    """
    try:
        yield
    except (DBAPIError, psycopg.Error) as error:
        fault = error.orig if isinstance(error, DBAPIError) else error
        if isinstance(fault, psycopg.errors.UniqueViolation):
            raise _taken(fault) from None
        if isinstance(fault, _UNSTORABLE):
            raise StackcredError(
                ErrorCode.INVALID,
                "A value cannot be stored; send no U+0000, no overlong text in an id, no number out of range.",
            ) from None
        if isinstance(fault, _GONE):
            raise _unavailable() from None
        if isinstance(fault, psycopg.IntegrityError):
            raise RowRefused(fault.diag.message_primary) from None
        raise
    except PoolTimeout:  # every connection of the pool is taken
        raise _unavailable() from None


def _unavailable() -> StackcredError:
    return StackcredError(
        ErrorCode.UNAVAILABLE, "The database does not answer now; send the same request again.", retry_after=1
    )


def _taken(error: psycopg.errors.UniqueViolation) -> StackcredError:
    noun = (error.diag.table_name or "row").replace("_", " ").removesuffix("s")
    return StackcredError(
        ErrorCode.CONFLICT,
        f"This {noun} exists already ({error.diag.constraint_name}); use another value, or the one there is.",
    )


def drop_forgetful(context: ExceptionContext) -> None:
    """Never use a connection again that believes in prepared statements the server does not have.

    Else each use of such a statement would fail on it for ever (`UnitOfWork.send` says how that comes about).
    """
    if isinstance(context.original_exception, psycopg.errors.InvalidSqlStatementName):
        context.is_disconnect = True
        context.invalidate_pool_on_disconnect = False  # the others are sound
