"""The chapter of contacts: each lead in the CRM, one edit that clashes, and one that it refused."""

import json
from collections.abc import Iterator
from datetime import datetime
from zoneinfo import ZoneInfo

from contracts.crm_sync import CrmLead, HomeValue, SyncStatus
from edgekit import Statement
from edgekit.dead_letters import store_letter
from fleet.story.dice import dice, story_id
from fleet.story.leads import estimate, scored
from fleet.story.plot import Seller, chapter_hour, sellers
from fleet.story.scratch import Scratch, scratch, use_workers

use_workers("crm-sync")

from crm_mapping import mapped, values_of  # noqa: E402
from crm_plan import Clash, Edit, News, rewritten  # noqa: E402
from crm_store import FAIL, ContactRow, claim, settled, upsert  # noqa: E402
from hubspot_crm import HubSpotCrm  # noqa: E402

DATABASE = "crm-db"
SEATTLE = ZoneInfo("America/Los_Angeles")
CRM = HubSpotCrm()
REFUSED = "HubSpot answered 400: VALIDATION_ERROR."
THEIR_NUMBER = "+12065550118"
FIRST_ID = 18_400_000_000


def statements() -> Iterator[tuple[str, list[str]]]:
    """SQL and parameters that fill an empty crm-db."""
    now = chapter_hour()
    told = list(sellers(now))
    reached = [seller for seller in told if seller.new.phone]
    clashing, refused = reached[-9], told[-4]
    with scratch(DATABASE) as database:
        for number, seller in enumerate(told):
            if seller is refused:
                _refuse(database, seller)
            else:
                _sync(database, number, seller, clashes=seller is clashing)
        yield from database.copied("contacts", "dead_letters")


def _lead(seller: Seller) -> CrmLead:
    """The lead by the end of the story."""
    value, last = estimate(seller), seller.steps[-1] if seller.steps else None
    facts = seller.new.model_dump(exclude={"property", "utm"})
    return CrmLead.model_validate(
        facts
        | {
            "id": seller.id,
            "version": len(seller.steps) + 1,
            "created_at": seller.at,
            "updated_at": last.at if last else seller.at,
            "status": last.status if last else "new",
            "score": scored(seller).total,
            "valuation": HomeValue(estimate=value.estimate) if value else None,
        }
    )


def _claimed(database: Scratch, seller: Seller) -> tuple[CrmLead, ContactRow, int]:
    lead = _lead(seller)
    at = _ms(lead.updated_at or seller.at) + 900
    contact = story_id("contact", seller.id)
    database.run(upsert(lead, contact, "pending", at))
    [row] = database.run(claim(seller.id, at, CRM.name, to_sync=True))
    return lead, ContactRow.model_validate(row), at


def _sync(database: Scratch, number: int, seller: Seller, *, clashes: bool) -> None:
    lead, row, at = _claimed(database, seller)
    news = News()
    for name, value in values_of(lead, mapped(CRM.name, None), CRM, SEATTLE).items():
        news.written[name] = rewritten(None, value, value, at)
    if clashes:
        noticed = at + 60_000
        news.changes["phone"] = Edit(value=THEIR_NUMBER, at=noticed)
        news.conflicts["phone"] = Clash(ours=lead.phone or "", theirs=THEIR_NUMBER, at=noticed)
    external_id = str(FIRST_ID + 1000 * number + dice("contact", number).randrange(1000))
    status: SyncStatus = "conflict" if clashes else "synced"
    database.run(settled(row, "hubspot", external_id, news, status, at))


def _refuse(database: Scratch, seller: Seller) -> None:
    _, row, at = _claimed(database, seller)
    letter = store_letter(
        "outbox",
        "sync",
        f"sync:{seller.id}:story",
        json.dumps({"lead_id": seller.id, "look": False}),
        REFUSED,
        attempts=1,
        now=at,
        letter_id=story_id("dead", seller.id),
        told=True,
    )
    database.run(Statement(FAIL, (seller.id, row.leased_until, "failed", REFUSED)), letter)


def _ms(moment: datetime) -> int:
    return int(moment.timestamp() * 1000)
