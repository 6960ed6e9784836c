"""In which order deliveries are tried."""

from partner_sending import Claimed, by_endpoint


def claimed(number: int, subscription: str, failures: int = 0) -> Claimed:
    return Claimed(
        id=f"dlv_{number}",
        claim="claim_1",
        tries=0,
        attempts=0,
        type="lead.created",
        is_test=False,
        subscription=subscription,
        url="https://a.example/",
        secrets="[]",
        enabled_at=0,
        failures=failures,
        failing_since=None,
        webhook_id=f"evt_{number}",
        data="{}",
        at=0,
    )


def test_an_endpoint_gets_its_events_in_their_order_and_those_that_fail_come_last() -> None:
    rows = [
        claimed(1, "sub_a", failures=3),
        claimed(2, "sub_b"),
        claimed(3, "sub_a", failures=3),
        claimed(4, "sub_c"),
        claimed(5, "sub_b"),
    ]
    groups = [[each.id for each in group] for group in by_endpoint(rows)]
    assert groups == [["dlv_2", "dlv_5"], ["dlv_4"], ["dlv_1", "dlv_3"]]


def test_nothing_to_try_is_no_endpoint() -> None:
    assert by_endpoint([]) == []
