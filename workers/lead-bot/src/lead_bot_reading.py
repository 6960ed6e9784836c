"""A message read as a whole: which slots it fills or puts right, and what it wants.

Each part takes what it is sure of and sets it aside for those behind it, so that a house number is
no price and a date no telephone number. Plain Python without I/O; the time it takes grows with the
length of the text and no faster.
"""

import re
from collections.abc import Iterator
from datetime import date
from typing import Any, NamedTuple

from contracts.lead_bot import SlotName, Slots
from lead_bot_address import addresses, ends_in_zip, has_place, is_box, place_of
from lead_bot_address import best as best_address
from lead_bot_address import corrected as corrected_address
from lead_bot_condition import condition
from lead_bot_days import timeline_of
from lead_bot_email import best as best_email
from lead_bot_email import emails, has_none
from lead_bot_intent import (
    Intent,
    corrects,
    human,
    named_slots,
    nonsense,
    question,
    stop,
    yes_or_no,
)
from lead_bot_money import asking_price
from lead_bot_motivation import motivation
from lead_bot_name import bare_name, has_common, name
from lead_bot_phone import best as best_phone
from lead_bot_phone import corrected as corrected_phone
from lead_bot_phone import is_partial, phones
from lead_bot_text import ASIDE, cleaned, few, small, without
from lead_bot_time import when

LONGEST_READ = 2_000
TAIL = 500
CONTACTS: tuple[SlotName, ...] = ("phone", "email")
OF_THEMSELVES = frozenset({"name", "phone", "email", "address", "asking_price"})
_TAG = re.compile(r"</?[a-zA-Z][^<>@]{0,60}>")
_URL = re.compile(r"(?:https?://|www\.)\S+")
_NOT_NAME = re.compile(
    r"(?:[Nn]o,? |[Ss]orry,? )?[Nn]ot (?P<old>[A-Z][\w'-]+)[,.;]? (?:but |it's |I'm |rather )?"
    r"(?P<new>[A-Z][\w'-]+(?: [A-Z][\w'-]+){0,2})\W*"
)
_NOT = re.compile(r" (?:and not|instead of|rather than|not) ")
_NOT_FIRST = re.compile(
    r"\bnot (?P<old>[\w#'-]{1,40}(?: [\w#'-]{1,40}){0,2})(?:[,.;] ?| but )(?:it'?s |its |it is "
    r"|but |rather )?"
    r"(?P<new>[\w#'-]{1,40}(?: [\w#'-]{1,40}){0,2})\W*$"
)
_SHOULD = re.compile(
    r"(?P<old>[\w'-]{1,30}) (?:should (?:be|say|read)|->|is wrong,? (?:it'?s"
    r"|its)) (?P<new>[\w'-]{1,30})"
)
_MEANT = re.compile(r"\b(?:supposed to be|should be|meant|it'?s|is|make it) (\d{3,6})\W*$")
_MOST_EDITED = 4  # words
_OF_CONDITION = re.compile(r"\b(?:condition|shape|more like|not|house|home|place|it'?s)\b")
_NONE = re.compile(r"\A\W*(?:none|nothing|nada|no one|nobody|n/?a|x|skip|pass|next)\W*")
_UNKNOWN = re.compile(
    r"\b(?:no idea|not sure|don'?t (?:really )?know|do not know|dunno|idk|unsure|can'?t say"
    r"|no clue|make (?:me|us) an? (?:fair )?offer|you tell me"
    r"|(?:surprise|hit) me|haven'?t (?:really )?(?:thought|decided)|open to offers?|rather not"
    r"|prefer not|none of your|skip|next question|pass|no price|don'?t want to say"
    r"|whatever|doesn'?t matter|don'?t care|n/?a|why do you (?:need|ask)|market value|no se"
    r"|private)\b"
)
_JUST_GONE = re.compile(
    r"\b(?:just|only)?\W*(?:want|wanna|need) (?:to be )?"
    r"(?:it|this|that|them|the (?:house|home|place|thing)|out)?"
    r" ?(?:gone|sold|out of (?:here|it)|rid of (?:it|this)|off my hands|over with|done)\b"
)
_REFUSED = re.compile(
    r"\b(?:don'?t have (?:a |any )?(?:phone|cell|number|email)|no (?:phone|cell|email|e-mail)"
    r"|telephone no|not giving|won'?t give|don'?t want to give|rather not|prefer not"
    r"|none of your|skip (?:this|it|that)|no thanks|not comfortable)\b"
)


