"""A lead that is hot whatever its home's interval: what tests of several rings send."""

from typing import Any

LEAD: dict[str, Any] = {
    "name": "Ada Lovelace",
    "email": "ada@example.com",
    "phone": "(206) 555-0142",
    "address": "8021 21st Ave NW, Seattle, WA 98117",
    "asking_price": 300_000,
    "timeline": "asap",
    "condition": "poor",
    "motivation": "We inherited it, and it needs a new roof.",
    "property": {"sqft": 1600, "bedrooms": 3, "bathrooms": 2, "zip": "98117"},
}
