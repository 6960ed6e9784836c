"""What each event used of Cloudflare's limits."""

from typing import Any

from fleet.dev.usage import KEPT, UsageLedger


def entry(chain: str, **counted: Any) -> dict[str, Any]:
    return {
        "chain": chain,
        "invocations": 0,
        "d1_queries": 0,
        "d1_most": 0,
        "subrequests": 0,
    } | counted


def test_what_the_workers_of_a_chain_tell_adds_up_in_any_order() -> None:
    ledger = UsageLedger()
    ledger.take([entry("a", invocations=2, d1_queries=3, d1_most=3)])
    assert ledger.list() == []
    ledger.take([entry("a", invocations=1, worker="bell", event="fetch", request_id=None)])
    ledger.take(
        [entry("a", worker="bell", event="fetch", request_id="req-1", d1_queries=2, d1_most=2)]
    )
    [usage] = ledger.list(request_id="req-1")
    assert (usage.invocations, usage.d1_queries, usage.d1_most) == (3, 5, 3)
    assert ledger.list(worker="bell", event="queue") == []


def test_a_request_that_another_worker_made_has_no_figures_of_its_own() -> None:
    ledger = UsageLedger()
    ledger.take([entry("a", invocations=2, worker="bell", event="fetch", request_id="req-1")])
    requests = [{"worker": name, "request_id": "req-1"} for name in ("bell", "ledger")]
    asked, called = ledger.with_requests(requests)
    assert (asked["invocations"], called["invocations"]) == (2, None)


def test_only_the_latest_events_are_kept() -> None:
    ledger = UsageLedger()
    ledger.take(entry(str(n), worker="bell", event="fetch") for n in range(KEPT + 1))
    assert (ledger.list()[0].chain, len(ledger.list())) == ("1", KEPT)
