"""Every source of the dashboard, counted again from what lies behind it.

Where a worker lists what it has, the list is counted; of analytics, sentiment, the market and the
log, which list nothing whole, it is the rows of their databases.
"""

from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from typing import Any, NamedTuple
from urllib.parse import urlencode

import httpx

from fleet.demo.day import ADMIN
from fleet.dev.client import FleetClient

Json = dict[str, Any]


class Row(NamedTuple):
    """A figure of the dashboard beside its recount."""

    source: str
    what: str
    dashboard: Any
    recount: Any

    @property
    def agrees(self) -> bool:
        """Whether both are the same."""
        return bool(self.dashboard == self.recount)


def recount(fleet: FleetClient, summary: Json) -> list[Row]:
    """The figures of a summary, each beside its recount over the same days."""
    return [
        Row(source, what, shown, counted)
        for source, count in SOURCES.items()
        for what, shown, counted in count(fleet, summary)
    ]


Found = Iterator[tuple[str, Any, Any]]


def _leads(fleet: FleetClient, summary: Json) -> Found:
    shown = summary["leads"]
    items = list(_listed(fleet, "leads", "/api/leads", _days(summary)))
    yield "leads", shown["total"], len(items)
    yield "hot leads", shown["hot"], sum(each["score"] > 80 for each in items)
    by_day = {row["date"]: row["count"] for row in shown["by_day"]}
    yield "leads by day", by_day, Counter(each["created_at"][:10] for each in items)
    by_status = {name: count for name, count in shown["by_status"].items() if count}
    yield "leads by status", by_status, Counter(each["status"] for each in items)
    waiting = sum(each["status"] == "new" for each in items)
    yield "leads that wait", shown["response"]["waiting"], waiting


def _analytics(fleet: FleetClient, summary: Json) -> Found:
    of_days = "day BETWEEN '{from}' AND '{to}'".format_map(summary)
    by_day = f"""SELECT day, count(*) FILTER (WHERE name = 'pageview') AS views,
  count(DISTINCT visitor) AS visitors FROM events WHERE {of_days} GROUP BY day"""  # noqa: S608
    rows = fleet.d1("analytics", by_day)
    visitors = {row["day"]: row["visitors"] for row in rows}
    views = {row["day"]: row["views"] for row in rows}
    yield "visitors by day", _keyed(summary["visitors"]), visitors
    yield "page views by day", _keyed(summary["pageviews"]), views
    by_source = f"""SELECT source, count(*) AS visitors FROM (SELECT DISTINCT day, source, visitor
FROM events WHERE {of_days}) GROUP BY source ORDER BY visitors DESC, source LIMIT 10"""  # noqa: S608
    found = {row["source"]: row["visitors"] for row in fleet.d1("analytics", by_source)}
    yield "visitors by source", _keyed(summary["sources"]), found
    yield "visitors who saw a page", *_first_step(fleet, summary, of_days)


def _first_step(fleet: FleetClient, summary: Json, of_days: str) -> tuple[int, int]:
    first = summary["funnel"]["steps"][0]
    sql = f"""SELECT count(*) AS count FROM (SELECT DISTINCT day, visitor FROM events
WHERE {of_days} AND name = '{first["step"]}')"""  # noqa: S608 - a name of the summary's
    [row] = fleet.d1("analytics", sql)
    return first["visitors"], row["count"]


def _payments(fleet: FleetClient, summary: Json) -> Found:
    kinds = {"capture": "captured_cents", "refund": "refunded_cents", "dispute": "disputed_cents"}
    counted: Counter[str] = Counter()
    for entry in _listed(fleet, "payments", "/api/ledger", _days(summary)):
        field = kinds.get(entry["kind"], "fees_cents")
        counted[f"{entry['currency']} {field}"] += entry["amount_cents"]
        cash = [each for each in entry["lines"] if each["account"] == "stripe_balance"]
        counted[f"{entry['currency']} net_cents"] += sum(each["amount_cents"] for each in cash)
    shown = {
        f"{total['currency']} {field}": total[field]
        for total in summary["revenue"]["totals"]
        for field in (*kinds.values(), "fees_cents", "net_cents")
    }
    yield "revenue, cents", _not_zero(shown), _not_zero(counted)


def _calendar(fleet: FleetClient, summary: Json) -> Found:
    shown = summary["bookings"]
    every = list(_listed(fleet, "calendar", "/api/bookings", {}))
    made = [each for each in every if summary["from"] <= each["created_at"][:10] <= summary["to"]]
    by_day = {row["date"]: row["count"] for row in shown["by_day"]}
    yield "visits booked by day", by_day, Counter(each["created_at"][:10] for each in made)
    cancelled = sum(each["status"] == "cancelled" for each in made)
    yield "cancelled since", shown["cancelled"], cancelled
    ahead = sorted(
        each["start"]
        for each in every
        if each["status"] == "booked" and each["start"] > summary["generated_at"]
    )
    yield "visits to come", shown["ahead"], len(ahead)
    yield "the next visit", (shown["next_start"] or "")[5:16], (ahead[0] if ahead else "")[5:16]


