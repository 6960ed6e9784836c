"""Who the day is about: a person with a name, an address and numbers that nobody else has."""

import random
from dataclasses import dataclass
from typing import Any

from fleet.dev.client import FleetClient
from fleet.errors import FleetError
from fleet.story.homes import Home, homes
from fleet.story.words import CONSENT, FIRST_NAMES, LAST_NAMES

AREA_CODES = ("206", "253", "360", "425", "509", "564")  # of Washington; 555-01xx is nobody's
TRIES = 50


@dataclass(frozen=True)
class Person:
    """Somebody who may sell a home."""

    first: str
    last: str
    email: str
    phone: str
    home: Home

    @property
    def name(self) -> str:
        """First and last name."""
        return f"{self.first} {self.last}"

    def lead(self) -> dict[str, Any]:
        """The form as the person fills it in."""
        return {
            "name": self.name,
            "email": self.email,
            "phone": self.phone,
            "address": self.home.address,
            "asking_price": int(round(self.home.worth * 0.7, -3)),
            "timeline": "asap",
            "condition": "poor",
            "motivation": "We inherited it, it stands vacant, and we live in Oregon.",
            "property": self.home.property.model_dump(exclude_none=True),
            "source": "google",
            "utm": {"utm_source": "google", "utm_campaign": "autumn"},
            "consent": {"sms": True, "email": True, "text": CONSENT},
        }


def somebody(fleet: FleetClient) -> Person:
    """A person whom no worker knows: neither by number nor by address.

    Raises:
        FleetError: everybody is known by now.
    """
    luck = random.SystemRandom()
    taken = {row["phone"] for row in fleet.d1("leads", "SELECT DISTINCT phone FROM leads")}
    taken |= {row["phone"] for row in fleet.d1("sms", "SELECT DISTINCT phone FROM consents")}
    for _ in range(TRIES):
        phone = f"+1{luck.choice(AREA_CODES)}555{luck.randrange(100, 200):04}"
        if phone not in taken:
            break
    else:
        raise FleetError("Every number is somebody's by now: start fleet dev with --reset.")
    first, last = luck.choice(FIRST_NAMES), luck.choice(LAST_NAMES)
    email = f"{first}.{last}.{luck.randrange(10**6):06}@example.org".lower()
    return Person(first, last, email, phone, luck.choice(homes()))
