"""What CRMs tell of changes in their webhooks, as ``webhooks`` hands it on.

- HubSpot: https://developers.hubspot.com/docs/api-reference/webhooks-webhooks-v3/guide
- Follow Up Boss: https://docs.followupboss.com/reference/webhooks-guide
"""

from collections.abc import Iterator, Mapping
from typing import Any

from crm_delivery import Changed

Fields = Mapping[str, Any]


def hubspot_changes(payload: Fields, properties: frozenset[str], told_at: int) -> Iterator[Changed]:
    """A contact's changed values, those of mapped properties, each event by itself.

    One delivery holds up to 100 events, as ``events``; in order of their time a later value counts.
    """
    batch = payload.get("events")
    events = batch if isinstance(batch, list) else [payload]
    for event in events:
        if not isinstance(event, dict):
            continue
        name, value = event.get("propertyName"), event.get("propertyValue")
        kind = event.get("subscriptionType", "contact.propertyChange")
        if kind not in ("contact.propertyChange", "object.propertyChange"):
            continue
        if isinstance(name, str) and name in properties and event.get("objectId") is not None:
            at = event.get("occurredAt")
            moment = at if isinstance(at, int) and 0 < at < 1 << 53 else told_at
            text = "" if value is None else str(value)
            yield Changed(external_id=str(event["objectId"]), values={name: text}, at=moment)


def hubspot_merges(payload: Fields) -> Iterator[tuple[str, list[str]]]:
    """Merges: the contact that is left, and those that went into it."""
    batch = payload.get("events")
    for event in batch if isinstance(batch, list) else [payload]:
        if not isinstance(event, dict) or event.get("subscriptionType") != "contact.merge":
            continue
        left = event.get("newObjectId") or event.get("primaryObjectId")
        gone = event.get("mergedObjectIds")
        parts = [*(gone if isinstance(gone, list) else []), event.get("primaryObjectId")]
        if left is not None:
            yield str(left), [str(each) for each in parts if each is not None]


def followupboss_people(payload: Fields) -> list[str]:
    """The ids of people that have changed; what has is not told, and has to be read."""
    batch = payload.get("events")
    events = batch if isinstance(batch, list) else [payload]
    ids: list[str] = []
    for event in events:
        if isinstance(event, dict) and str(event.get("event", "")).startswith("people"):
            listed = event.get("resourceIds")
            ids += [str(each) for each in listed] if isinstance(listed, list) else []
    return list(dict.fromkeys(ids))
