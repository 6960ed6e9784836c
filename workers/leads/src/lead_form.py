"""A posted form's fields, as forms of all sorts name them, as a lead."""

import re
from collections.abc import Mapping
from typing import Any

from pydantic import ValidationError

from contracts.leads import NewLead
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
_YES = {"on", "true", "yes", "y", "1"}


def lead_of_form(fields: Mapping[str, Any]) -> NewLead:
    """The lead; fields that no lead has are left out. Raises ``Problem`` 422 if it is none."""
    lead = _gathered(fields)
    try:
        return NewLead.model_validate(lead)
    except ValidationError as error:
        raise from_validation(error, "form", lead) from error


def _gathered(fields: Mapping[str, Any]) -> dict[str, Any]:
    known, utm = _known(fields)
    lead = {name: known[name] for name in NewLead.model_fields if known.get(name)}
    lead.setdefault("name", _joined(known, "first", "last", glue=" "))
    if "address" not in lead:
        place = known | {"region": _joined(known, "state", "zip", glue=" ")}
        lead["address"] = _joined(place, "street", "city", "region", glue=", ")
    if isinstance(price := lead.get("asking_price"), str):
        lead["asking_price"] = re.sub(r"[$,\s]|\.00$", "", price)
    for name in ("timeline", "condition"):
        if isinstance(said := lead.get(name), str):
            lead[name] = re.sub(r"\W+", "_", said.strip().lower())
    if utm:
        lead["utm"] = utm
    if any(name in known for name in ("sms", "mail_consent", "consent_text")):
        lead["consent"] = _consent(known)
    return {"source": "form"} | {name: value for name, value in lead.items() if value != ""}


def _known(fields: Mapping[str, Any]) -> tuple[dict[str, Any], dict[str, str]]:
    """The fields by the names that are used here, and those that tell of a campaign."""
    known: dict[str, Any] = {}
    utm: dict[str, str] = {}
    for given, value in fields.items():
        if given.lower().startswith("utm_") and isinstance(value, str):
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