_WORDY: tuple[SlotName, ...] = ("condition", "motivation", "name")  # answered without a number
FAR_OFF = 3  # times, by which a bare number may differ from the price that it puts right
_IN_FULL = re.compile(r"\$|\d ?k\b|\d{4}|\d,\d{3}|\b(?:thousand|grand|million|mil|hundred)\b|\dm\b")
_OF_OTHERS = re.compile(r"\b(?:phone|number|address|street|zip|unit|apt)\b")
_NUMBER_SWAP = re.compile(r"\D*\d{1,6} not \d{1,6}\D*")
_REPRICED = re.compile(
    r"\b(?:higher|lower|(?:go|come|move|get) (?:up|down|as (?:low|high) as)|(?:go|went) (?:to|for)"
    r"|rais(?:e|ing) (?:it|that|the price|my price)|(?:bump|drop|lower|cut|reduce|up) (?:it|that"
    r"|the price|my price)|make (?:that|it)|change (?:it|that|the price)|knock (?:it|that) down"
    r"|(?:the|my) price (?:is|should|would))\b"
)


_BARE_ZIP = re.compile(
    r"\W*(?:(?:it'?s|its|the|my|and|zip|code|is|in|oh|sorry|also)\W+)*(?:wa\W+)?"
    r"(\d{5}(?:-\d{4})?)(?:\W+zip(?: code)?)?\W*"
)
_HELD_STREET = re.compile(
    r"(\d{1,6}[A-Za-z]?) (?:(?:[NSEWnsew]|[NSns][EWew])\.? )?([^\W_][\w']{2,30})"
)


_ELSEWHERE = re.compile(
    r"\b(?:neighbou?r\w*|next door|across|sold|bought|owns?|comps?|mail\w*|work at|live at)\b"
)
_EMPHASIS = re.compile(r"\b(?:actually|honestly|in fact|to be honest|tbh|currently|right now) ")
# “… 98030 asap poor 200k”: facts one behind the other, without a comma.
_TERSE = re.compile(
    rf"(?P<ahead>^|[{ASIDE},;/]|\b\d{{1,4}} ?k|\$?\d{{3}},\d{{3}}|\d{{6}})\W{{0,9}}"
    r"(?P<grade>(?:excellent|good|fair|poor|rough|bad|decent)(?: (?:condition|cond|shape))?)"
    rf"(?=\W{{0,9}}(?:$|[{ASIDE},;/$]|\d))"
)


class Reading(NamedTuple):
    """What a message says, beside what was known before."""

    slots: Slots
    intent: Intent | None
    changed: frozenset[str]  # the slots that it fills or changes
    declined: frozenset[SlotName]  # those that the person can't or won't say
    is_partial_phone: bool  # a number without area code, or one that can't be
    is_box: bool  # a post-office box instead of an address
    is_question: bool


def read(text: str, before: Slots, asked: SlotName | None, today: date) -> Reading:
    """Read a message of somebody of whom ``before`` is known, and who was asked for ``asked``."""
    plain = _TAG.sub(" ", _read_part(cleaned(text)))
    low = small(plain)
    if stop(low):
        return _nothing(before, "stop")
    is_human, has_correction = human(low), corrects(low)
    found = _found(
        plain, low, before, asked, today, is_human=is_human, has_correction=has_correction
    )
    edits = {} if not _holds(before) else _edits(plain, low, before, found)
    found |= edits
    if "address" in found and "address" not in edits and before.address:
        found["address"] = _with_place(found["address"], before.address, low)
    changed = {slot: value for slot, value in found.items() if getattr(before, slot) != value}
    slots = before.model_copy(update=changed) if changed else before
    has_corrected = has_correction and _holds(before)
    is_correction = any(getattr(before, slot) is not None for slot in changed) or (
        has_corrected and bool(changed or named_slots(low) & _held_names(before))
    )
    is_question = question(low)
    if is_human:
        intent: Intent | None = "human"
    else:
        intent = _intent(low, bool(changed), is_correction=is_correction, is_question=is_question)
    return Reading(
        slots,
        intent,
        frozenset(changed),
        frozenset() if intent == "human" else _declined(low, asked, found),
        "phone" not in found and is_partial(plain),
        "address" not in found and is_box(plain),
        is_question,
    )


