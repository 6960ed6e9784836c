"""Events as they are stored and sent."""

import json

import pytest

from edgekit import Problem
from partner_events import LONGEST_DATA, body_text, data_text, digest, lead_of


def test_the_body_has_type_time_and_data_and_nothing_else() -> None:
    body = body_text("lead.created", 1790000000123, data_text({"score": 84, "note": "é"}))
    assert body == (
        '{"type":"lead.created","timestamp":"2026-09-21T14:13:20.123Z",'
        '"data":{"score":84,"note":"\\u00e9"}}'
    )
    assert json.loads(body)["data"]["note"] == "é"


@pytest.mark.parametrize("value", [float("nan"), float("inf")])
def test_a_number_that_json_does_not_have_is_422(value: float) -> None:
    with pytest.raises(Problem) as refused:
        data_text({"score": value})
    assert refused.value.status == 422


def test_data_over_the_limit_is_413() -> None:
    text = "x" * (LONGEST_DATA - len('{"a":""}'))
    assert len(data_text({"a": text})) == LONGEST_DATA
    with pytest.raises(Problem) as refused:
        data_text({"a": text + "x"})
    assert refused.value.status == 413


def test_the_same_event_is_known_whatever_the_order_of_its_members() -> None:
    one, two = '{"a":1,"b":{"c":2,"d":3}}', '{"b":{"d":3,"c":2},"a":1}'
    assert digest("lead.created", one) == digest("lead.created", two)
    assert digest("lead.created", one) != digest("lead.updated", one)
    assert digest("lead.created", one) != digest("lead.created", '{"a":1}')


@pytest.mark.parametrize(
    ("data", "lead"),
    [
        ({"lead_id": "lead_1"}, "lead_1"),
        ({"lead": {"id": "lead_2"}}, "lead_2"),
        ({"lead_id": 7}, None),
        ({"lead": "lead_3"}, None),
        ({"lead_id": "x" * 65}, None),
        ({}, None),
    ],
)
def test_the_lead_that_an_event_is_about(data: dict[str, object], lead: str | None) -> None:
    assert lead_of(data) == lead
