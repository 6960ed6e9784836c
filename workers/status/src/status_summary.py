"""The status in the shape of Statuspage's ``/api/v2/summary.json``.

https://metastatuspage.com/api#summary
"""

from datetime import UTC, datetime

from contracts.status import (
    Component,
    ComponentStatus,
    FleetStatus,
    Impact,
    Incident,
    Indicator,
    Maintenance,
    PageInfo,
    StatusReport,
    Summary,
    SummaryIncident,
    SummaryUpdate,
    WorkerReport,
    WorkerStatus,
)
from status_words import WORKER, headline

PAGE_ID = "hearthstack"
BEGINNING = datetime(2026, 1, 1, tzinfo=UTC)  # when the components were set up
COMPONENTS: dict[WorkerStatus, ComponentStatus] = {
    "up": "operational",
    "degraded": "degraded_performance",
    "down": "major_outage",
    "maintenance": "under_maintenance",
    "unknown": "degraded_performance",
}
INDICATORS: dict[FleetStatus, Impact | str] = {
    "up": "none",
    "degraded": "minor",
    "partial_outage": "major",
    "major_outage": "critical",
    "maintenance": "maintenance",
    "unknown": "minor",
}


def summary(report: StatusReport, business: str, page_url: str) -> Summary:
    """The summary; what is over is not in it."""
    updated = report.checked_at or BEGINNING
    components = {
        worker.name: _component(worker, place) for place, worker in enumerate(report.workers, 1)
    }
    return Summary(
        page=PageInfo(
            id=PAGE_ID, name=business, url=page_url, time_zone="Etc/UTC", updated_at=updated
        ),
        status=Indicator.model_validate(
            {"indicator": INDICATORS[report.status], "description": headline(report)}
        ),
        components=tuple(components.values()),
        incidents=tuple(
            _incident(each, components, page_url)
            for each in report.incidents
            if each.resolved_at is None
        ),
        scheduled_maintenances=tuple(
            _maintenance(each, components, page_url)
            for each in report.maintenance
            if each.status != "over"
        ),
    )


def _component(worker: WorkerReport, position: int) -> Component:
    unclear = worker.status == "unknown"
    return Component(
        id=worker.name,
        name=worker.name,
        status=COMPONENTS[worker.status],
        description=f"{WORKER[worker.status]}: no probe of the last minutes." if unclear else None,
        position=position,
        page_id=PAGE_ID,
        created_at=BEGINNING,
        updated_at=worker.checked_at or BEGINNING,
    )


def _incident(
    incident: Incident, components: dict[str, Component], page_url: str
) -> SummaryIncident:
    watched = [each.at for each in incident.updates if each.status == "monitoring"]
    updates = [
        _update(incident.id, place, each.status, each.message, each.at)
        for place, each in enumerate(incident.updates, 1)
    ]
    return SummaryIncident(
        id=incident.id,
        name=incident.title,
        status=incident.status,
        impact=incident.impact,
        page_id=PAGE_ID,
        shortlink=f"{page_url}#{incident.id}",
        created_at=incident.opened_at,
        started_at=incident.opened_at,
        updated_at=incident.updated_at,
        monitoring_at=watched[0] if watched else None,
        resolved_at=incident.resolved_at,
        incident_updates=tuple(reversed(updates)),
        components=_named(incident.workers, components),
    )


def _maintenance(
    window: Maintenance, components: dict[str, Component], page_url: str
) -> SummaryIncident:
    status = window.status
    update = _update(window.id, 1, status, window.message or window.title, window.starts_at)
    return SummaryIncident(
        id=window.id,
        name=window.title,
        status=status,
        impact="maintenance",
        page_id=PAGE_ID,
        shortlink=f"{page_url}#{window.id}",
        created_at=window.starts_at,
        started_at=window.starts_at,
        updated_at=window.starts_at,
        monitoring_at=None,
        resolved_at=None,
        incident_updates=(update,),
        components=_named(window.workers or tuple(components), components),
        scheduled_for=window.starts_at,
        scheduled_until=window.ends_at,
    )


def _update(about: str, number: int, status: str, body: str, at: datetime) -> SummaryUpdate:
    return SummaryUpdate(
        id=f"{about}-{number}",
        incident_id=about,
        status=status,
        body=body,
        created_at=at,
        updated_at=at,
        display_at=at,
    )


def _named(names: tuple[str, ...], components: dict[str, Component]) -> tuple[Component, ...]:
    return tuple(components[name] for name in names if name in components)
