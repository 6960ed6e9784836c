"""The mails that there are: what each says, what it needs, and whether one can opt out of it."""

import json
import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from pydantic import BaseModel, ValidationError

from contracts.email import (
    BookingMail,
    Category,
    FreeMail,
    LeadAcknowledgement,
    OfferMail,
    TemplateName,
)
from edgekit import FieldError, Problem
from mail_source import Block, parse

LONGEST_SUBJECT = 150
ASKED = "You get this mail because you asked us about your home."
BOOKED = "You get this mail because you have booked a visit with us."
WROTE = "You get this mail because you are in touch with us."
SUBSCRIBED = "You get this mail because you agreed to hear from us."

_BOOKING_FACTS = """
| When | {when}
{?was}| Before | {was}
{?address}| Where | {address}

{?note}{*note}
"""


@dataclass(frozen=True)
class Template:
    """One kind of mail. ``why`` tells its reader why it came."""

    category: Category
    data: type[BaseModel]
    subject: str
    why: str
    source: str
    sample: Mapping[str, Any]
    blocks: tuple[Block, ...] = field(init=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "blocks", parse(self.source))

    def values(self, data: BaseModel) -> dict[str, str]:
        """What its places are filled with; absent where nothing is given."""
        given = data.model_dump(exclude_none=True)
        return {name: _shown(value) for name, value in given.items()}

    def subject_of(self, values: Mapping[str, str]) -> str:
        """The subject of one line, cut at a word where it is too long for any client."""
        text = " ".join(self.subject.format_map(values).split())
        if len(text) <= LONGEST_SUBJECT:
            return text
        head = text[: LONGEST_SUBJECT - 1]
        return (head.rpartition(" ")[0] or head) + "…"


def read_data(template: TemplateName, data: Mapping[str, Any]) -> BaseModel:
    """A template's data; raises ``Problem`` 422 with pointers for data that does not fit."""
    model = TEMPLATES[template].data
    try:
        return model.model_validate(data)
    except ValidationError as error:
        errors = [
            FieldError(_pointer(item["loc"]), item["msg"].removeprefix("Value error, "))
            for item in error.errors(include_url=False, include_context=False, include_input=False)
        ]
        named = ", ".join(dict.fromkeys(item.pointer for item in errors))
        detail = f"The template {template} does not take this data: {named}."
        raise Problem(422, detail, errors=errors) from error


def stored_data(template: TemplateName, text: str) -> BaseModel:
    """A template's data as it is stored."""
    return TEMPLATES[template].data.model_validate(json.loads(text))


def _pointer(loc: tuple[int | str, ...]) -> str:
    parts = [re.sub("[~/]", lambda found: {"~": "~0", "/": "~1"}[found[0]], str(p)) for p in loc]
    return "/".join(["/data", *parts])


def _shown(value: Any) -> str:
    return f"${value:,}" if isinstance(value, int) else str(value)


_BOOKING = {
    "name": "Ann Lee",
    "when": "Tuesday, December 1, 10:00–10:30 AM PST",
    "address": "4231 Sunnyside Ave N, Seattle, WA 98103",
    "manage_url": "https://homes.example/book/manage?token=sample",
}
_CALENDAR = {"ics_url": "https://homes.example/book/visit.ics?token=sample"}

TEMPLATES: dict[TemplateName, Template] = {
    "lead_acknowledgement": Template(
        category="transactional",
        data=LeadAcknowledgement,
        subject="We have your message about {address}",
        why=ASKED,
        source="""
# Thank you, {name}

We have your message about **{address}**, and somebody from our team will be in touch within one
working day.

{?low}{?high}| A first look | {low} to {high}

{?low}{?high}This range comes from recent sales near you. It is not yet an offer: for that we look
at the home itself.

If there is anything that we should know before, simply answer this mail.
""",
        sample={
            "name": "Ann Lee",
            "address": "4231 Sunnyside Ave N, Seattle, WA 98103",
            "low": 1_015_000,
            "high": 2_050_000,
        },
    ),
    "booking_confirmation": Template(
        category="transactional",
        data=BookingMail,
        subject="Your visit: {when}",
        why=BOOKED,
        source=f"""
# Your visit is booked

Hello {{name}}, we look forward to meeting you.
{_BOOKING_FACTS}
{{?manage_url}}[Change or cancel]({{manage_url}})

{{?ics_url}}~[Put it in your calendar]({{ics_url}})
""",
        sample=_BOOKING | _CALENDAR,
    ),
    "booking_moved": Template(
        category="transactional",
        data=BookingMail,
        subject="Your visit has a new time: {when}",
        why=BOOKED,
        source=f"""
# Your visit has a new time

Hello {{name}}, this is when we meet now.
{_BOOKING_FACTS}
{{?manage_url}}[Change or cancel]({{manage_url}})

{{?ics_url}}~[Put it in your calendar]({{ics_url}})
""",
        sample=_BOOKING | _CALENDAR | {"was": "Monday, November 30, 2:00–2:30 PM PST"},
    ),
    "booking_cancelled": Template(
        category="transactional",
        data=BookingMail,
        subject="Your visit is cancelled: {when}",
        why=BOOKED,
        source=f"""
# Your visit is cancelled

Hello {{name}}, this visit will not take place.
{_BOOKING_FACTS}
You are welcome to book another time whenever it suits you.

{{?manage_url}}[Book another time]({{manage_url}})
""",
        sample=_BOOKING,
    ),
    "booking_reminder": Template(
        category="transactional",
        data=BookingMail,
        subject="Soon: your visit, {when}",
        why=BOOKED,
        source=f"""
# See you soon

Hello {{name}}, this is to remind you of your visit.
{_BOOKING_FACTS}
{{?manage_url}}[Change or cancel]({{manage_url}})
""",
        sample=_BOOKING,
    ),
    "offer": Template(
        category="transactional",
        data=OfferMail,
        subject="Your offer for {address}",
        why=ASKED,
        source="""
# Your offer

Hello {name}, here is what we can pay for **{address}**.

| Our offer | {low} to {high}
{?expires}| Good until | {expires}

The page behind this button has every cost, and what you would be left with if you listed the home
instead.

[See the whole offer]({url})
""",
        sample={
            "name": "Ann Lee",
            "address": "4231 Sunnyside Ave N, Seattle, WA 98103",
            "low": 812_000,
            "high": 846_000,
            "url": "https://homes.example/offer/quote_sample",
            "expires": "December 12, 2026",
        },
    ),
    "message": Template(
        category="transactional",
        data=FreeMail,
        subject="{subject}",
        why=WROTE,
        source="""
# {subject}

{?name}Hello {name},

{*text}

{?button}{?url}[{button}]({url})
""",
        sample={
            "subject": "A question about your home",
            "name": "Ann",
            "text": "Thank you for showing us around.\n\nCould you tell us when the roof was last "
            "done?\nA year is enough.",
        },
    ),
    "news": Template(
        category="marketing",
        data=FreeMail,
        subject="{subject}",
        why=SUBSCRIBED,
        source="""
# {subject}

{?name}Hello {name},

{*text}

{?button}{?url}[{button}]({url})
""",
        sample={
            "subject": "What homes in Seattle sold for this month",
            "name": "Ann",
            "text": "Prices near you rose by 1.2 percent, and homes were on the market for 19 "
            "days.\n\nIf you would like to know what that means for yours, we are glad to look.",
            "button": "See your street",
            "url": "https://homes.example/playbook/market",
        },
    ),
}