def _crm(fleet: FleetClient, summary: Json) -> Found:
    shown = summary["contacts"]
    leads = [row["lead_id"] for row in fleet.d1("crm-sync", "SELECT lead_id FROM contacts")]
    with fleet.worker("crm-sync") as crm:
        contacts = [_contact(crm, lead) for lead in leads]
    statuses = Counter(each["status"] for each in contacts)
    days = [(each["last_sync"] or "")[:10] for each in contacts]
    synced = sum(summary["from"] <= day <= summary["to"] for day in days)
    yield "contacts synced", shown["synced"], synced
    for status, field in (("pending", "pending"), ("conflict", "conflicts"), ("failed", "failed")):
        yield f"contacts {status}", shown[field], statuses[status]


def _contact(crm: httpx.Client, lead: str) -> Json:
    answer = crm.get(f"/api/contacts/{lead}")
    return answer.json() if answer.is_success else {"status": "none", "last_sync": None}


def _partners(fleet: FleetClient, summary: Json) -> Found:
    shown = summary["partners"]
    endpoints = list(_listed(fleet, "partner-hooks", "/api/subscriptions", {}))
    yield "endpoints", shown["subscriptions"], len(endpoints)
    off = sum(not each["enabled"] for each in endpoints)
    yield "endpoints switched off", shown["switched_off"], off
    sent = [
        each
        for each in _listed(fleet, "partner-hooks", "/api/deliveries", {})
        if summary["from"] <= each["created_at"][:10] <= summary["to"]
        if each["type"] != "endpoint.test"
    ]
    deliveries = Counter(each["status"] for each in sent)
    yield "messages to partners", _not_zero(shown["deliveries"]), deliveries
    yield "events told of", shown["events"], len({each["webhook_id"] for each in sent})


def _market(fleet: FleetClient, summary: Json) -> Found:
    for region in summary["market"]["regions"]:
        newest = f"""SELECT value FROM observations WHERE region = '{region["metro"]}'
AND metric = 'hpi' ORDER BY period DESC LIMIT 1"""  # noqa: S608 - a name of the summary's
        [row] = fleet.d1("market-intelligence", newest)
        yield f"prices in {region['region'][:12]}", region["level"], row["value"]
    rates = "SELECT week, rate FROM mortgage_rates ORDER BY week DESC LIMIT 1"
    [row] = fleet.d1("market-intelligence", rates)
    shown = summary["rates"]
    yield "mortgage rate", shown["rate"], row["rate"]
    yield "its week", shown["as_of"], row["week"]
    trend = summary["trend"]
    points = {point["date"]: point["level"] for point in trend["points"]}
    sql = f"""SELECT period, value FROM observations WHERE region = '{trend["region"]}'
AND metric = 'hpi' AND period >= '{min(points)}'"""  # noqa: S608 - of the summary
    rows = fleet.d1("market-intelligence", sql)
    yield "index by quarter", points, {row["period"]: row["value"] for row in rows}


def _sentiment(fleet: FleetClient, summary: Json) -> Found:
    shown = summary["sentiment"]
    sql = f"""SELECT label, count(*) AS count FROM article_regions
WHERE region = '{shown["region"]}'
AND date(published_at / 1000, 'unixepoch') BETWEEN '{summary["from"]}' AND '{summary["to"]}'
GROUP BY label"""  # noqa: S608 - of the summary
    found = {row["label"]: row["count"] for row in fleet.d1("sentiment", sql)}
    labels = {name: shown[name] for name in ("positive", "neutral", "negative")}
    yield "articles by mood", _not_zero(labels), found


def _slack_intel(fleet: FleetClient, summary: Json) -> Found:
    sql = "SELECT id FROM logs WHERE level = 'error' ORDER BY id DESC LIMIT 10"
    found = [row["id"] for row in fleet.d1("slack-intel", sql)]
    yield "latest errors", [each["id"] for each in summary["errors"]["items"]], found


SOURCES: Mapping[str, Callable[[FleetClient, Json], Found]] = {
    "leads": _leads,
    "analytics": _analytics,
    "payments": _payments,
    "calendar": _calendar,
    "crm-sync": _crm,
    "partner-hooks": _partners,
    "market-intelligence": _market,
    "sentiment": _sentiment,
    "slack-intel": _slack_intel,
}
"""How each source of the dashboard is counted again, by its worker."""


def _listed(
    fleet: FleetClient, worker: str, path: str, params: Mapping[str, str]
) -> Iterator[Json]:
    """Everything that a worker lists, page after page."""
    cursor: str | None = ""
    with fleet.worker(worker) as client:
        while cursor is not None:
            asked = {**params, "limit": "100"} | ({"cursor": cursor} if cursor else {})
            answer = client.get(f"{path}?{urlencode(asked)}", headers=ADMIN).raise_for_status()
            page = answer.json()
            yield from page["items"]
            cursor = page["cursor"]


def _days(summary: Json) -> dict[str, str]:
    return {"from": summary["from"], "to": summary["to"]}


def _keyed(report: Json) -> dict[str, int]:
    return {row["key"]: row["value"] for row in report["rows"] if row["value"]}


def _not_zero(counts: Mapping[str, int]) -> dict[str, int]:
    return {name: count for name, count in counts.items() if count}
