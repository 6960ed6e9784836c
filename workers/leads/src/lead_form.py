"""A posted form's fields, as forms of all sorts name them, as a lead."""

import re
from collections.abc import Mapping
from contextlib import suppress
from decimal import Decimal
from typing import Any, get_args

from pydantic import ValidationError

from contracts.leads import Condition, NewLead, Timeline
from edgekit.problems import from_validation

# What builders of forms call the fields of a lead, in small letters without other characters.
_NAMES = {
    "name": "name", "fullname": "name", "yourname": "name",
    "firstname": "first", "fname": "first", "lastname": "last", "lname": "last", "surname": "last",
    "email": "email", "emailaddress": "email", "mail": "email",
    "phone": "phone", "phonenumber": "phone", "tel": "phone", "telephone": "phone",
    "mobile": "phone", "cell": "phone",
    "address": "address", "propertyaddress": "address", "fulladdress": "address",
    "street": "street", "streetaddress": "street", "city": "city", "state": "state",
    "zip": "zip", "zipcode": "zip", "postalcode": "zip",
    "askingprice": "asking_price", "price": "asking_price",
    "timeline": "timeline", "condition": "condition", "motivation": "motivation",
    "reason": "motivation", "message": "message", "comments": "message", "notes": "message",
    "source": "source",
    "consentsms": "sms", "smsconsent": "sms", "consentemail": "mail_consent",
    "emailconsent": "mail_consent", "consenttext": "consent_text",
}  # fmt: skip
_STRUCTURED = ("property", "utm", "consent")
# What a lead may lack, in words for whoever reads the message that it is moved to.
_OPTIONAL = {
    "asking_price": "Asking price", "timeline": "Timeline", "condition": "Condition",
    "phone": "Phone", "email": "E-mail", "property": "Home",
}  # fmt: skip
# Facts of a home, and the ids that advertisers put behind a link.
_FACTS = {
    "bedrooms": "bedrooms", "beds": "bedrooms", "bathrooms": "bathrooms", "baths": "bathrooms",
    "sqft": "sqft", "squarefeet": "sqft", "squarefootage": "sqft", "livingarea": "sqft",
    "yearbuilt": "year_built", "lotsize": "lot_sqft", "lotsqft": "lot_sqft",
}  # fmt: skip
_CLICKS = frozenset({"gclid", "fbclid", "msclkid", "gbraid", "wbraid", "ttclid"})
_WORDED: tuple[tuple[str, Timeline], ...] = (
    (r"(?:as soon as possible|asap|immediately|right away|right now|now|urgent)", "asap"),
    (r"(?:within |in )?(?:30 days|(?:a|1|one) month|4 weeks)", "30_days"),
    (r"(?:within |in )?(?:90 days|(?:3|three) months|1-3 months)", "90_days"),
    (r"(?:just )?(?:exploring|looking|browsing|curious)|not sure(?: yet)?|no rush", "exploring"),
)
_LONGEST = {"message": 5000, "motivation": 2000}
_PRICE = re.compile(
    r"(?:usd\s*)?\$?\s*(\d{1,3}(?:,\d{3})+|\d+)(\.\d+)?\s*([km]?)", re.IGNORECASE | re.ASCII
)
_TIMES = {"": 1, "k": 1000, "m": 1_000_000}
_YES = {"on", "true", "yes", "y", "1"}


def lead_of_form(fields: Mapping[str, Any]) -> NewLead:
    """The lead; fields that no lead has are left out. Raises ``Problem`` 422 if it is none.

    What a person has put in their own words where a lead has fixed ones ("in spring") becomes
    part of the message, and so does an e-mail address that is none. A text that
    is too long for a lead is cut; the event holds all of it.
    """
    lead = _gathered(fields)
    if isinstance(lead.get("asking_price"), str):
        lead = _in_words(lead, {"asking_price"})
    lead = {name: _cut(value, _LONGEST.get(name)) for name, value in lead.items()}
    try:
        return NewLead.model_validate(lead)
    except ValidationError as error:
        refused = {str(each["loc"][0]) for each in error.errors(include_url=False) if each["loc"]}
        if refused <= _OPTIONAL.keys():
            with suppress(ValidationError):
                return NewLead.model_validate(_in_words(lead, refused))
        raise from_validation(error, "form", lead) from error


