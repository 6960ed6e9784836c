"""What one run may start of its outbox."""

import pytest
from pydantic import BaseModel

from edgekit import App, Context, Delivery
from edgekit.allowance import DELIVERING_INVOCATIONS, LAST_START_MS, MOST_DELIVERIES, Allowance


class Card(BaseModel):
    x: int


@pytest.mark.parametrize("cost", [-1, DELIVERING_INVOCATIONS + 1])
def test_a_delivery_that_no_run_could_hold_is_refused_at_import(cost: int) -> None:
    app = App("leads")
    with pytest.raises(ValueError, match="worker invocations"):
        app.deliver("announce", invocations=cost)


def test_a_delivery_may_cost_all_that_a_run_has() -> None:
    app = App("leads")

    @app.deliver("announce", invocations=DELIVERING_INVOCATIONS)
    async def announce(message: Card, delivery: Delivery, ctx: Context) -> None: ...

    assert app.topics["announce"].invocations == DELIVERING_INVOCATIONS


def test_what_is_taken_is_gone_and_time_runs_out() -> None:
    clock = iter([1000, 1000, 1000, 1001 + LAST_START_MS])
    left = Allowance(lambda: next(clock))
    left.take(9)
    assert left.invocations == DELIVERING_INVOCATIONS - 9
    assert left.deliveries == MOST_DELIVERIES - 1
    assert left.has_time()
    assert not left.has_time(after_ms=LAST_START_MS + 1)
    assert not left.has_time()
