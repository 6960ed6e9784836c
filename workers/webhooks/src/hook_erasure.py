"""Forgetting a person: what events say that name them is emptied, and such an event goes nowhere.

An event holds its contents for PAYLOAD_DAYS, so only those are looked through: D1 finds what may
name the person, a page at a time, and ``hook_naming`` says what does.
"""

import json
from collections.abc import Mapping

from pydantic import BaseModel

from contracts.webhooks import ForgetPerson, ForgottenPerson
from edgekit import Statement
from hook_naming import names, of_others
from hook_services import Ctx

PAGE = 40  # payloads of up to a MiB each are held at once
LAST_DIGITS, OF_OTHER_COUNTRIES = 4, 2  # that people write in one piece
SUSPECTS = f"""SELECT number, payload FROM events WHERE payload <> '' AND number > ?3
  AND (?1 <> '' AND instr(lower(payload), ?1) > 0 OR ?2 <> '' AND instr(payload, ?2) > 0)
ORDER BY number LIMIT {PAGE}"""  # noqa: S608 - a number of ours
THESE = "SELECT value FROM json_each(?1)"
OF_EVENTS = f"""(payload ->> 'provider', payload ->> 'id') IN (
  SELECT provider, id FROM events WHERE number IN ({THESE}))"""  # noqa: S608
DROP_LETTERS = f"DELETE FROM dead_letters WHERE {OF_EVENTS}"  # noqa: S608
DROP_MESSAGES = f"DELETE FROM outbox WHERE topic = 'event' AND {OF_EVENTS}"  # noqa: S608
# Nobody takes what is only stored: a form of somebody who is erased makes no new lead.
EMPTY = f"""UPDATE events SET payload = '', headers = '{{}}', last_error = NULL,
  outcome = iif(status = 'delivered', outcome, 'erased'),
  worker = iif(status = 'delivered', worker, NULL),
  status = iif(status = 'delivered', status, 'stored')
WHERE number IN ({THESE})"""  # noqa: S608
OTHERS_ONLY = "UPDATE events SET payload = ?2, last_error = NULL WHERE number = ?1"


class Suspect(BaseModel):
    """An event that may name the person."""

    number: int
    payload: str


async def forget(person: ForgetPerson, ctx: Ctx) -> ForgottenPerson:
    """Empty the events that name a person by e-mail address or telephone number."""
    emptied, last = 0, 0
    while True:
        looks = (person.email or "", last_digits(person.phone), last)
        page = await ctx.db.all(Suspect, SUSPECTS, *looks)
        found = {
            event.number: of_others(event.payload, person.email, person.phone)
            for event in page
            if names(event.payload, person.email, person.phone)
        }
        if found:
            await ctx.db.batch(*_erasing(found))
            emptied += len(found)
        if len(page) < PAGE:
            return ForgottenPerson(events=emptied)
        last = page[-1].number


def _erasing(rests: Mapping[int, str]) -> list[Statement]:
    """The statements that empty events, by their number, or leave them the rest that they say."""
    emptied = (json.dumps([number for number, rest in rests.items() if not rest]),)
    return [
        *(Statement(sql, emptied) for sql in (DROP_LETTERS, DROP_MESSAGES, EMPTY)),
        *(Statement(OTHERS_ONLY, (number, rest)) for number, rest in rests.items() if rest),
    ]


def last_digits(phone: str | None) -> str:
    """The end of a number in E.164, as whoever wrote it has left it in one piece."""
    if phone is None:
        return ""
    return phone[-(LAST_DIGITS if phone.startswith("+1") else OF_OTHER_COUNTRIES) :]
