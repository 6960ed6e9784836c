"""The CRM: one contact a person, in step with the lead, and what people changed there stays."""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from fleet.chaos.desk import Desk
from fleet.chaos.record import Finding, Record
from fleet.chaos.recount.counting import grouped, once
from fleet.chaos.world import World

PAGE = 100


def read(world: World) -> list[dict[str, Any]]:
    """Every contact in HubSpot."""
    found: list[dict[str, Any]] = []
    after = "0"
    while True:
        body = {
            "filterGroups": [
                {"filters": [{"propertyName": "hs_object_id", "operator": "GT", "value": after}]}
            ],
            "sorts": [{"propertyName": "hs_object_id", "direction": "ASCENDING"}],
            "properties": ["phone"],
            "limit": PAGE,
        }
        page = world.hubspot("POST", "/search", body)["results"]
        found += page
        if len(page) < PAGE:
            return found
        after = page[-1]["id"]


def read_synced(listed: Sequence[dict[str, Any]], desk: Desk) -> Mapping[str, dict[str, Any]]:
    """What crm-sync says of each lead's contact, by lead."""
    asked = {
        lead["id"]: desk.ask("crm-sync", "GET", f"/api/contacts/{lead['id']}") for lead in listed
    }
    return {lead_id: reply.said for lead_id, reply in asked.items() if reply and reply.ok}


def findings(
    record: Record, contacts: Sequence[dict[str, Any]], synced: Mapping[str, dict[str, Any]]
) -> Iterator[Finding]:
    """What is wrong with contacts."""
    by_email = grouped((each["properties"]["email"], each["id"]) for each in contacts)
    for taken in record.leads:
        ids = by_email.get(taken.person.email, [])
        yield from once(len(ids), f"contact of lead {taken.id}", "in HubSpot")
        status = synced.get(taken.id, {}).get("status")
        if status != "synced":
            yield Finding("lost", f"contact of lead {taken.id}", f"{status} in crm-sync")
    for email, ids in by_email.items():
        if len(ids) > 1:
            yield Finding("doubled", f"contacts {ids}", f"in HubSpot, all of {email}")
    phones = {each["id"]: each["properties"]["phone"] for each in contacts}
    for edit in record.edits:
        held = phones.get(edit.external_id)
        if held != edit.phone:
            told = f"HubSpot has {held}, and somebody had written {edit.phone}"
            yield Finding("lost", f"edit of contact {edit.external_id}", told)
        known = synced.get(edit.lead_id, {})
        noted = [each["value"] for each in known.get("changes", [])]
        noted += [each["theirs"] for each in known.get("conflicts", [])]
        yield from once(noted.count(edit.phone), f"edit of lead {edit.lead_id}", "in crm-sync")
