"""Partners: each fact came to each of them, under one ``webhook-id`` however often it came."""

from collections.abc import Iterator, Sequence
from typing import Any

from fleet.chaos.desk import Desk
from fleet.chaos.letters import pages
from fleet.chaos.record import Finding, Record
from fleet.chaos.recount.counting import grouped
from fleet.chaos.witness import Witness

ONCE_A_LEAD = ("lead.created", "lead.status_changed", "property.valuated")
UNDONE = ("pending", "dead", "held")


def read(desk: Desk) -> list[dict[str, Any]]:
    """Deliveries that are not done."""
    paths = (f"/api/deliveries?limit=200&status={status}" for status in UNDONE)
    return [each for path in paths for each in pages(desk, "partner-hooks", path)]


def findings(
    record: Record, witness: Witness, undone: Sequence[dict[str, Any]]
) -> Iterator[Finding]:
    """What is wrong with what partners were told."""
    told = grouped(((hook.url, hook.type, hook.lead_id), hook.key) for hook in witness.hooks)
    for partner in record.partners:
        for lead in record.leads:
            if lead.posted_at <= partner.since:
                continue
            expected = ["lead.created", "property.valuated"]
            expected += ["lead.status_changed"] if lead.status != "new" else []
            for kind in expected:
                if (partner.url, kind, lead.id) not in told:
                    where = f"not at {partner.url}"
                    yield Finding("lost", f"{kind} of lead {lead.id}", where)
    for (url, kind, lead_id), keys in told.items():
        ids = sorted(set(keys))
        if kind in ONCE_A_LEAD and len(ids) > 1:
            yield Finding("doubled", f"{kind} of lead {lead_id}", f"at {url} as {ids}")
    for each in undone:
        yield Finding("lost", f"delivery {each['id']}", f"{each['status']}: {each['last_error']}")
