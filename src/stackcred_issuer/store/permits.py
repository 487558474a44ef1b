"""Rate windows shared by all workers: how many permits a subject has used since a window began."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import delete
from sqlalchemy.dialects.postgresql import insert as upsert
from sqlalchemy.ext.asyncio import AsyncConnection

from stackcred_issuer.store.tables import rate_windows


async def take_permits(connection: AsyncConnection, subject: str, window_start: datetime, permits: int) -> int:
    """Add `permits` to the window and answer how many are used now."""
    row = upsert(rate_windows).values(subject=subject, window_start=window_start, used=permits)
    counted = row.on_conflict_do_update(
        index_elements=["subject", "window_start"], set_={"used": rate_windows.c.used + row.excluded.used}
    ).returning(rate_windows.c.used)
    return int((await connection.execute(counted)).scalar_one())


async def drop_windows(connection: AsyncConnection, before: datetime) -> None:
    """Delete the windows that started before `before`."""
    await connection.execute(delete(rate_windows).where(rate_windows.c.window_start < before))