def _read_part(text: str) -> str:
    """A text, of a very long one its beginning and its end: that is where numbers are left."""
    if len(text) <= LONGEST_READ:
        return text
    return f"{text[: LONGEST_READ - TAIL]}\n{text[-TAIL:]}"


def _nothing(before: Slots, intent: Intent) -> Reading:
    return Reading(before, intent, frozenset(), frozenset(), False, False, False)


def _holds(before: Slots) -> bool:
    return any(getattr(before, slot) is not None for slot in Slots.model_fields)


def _held_names(before: Slots) -> set[str]:
    return {slot for slot in Slots.model_fields if getattr(before, slot) is not None}


def _found(
    plain: str,
    low: str,
    before: Slots,
    asked: SlotName | None,
    today: date,
    *,
    is_human: bool,
    has_correction: bool,
) -> dict[str, Any]:
    """The slots that a text fills by itself."""
    found: dict[str, Any] = {}
    is_corrected = asked is None and has_correction
    rest = plain
    all_emails = emails(rest)
    if email := best_email(all_emails, rest):
        found["email"] = email.address
    rest = without(rest, [each.span for each in all_emails])
    rest = without(rest, [each.span() for each in few(_URL.finditer(rest))])
    all_phones = phones(rest)
    if phone := best_phone(all_phones, rest):
        found["phone"], found["phone_ext"] = phone.number, phone.extension
    rest = without(rest, [each.span for each in all_phones])
    homes = addresses(rest, is_asked=asked == "address")
    if home := best_address(homes, rest):
        found["address"] = _on_held_street(home.text, before.address)
    elif number := _same_street(rest, before.address):
        found["address"] = f"{number[0]}{number[1]}"
        rest = without(rest, [(number.start, number.start + len(number[0]))])
    elif place := _missing_place(rest, before, asked):
        found["address"] = f"{before.address}, {place}"
    rest = without(rest, [each.span for each in homes])
    rest_low = small(rest)
    if time := when(
        rest_low,
        today,
        is_asked=asked == "timeline",
        is_corrected=is_corrected and before.timeline is not None,
    ):
        found["timeline"], found["sell_by"] = time.timeline, time.sell_by
        rest_low = without(rest_low, time.spans)
    terse = _TERSE.search(rest_low) if asked is None or "address" in found else None
    if terse and ASIDE in rest_low:
        found["condition"] = condition(terse["grade"], is_asked=True)
        rest_low = without(rest_low, [terse.span("grade")])
    if (price := _price(rest_low, before, asked)) is not None:
        found["asking_price"] = price
    is_of_condition = asked == "condition" or (
        is_corrected
        and before.condition is not None
        and found.keys().isdisjoint(OF_THEMSELVES)
        and _OF_CONDITION.search(low) is not None
    )
    said_plainly = _EMPHASIS.sub("", rest_low)
    if state := condition(said_plainly, is_asked=is_of_condition):
        found["condition"] = state
    contacts = [each.span[0] for each in all_emails] + [each.span[0] for each in all_phones]
    if not is_human and (said := name(rest, is_asked=asked == "name", contacts=contacts)):
        found["name"] = said
    wants_reason = asked == "motivation" and not is_human and not question(low)
    if wants_reason and before.name is None and (said := bare_name(plain)):
        found["name"] = said
    wants_reason = (
        wants_reason and yes_or_no(low) is None and not nonsense(low) and not _UNKNOWN.search(low)
    )
    wants_reason = wants_reason and found.keys().isdisjoint(OF_THEMSELVES)
    reason = motivation(plain, low, is_asked=wants_reason)
    if reason and (asked == "motivation" or before.motivation is None):
        found["motivation"] = reason
    return found


