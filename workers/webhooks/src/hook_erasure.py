"""Forgetting a person: what events say that name them is emptied, and such an event goes nowhere.

An event holds its contents for PAYLOAD_DAYS, so only those are looked through. A telephone number
is found however it is written: by its digits, without what people put between them.
"""

import re

from contracts.webhooks import ForgetPerson, ForgottenPerson
from edgekit import Statement
from hook_services import Ctx

NATIONAL_DIGITS = 10  # of a number of the United States: its country's code is often left out
BETWEEN_DIGITS = "() -./+"
_DIGITS = "payload"
for _mark in BETWEEN_DIGITS:
    _DIGITS = f"replace({_DIGITS}, '{_mark}', '')"
NAMES = f"""payload <> '' AND (?1 <> '' AND instr(lower(payload), ?1) > 0
  OR ?2 <> '' AND instr({_DIGITS}, ?2) > 0)"""
OF_EVENTS = f"""(payload ->> 'provider', payload ->> 'id') IN (
  SELECT provider, id FROM events WHERE {NAMES})"""  # noqa: S608
DROP_LETTERS = f"DELETE FROM dead_letters WHERE {OF_EVENTS}"  # noqa: S608
DROP_MESSAGES = f"DELETE FROM outbox WHERE topic = 'event' AND {OF_EVENTS}"  # noqa: S608
# Nobody takes what is only stored: a form of somebody who is erased makes no new lead.
EMPTY = f"""UPDATE events SET payload = '', headers = '{{}}', last_error = NULL,
  outcome = iif(status = 'delivered', outcome, 'erased'),
  worker = iif(status = 'delivered', worker, NULL),
  status = iif(status = 'delivered', status, 'stored')
WHERE {NAMES} RETURNING number"""  # noqa: S608


async def forget(person: ForgetPerson, ctx: Ctx) -> ForgottenPerson:
    """Empty the events that name a person by e-mail address or telephone number."""
    found = (person.email or "", digits_of(person.phone or ""))
    *_, emptied = await ctx.db.batch(
        Statement(DROP_LETTERS, found), Statement(DROP_MESSAGES, found), Statement(EMPTY, found)
    )
    return ForgottenPerson(events=len(emptied))


def digits_of(phone: str) -> str:
    """The digits by which a number is looked for, ``2065550142`` for one of the United States."""
    digits = re.sub(r"\D", "", phone)
    return digits[1:] if phone.startswith("+1") and len(digits) > NATIONAL_DIGITS else digits
