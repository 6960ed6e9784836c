"""Who calls whom in a fleet of 28: as many workers, and as entangled, as a drawing must bear."""

PUBLIC = {
    "chatbot": ["playbook-api", "leads"],
    "founder-chat": [],
    "lead-bot": ["valuation", "leads", "calendar"],
    "offer-grader": ["valuation", "comps", "market-intelligence"],
    "valuation": ["property-data", "comps", "market-intelligence", "geocode"],
    "market-intelligence": [],
    "sentiment": [],
    "dashboard": [
        "leads",
        "analytics",
        "payments",
        "status",
        "market-intelligence",
        "sentiment",
    ],
    "analytics": [],
    "leads": ["valuation", "email", "sms", "crm-sync", "partner-hooks"],
    "webhooks": ["payments", "sms", "leads", "email", "calendar", "crm-sync"],
    "calendar": ["email", "sms"],
    "playbook-api": [],
    "instant-offer": ["valuation", "leads", "partner-hooks"],
    "media-proxy": [],
    "site": ["leads", "valuation", "instant-offer", "playbook-api", "analytics", "calendar"],
}
PRIVATE = {
    "content-writer": ["market-intelligence"],
    "comps": [],
    "property-data": [],
    "slack-intel": [],
    "crm-sync": [],
    "email": [],
    "sms": ["lead-bot"],
    "payments": [],
    "partner-hooks": [],
    "geocode": [],
}
WATCHERS = {"gateway": sorted(PUBLIC), "status": sorted([*PUBLIC, *PRIVATE, "gateway"])}
NAMES = sorted([*PUBLIC, *PRIVATE, *WATCHERS])


def calls() -> dict[str, list[str]]:
    """The graph of calls: everybody reports to slack-intel."""
    known = PUBLIC | PRIVATE | WATCHERS
    return {
        name: sorted({*known[name], "slack-intel"} - {name} if name != "slack-intel" else [])
        for name in NAMES
    }
