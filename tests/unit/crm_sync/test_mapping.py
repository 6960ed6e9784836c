"""What goes into which property, and what a mapping can't be."""

import json
from datetime import UTC, datetime
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from crm_at_work import SEATTLE, lead

from contracts.crm_sync import CrmLead
from contracts.leads import Lead
from crm_mapping import DEFAULTS, Target, mapped, values_of
from crm_protocol import Crm
from crm_vars import CrmVars
from followupboss_crm import FollowUpBossCrm
from generic_crm import GenericCrm
from hubspot_crm import HubSpotCrm


def written(target: Any, crm: Crm, zone: ZoneInfo = SEATTLE, **changes: Any) -> str:
    mapping = {"it": Target.model_validate(target)}
    return values_of(lead(**changes), mapping, crm, zone)["it"]


def midnight(year: int, month: int, day: int) -> str:
    return str(int(datetime(year, month, day, tzinfo=UTC).timestamp() * 1000))


@pytest.mark.parametrize(
    ("at", "zone", "day"),
    [
        ("2026-11-28T03:00:00Z", "America/Los_Angeles", (2026, 11, 27)),
        ("2026-11-28T09:00:00Z", "America/Los_Angeles", (2026, 11, 28)),
        ("2026-06-30T18:00:00Z", "Pacific/Auckland", (2026, 7, 1)),
        ("2026-03-08T07:59:59Z", "America/Los_Angeles", (2026, 3, 7)),
        ("2026-03-08T08:00:00Z", "America/Los_Angeles", (2026, 3, 8)),
        # The hour that comes twice, and the day's end after it.
        ("2026-11-01T08:30:00Z", "America/Los_Angeles", (2026, 11, 1)),
        ("2026-11-01T09:30:00Z", "America/Los_Angeles", (2026, 11, 1)),
        ("2026-11-02T07:59:59Z", "America/Los_Angeles", (2026, 11, 1)),
        ("2026-11-02T08:00:00Z", "America/Los_Angeles", (2026, 11, 2)),
        ("2026-12-31T10:00:00Z", "Pacific/Kiritimati", (2027, 1, 1)),
        ("2026-12-31T10:59:59Z", "Pacific/Pago_Pago", (2026, 12, 30)),
        ("2026-06-30T18:29:59Z", "Asia/Kolkata", (2026, 6, 30)),
        ("2028-02-29T23:00:00-08:00", "America/Los_Angeles", (2028, 2, 29)),
    ],
)
def test_a_date_is_midnight_utc_of_the_local_day(
    at: str, zone: str, day: tuple[int, int, int]
) -> None:
    target = {"field": "created_at", "type": "date"}
    given = written(target, HubSpotCrm(), ZoneInfo(zone), created_at=at)
    assert given == midnight(*day)
    assert written(target, GenericCrm(), ZoneInfo(zone), created_at=at).endswith("T00:00:00Z")


def test_hubspot_reads_its_own_way_to_write_a_date() -> None:
    crm = HubSpotCrm()
    assert crm.same("lead_date", midnight(2026, 11, 27), "2026-11-27")
    assert not crm.same("lead_date", midnight(2026, 11, 27), "2026-11-28")


def test_a_time_is_a_moment() -> None:
    at = "2026-11-28T03:00:00+01:00"
    assert written("created_at", FollowUpBossCrm(), created_at=at) == "2026-11-28T02:00:00Z"
    assert written("created_at", GenericCrm(), created_at=at) == "2026-11-28T02:00:00Z"


@pytest.mark.parametrize(
    ("target", "changes", "text"),
    [
        ("first_name", {}, "Ann"),
        ("last_name", {"name": "Ann van der Berg"}, "van der Berg"),
        ("last_name", {"name": "Cher"}, ""),
        ("estimate", {"valuation": {"estimate": 712_000, "low": 1}}, "712000"),
        ("sms_consent", {"consent": {"sms": True}}, "true"),
        ("sms_consent", {}, ""),
        ("score", {"score": 0}, "0"),
        ({"field": "status", "values": {"new": "NEW"}}, {}, "NEW"),
        ({"field": "status", "values": {"new": "NEW"}}, {"status": "lost"}, "lost"),
    ],
)
def test_a_field_is_written_as(target: Any, changes: dict[str, Any], text: str) -> None:
    assert written(target, HubSpotCrm(), **changes) == text


@pytest.mark.parametrize("crm", ["hubspot", "followupboss", "generic"])
def test_without_a_mapping_there_is_one(crm: str) -> None:
    assert set(mapped(crm, None)) == set(DEFAULTS[crm])
    assert mapped(crm, {}) == {}


@pytest.mark.parametrize(
    ("mapping", "sentence"),
    [
        ({"x": "shoe_size"}, "does not fit at /x/field: Input should be 'id', 'name'"),
        ({"x": {"field": "score", "type": "date"}}, "score can't be a date; it is number or text"),
        ({"x": {"field": "name", "type": "number"}}, "name can't be a number; it is text"),
        ({"x": {"field": "status", "values": {"sold": "S"}}}, "status is never sold"),
        ({"x": {"field": "name", "kind": "text"}}, "at /x/kind: Extra inputs are not permitted"),
        ({"bad name": "name"}, "String should match pattern"),
        ([], "Input should be a valid dictionary"),
    ],
)
def test_a_mapping_that_can_not_be_is_told_in_one_sentence(mapping: Any, sentence: str) -> None:
    fault = CrmVars({"CRM_MAPPING": json.dumps(mapping)}.get).faults["CRM_MAPPING"]
    assert sentence in fault
    assert "\n" not in fault


def test_a_zone_that_is_none_is_told() -> None:
    fault = CrmVars({"CRM_TIMEZONE": "Mars/Olympus"}.get).faults["CRM_TIMEZONE"]
    assert "it should be a time zone such as America/Los_Angeles" in fault


def test_a_lead_of_leads_fits_as_it_is() -> None:
    shared = set(CrmLead.model_fields) & set(Lead.model_fields)
    assert shared == set(CrmLead.model_fields)
