"""What surrounds the figures: conditions, ZIP codes, the lead that a quote makes."""

from typing import Any

import pytest
from homes import REQUESTS, VALUES, asked, quote
from hypothesis import given

from contracts.instant_offer import Acceptance
from contracts.valuation import Estimate, Property
from instant_offer_handover import lead_of, zip_of
from instant_offer_worth import repaired
from lead_scoring import score


def test_a_worn_home_is_valued_as_repaired() -> None:
    worn = repaired(Property(condition=1, grade=7))
    assert worn == Property(condition=3, grade=7)
    kept = Property(condition=4)
    assert repaired(kept) is kept
    assert repaired(None) is None
    bare = Property(sqft=1000)
    assert repaired(bare) is bare


@pytest.mark.parametrize(
    ("address", "code"),
    [
        ("8021 21st Ave NW, Seattle, WA 98117", "98117"),
        ("8021 21st Ave NW, Seattle, WA 98117-1234", "98117"),
        ("98117 Oak Street, Seattle, WA", None),
        ("12 Oak Street", None),
    ],
)
def test_the_zip_code_of_an_address(address: str, code: str | None) -> None:
    assert zip_of(asked(address=address)) == code


def test_the_lead_tells_of_the_quote() -> None:
    person = Acceptance.model_validate({"name": "Ann Lee", "email": "ann@example.com"})
    found = quote(timeline="asap")
    lead = lead_of(asked(timeline="asap"), found, person)
    assert found.offer is not None
    assert lead.source == "instant-offer"
    assert lead.message is not None
    assert f"${found.offer.low:,} to ${found.offer.high:,}" in lead.message
    assert "quote_1" in lead.message
    assert (lead.timeline, lead.condition) == ("asap", "fair")


@given(REQUESTS, VALUES)
def test_what_we_write_of_a_quote_is_no_motive_of_the_seller(
    changes: dict[str, Any], value: Estimate
) -> None:
    found = quote(value, **changes)
    if found.offer is not None and found.costs is not None:
        person = Acceptance.model_validate({"name": "Ann Lee", "email": "ann@example.com"})
        lead = lead_of(asked(**changes), found, person)
        assert f"repairs ${found.costs.repairs:,}" in str(lead.message)
        points = {part.name: part.points for part in score(lead, None).parts}
        assert points["motivation"] == 0


@pytest.mark.parametrize("reach", [{}, {"email": " "}, {"phone": ""}])
def test_an_acceptance_without_a_way_to_reach_the_person_is_refused(reach: dict[str, str]) -> None:
    with pytest.raises(ValueError, match="a phone or an e-mail address is needed"):
        Acceptance.model_validate({"name": "Ann Lee", **reach})