def _in_words(lead: Mapping[str, Any], refused: set[str]) -> dict[str, Any]:
    """The lead with what was refused at the end of its message."""
    said = [f"{_OPTIONAL[name]}: {lead[name]}" for name in _OPTIONAL if name in refused & set(lead)]
    rest = {name: lead[name] for name in lead if name not in refused}
    return rest | {"message": _message(lead, said)}


def _message(lead: Mapping[str, Any], said: list[str]) -> Any:
    """The lead's message with more lines; one that is no text stays, to be refused."""
    message = lead.get("message") or ""
    return "\n".join(filter(None, [message, *said])) if isinstance(message, str) else message


def _cut(value: Any, longest: int | None) -> Any:
    if longest is None or not isinstance(value, str) or len(value) <= longest:
        return value
    return f"{value[: longest - 1]}…"


def _gathered(fields: Mapping[str, Any]) -> dict[str, Any]:
    known, utm = _known(fields)
    lead = {name: known[name] for name in NewLead.model_fields if known.get(name)}
    lead.setdefault("name", _joined(known, "first", "last", glue=" "))
    if "address" not in lead:
        place = known | {"region": _joined(known, "state", "zip", glue=" ")}
        lead["address"] = _joined(place, "street", "city", "region", glue=", ")
    if isinstance(price := lead.get("asking_price"), str):
        lead["asking_price"] = _dollars(price)
    for name, words in (("timeline", get_args(Timeline)), ("condition", get_args(Condition))):
        if isinstance(said := lead.get(name), str):
            word = re.sub(r"\W+", "_", said.strip().lower()).strip("_")
            lead[name] = word if word in words else said
    if isinstance(said := lead.get("timeline"), str):
        lead["timeline"] = _time_of(said)
    if "property" not in lead and (facts := _facts(fields)):
        lead["property"] = facts
    if utm:
        lead["utm"] = utm
    if any(name in known for name in ("sms", "mail_consent", "consent_text")):
        lead["consent"] = _consent(known)
    return {"source": "form"} | {name: value for name, value in lead.items() if value != ""}


def _time_of(said: str) -> str:
    """One of a lead's own times for the words that people choose most; else what was said."""
    plain = re.sub(r"[^\w\s-]|\bplease\b|\bjust\b(?= exploring)", "", said.lower()).strip()
    return next((time for words, time in _WORDED if re.fullmatch(words, plain)), said)


def _facts(fields: Mapping[str, Any]) -> dict[str, str]:
    """The facts of the home that are numbers."""
    facts: dict[str, str] = {}
    for given, value in fields.items():
        name = _FACTS.get(re.sub(r"[^a-z]", "", given.lower()))
        if name and re.fullmatch(r"\d[\d,]*(?:\.\d+)?", said := str(value).strip(), re.ASCII):
            facts[name] = said.replace(",", "")
    return facts


def _dollars(price: str) -> Any:
    """Whole dollars of "$350,000.00", "350k" or "1.2m"; anything else as it was written."""
    found = _PRICE.fullmatch(price.strip())
    if not found:
        return price
    whole, cents, unit = found.groups()
    if cents and len(cents) != 3 and not unit:
        return price  # "350.000" is not 350 dollars
    dollars = Decimal(whole.replace(",", "") + (cents or "")) * _TIMES[unit.lower()]
    return int(dollars) if dollars == int(dollars) else price


def _known(fields: Mapping[str, Any]) -> tuple[dict[str, Any], dict[str, str]]:
    """The fields by the names that are used here, and those that tell of a campaign."""
    known: dict[str, Any] = {}
    utm: dict[str, str] = {}
    for given, value in fields.items():
        is_campaign = given.lower().startswith("utm_") or given.lower() in _CLICKS
        if is_campaign and isinstance(value, str):
            utm[given.lower()] = value[:200]
        elif given in _STRUCTURED and isinstance(value, dict):
            known[given] = value
        elif name := _NAMES.get(re.sub(r"[^a-z]", "", given.lower())):
            # A field that is there twice: the last one counts, as in the forms of browsers.
            known[name] = value[-1] if isinstance(value, list) and value else value
    return known, utm


def _joined(known: Mapping[str, Any], *names: str, glue: str) -> str:
    return glue.join(str(known[name]).strip() for name in names if known.get(name))


def _consent(known: Mapping[str, Any]) -> dict[str, Any]:
    return {
        "sms": _agreed(known.get("sms")),
        "email": _agreed(known.get("mail_consent")),
        "text": known.get("consent_text"),
    }


def _agreed(value: Any) -> bool:
    return str(value).strip().lower() in _YES