def _missing_place(text: str, before: Slots, asked: SlotName | None) -> str | None:
    """The city or ZIP code that completes a held street, where that was asked for."""
    if before.address is None:
        return None
    lacks_code = asked != "asking_price" and not ends_in_zip(before.address)
    if lacks_code and (code := _BARE_ZIP.fullmatch(small(text))):
        return code[1]
    if asked != "address" or has_place(before.address):
        return None
    return place_of(text)


def _on_held_street(said: str, held: str | None) -> str:
    """An address, with the city of the held one if it is another number on the same street."""
    number = None if has_place(said) else _same_street(said, held)
    if number is None or not {*small(said).split()[1:]} <= {*small(held or "").split()}:
        return said
    return f"{number.number}{number.rest}"


class _Renumbered(NamedTuple):
    number: str
    rest: str  # of the held address
    start: int  # of the number in the text


def _same_street(text: str, held: str | None) -> _Renumbered | None:
    """A held address with the other house number that is said on its street: “no wait 580 Main”."""
    street = _HELD_STREET.match(held or "")
    if held is None or street is None or _ELSEWHERE.search(small(text)):
        return None
    said = re.search(
        rf"(?<![\w$#.,/:-])(\d{{1,6}}[a-z]?) (?:(?:n|s|e|w|ne|nw|se|sw)\.? )?"
        rf"{re.escape(small(street[2]))}(?![\w'])",
        small(text),
    )
    if said is None or said[1] == small(street[1]):
        return None
    return _Renumbered(said[1], held[street.end(1) :], said.start(1))


def _price(low: str, before: Slots, asked: SlotName | None) -> int | None:
    if asked == "asking_price":
        return asking_price(low, is_asked=True)
    price = asking_price(low, is_asked=False)
    held = before.asking_price
    if held is None or _IN_FULL.search(low):
        if price is None and held is not None and _may_reprice(low, before, asked):
            return asking_price(low, is_asked=True)
        return price
    # A bare “395” stands for thousands only where that is near the price that was named.
    if price is None and _may_reprice(low, before, asked):
        price = asking_price(low, is_asked=True)
    is_near = price is not None and held / FAR_OFF <= price <= held * FAR_OFF
    return price if is_near else None


def _may_reprice(low: str, before: Slots, asked: SlotName | None) -> bool:
    """Whether a bare number may put the price right that is known."""
    if _OF_OTHERS.search(low) or (before.address and _NUMBER_SWAP.fullmatch(low)):
        return False
    if _REPRICED.search(low):
        return True
    return corrects(low) and (asked in (None, *_WORDY) or _IN_FULL.search(low) is not None)


def _edits(plain: str, low: str, before: Slots, found: dict[str, Any]) -> dict[str, Any]:
    """What a text puts right by naming the part that is wrong: “12 not 21”, “it ends in 0162”.

    A slot that ``found`` has by mistake of such a part is taken out of it.
    """
    edits: dict[str, Any] = {}
    named = named_slots(low)
    if before.phone and "phone" not in found and (number := corrected_phone(low, before.phone)):
        edits["phone"] = number
    is_of_home = "address" in named or re.search(r"\bzip\b", low) is not None
    is_of_home = is_of_home and "address" not in found and _is_of_home(low, named)
    if before.address and is_of_home and (address := corrected_address(plain, before.address)):
        edits["address"] = address
    meant = _MEANT.search(low)
    if before.address and meant and not found and not edits:
        renumbered = _renumbered(before.address, meant[1])
        edits |= {"address": renumbered} if renumbered else {}
    renamed = _NOT_NAME.fullmatch(plain) if before.name and "address" not in found else None
    is_of_street = renamed and small(renamed["old"]) in small(before.address or "")
    if renamed and not is_of_street and not has_common(renamed["new"]):
        edits["name"] = renamed["new"]
    for old, new in _replacements(plain, low):
        for slot in ("address", "name", "email"):
            held = getattr(before, slot)
            if not held or slot in edits or (slot in found and slot != "name"):
                continue
            if (changed := _replaced(held, old, new)) is not None:
                edits[slot] = changed
        if not edits and before.phone and "phone" not in found:
            edits |= _redialled(before.phone, old, new)
        if edits:
            found.pop("asking_price", None)
            break
    return edits


