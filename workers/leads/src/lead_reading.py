"""A lead as it is now, read once for all deliveries of a run that ask for it at the same time."""

import asyncio

from lead_records import LeadRow
from lead_services import Ctx
from lead_storage import LEAD

_under_way: dict[tuple[int, str], asyncio.Task[LeadRow | None]] = {}


async def lead_now(lead_id: str, ctx: Ctx) -> LeadRow | None:
    """The lead; ``None`` if there is none, or no more.

    A run delivers what a new lead has set going side by side, and each delivery needs the lead: who
    asks while it is read shares the answer. Runs share nothing, as the runtime wants it.
    """
    look = (id(ctx), lead_id)
    task = _under_way.get(look)
    if task is None:
        task = _under_way[look] = asyncio.ensure_future(ctx.db.one(LeadRow, LEAD, lead_id))
        task.add_done_callback(lambda _: _under_way.pop(look))
    return await asyncio.shield(task)
