"""A partner who subscribes to all events."""

from collections.abc import Generator
from itertools import count

from fleet.chaos.desk import now
from fleet.chaos.record import PartnerTaken
from fleet.chaos.world import World

EVENTS = ["lead.created", "lead.updated", "lead.status_changed", "property.valuated"]


def partner(world: World, name: str) -> Generator[float, None, None]:
    """Subscribe, with another address at each attempt: what was not answered may be there too."""
    for number in count():
        url = f"https://{name}-{number}.partner.example/in"
        body = {"url": url, "events": EVENTS}
        reply = world.desk.ask("partner-hooks", "POST", "/api/subscriptions", body)
        if reply is not None and reply.ok:
            world.record.partners.append(PartnerTaken(reply.said["id"], url, now()))
            return
        yield 1.0
