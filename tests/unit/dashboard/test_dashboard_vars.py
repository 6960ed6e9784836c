"""The dashboard's vars: what its sources would refuse is told before anybody looks at a page."""

import pytest

from dashboard_vars import DashboardVars


@pytest.mark.parametrize(
    ("name", "slip"),
    [
        ("FUNNEL_STEPS", "pageview"),
        ("FUNNEL_STEPS", "pageview,,lead_created"),
        ("MARKET_REGIONS", "98103"),
        ("MARKET_REGIONS", ",".join(["98103"] * 11)),
        ("MARKET_REGIONS", '["98103", ]'),
        ("SENTIMENT_REGION", "Seattle, WA"),
    ],
)
def test_a_slip_is_told_and_the_default_stands(name: str, slip: str) -> None:
    given = DashboardVars({name: slip}.get)
    assert list(given.faults) == [name]
    assert getattr(given, name.lower()) == DashboardVars.declared[name].default


def test_what_the_sources_take_is_taken() -> None:
    sound = {
        "FUNNEL_STEPS": "pageview, /offer,lead_created",
        "MARKET_REGIONS": "seattle-bellevue-kent-wa,98103",
        "SENTIMENT_REGION": "98103",
    }
    given = DashboardVars(sound.get)
    assert given.faults == {}
    assert given.market_regions == sound["MARKET_REGIONS"]