def _replacements(plain: str, low: str) -> Iterator[tuple[str, str]]:
    """What a text wants replaced, and by what; the longest first."""
    for pattern in (_NOT_FIRST, _SHOULD):
        if match := pattern.search(low):
            yield match["old"].strip(".'-"), plain[slice(*match.span("new"))].strip(".'-")
    if match := _NOT.search(low):
        before = plain[: match.start()].split()[-_MOST_EDITED:]
        after = re.split(r"[,;!?]|\.(?:\s|$)", low[match.end() :])[0].split()[:_MOST_EDITED]
        for count in range(min(len(before), len(after)), 0, -1):
            old, new = " ".join(after[:count]), " ".join(before[-count:])
            yield old.strip(".'\"-"), new.strip(".,'\"-")


def _renumbered(held: str, number: str) -> str | None:
    """A held address with another house number, if that is the old one but for a slip."""
    old = re.match(r"\d{3,6}(?!\w)", held)
    if old is None or len(old[0]) != len(number) or old[0] == number:
        return None
    slips = sum(a != b for a, b in zip(old[0], number, strict=True))
    is_slip = slips == 1 or sorted(old[0]) == sorted(number)
    return number + held[old.end() :] if is_slip else None


def _redialled(held: str, old: str, new: str) -> dict[str, Any]:
    """A held number with some digits replaced that it has once."""
    digits = re.sub(r"\D", "", new)
    if not old.isdigit() or len(old) < 2 or len(digits) != len(old) or held.count(old) != 1:
        return {}
    return {"phone": held.replace(old, digits)}


def _is_of_home(low: str, named: set[str]) -> bool:
    """Whether a part of the address is named to be put right, and nothing else."""
    return "phone" not in named or "house number" in low or "zip" in low


def _with_place(address: str, held: str, low: str) -> str:
    """A street that is told anew, with the city of the held one unless it names its own."""
    street, comma, rest = held.partition(",")
    if not comma or has_place(address) or address.lower() in held.lower():
        return address
    words = set(small(address).split()[1:])
    is_same_street = bool(words) and words <= set(small(street).split())
    return f"{address},{rest}" if is_same_street or corrects(low) else address


def _replaced(held: str, old: str, new: str) -> str | None:
    """``held`` with one of its words replaced; ``None`` if it does not have that word once."""
    if not old or not new:
        return None
    pattern = re.compile(rf"(?<![\w]){re.escape(old)}(?![\w])", re.IGNORECASE)
    if len(pattern.findall(held)) != 1:
        return None
    if old.isdigit() != new.isdigit() and (old.isalpha() or new.isalpha()):
        return None
    is_upper = held[pattern.search(held).start()].isupper() and len(new) <= 2  # type: ignore[union-attr]
    return pattern.sub(new.upper() if is_upper else new, held, count=1)


def _intent(
    low: str, has_changed: bool, *, is_correction: bool, is_question: bool
) -> Intent | None:
    if answer := yes_or_no(low):
        return answer
    if is_correction:
        return "correction"
    if has_changed:
        return "question" if is_question else None
    if is_question and not nonsense(low):
        return "question"
    return "nonsense" if nonsense(low) else None


def _declined(low: str, asked: SlotName | None, found: dict[str, Any]) -> frozenset[SlotName]:
    declined: set[SlotName] = set()
    if "email" not in found and has_none(low):
        declined.add("email")
    is_declined = _UNKNOWN.search(low) or _REFUSED.search(low) or _NONE.fullmatch(low)
    named = named_slots(low)
    others: set[SlotName] = {slot for slot in CONTACTS if slot in named and slot != asked}
    if asked and others and is_declined and asked not in named:
        return frozenset(declined | others)  # “no phone” says nothing of a name
    if asked == "asking_price" and _JUST_GONE.search(low):
        is_declined = is_declined or _JUST_GONE.search(low)
    if asked and asked not in found and is_declined:
        declined.add(asked)
    if asked == "motivation" and yes_or_no(low) == "no":
        declined.add(asked)
    return frozenset(declined)


__all__ = ["Reading", "read", "timeline_of"]
