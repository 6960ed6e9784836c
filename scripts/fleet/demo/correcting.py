"""Somebody changes the contact in the CRM: it holds, and nothing is sent back."""

from fleet.demo.day import Day
from fleet.demo.selling import synced

OTHER_PHONE = "+12065550199"


def contact_is_changed(day: Day) -> None:
    """HubSpot tells of another phone number; the contact has it as a change, and no echo goes."""
    before = _writes(day)
    day.fleet.event("hubspot", objectId=int(day.contact), propertyValue=OTHER_PHONE)
    day.tell.did(f"Somebody writes {OTHER_PHONE} into HubSpot's contact {day.contact}.")
    day.tell.wait("crm-sync has noted it", lambda: (synced(day) or {}).get("changes"))
    day.fleet.cron("crm-sync")
    day.fleet.flush_queues()
    day.tell.did(f"HubSpot was written to {_writes(day) - before} times since: no echo.")


def _writes(day: Day) -> int:
    return len([each for each in day.sent("hubspot") if not each["url"].endswith("/search")])
