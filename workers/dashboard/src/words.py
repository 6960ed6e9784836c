"""What the business calls things, in words for people."""

from contracts.leads import Status

STATUSES: dict[Status, str] = {
    "new": "New",
    "contacted": "Contacted",
    "qualified": "Qualified",
    "offer": "Offer made",
    "contract": "Under contract",
    "closed": "Closed",
    "lost": "Lost",
}
MOVES: dict[Status, str] = {
    "new": "Mark as new",
    "contacted": "Mark as contacted",
    "qualified": "Mark as qualified",
    "offer": "An offer was made",
    "contract": "It is under contract",
    "closed": "It is closed",
    "lost": "Mark as lost",
}
TIMELINES = {
    "asap": "As soon as possible",
    "30_days": "Within 30 days",
    "90_days": "Within 90 days",
    "exploring": "Exploring",
}
METHODS = {
    "model": "the trained model",
    "comps": "similar sales around the home",
    "area": "the price level of the area",
}
PROPERTY = {
    "sqft": "Living area, sq ft",
    "sqft_above": "Above ground, sq ft",
    "lot_sqft": "Lot, sq ft",
    "zip": "ZIP code",
    "lat": "Latitude",
    "lon": "Longitude",
}
SCORE_PARTS = {
    "timeline": "When they want to sell",
    "equity": "Price against value",
    "condition": "Condition of the home",
    "motivation": "Reason to sell",
    "contact": "Ways to reach them",
    "details": "What they told us",
}
HOT_ABOVE = 80


def spoken(name: str) -> str:
    """A name of ours as words: ``bank_transfer`` becomes ``Bank transfer``."""
    plain = name.replace("_", " ").strip()
    return plain[:1].upper() + plain[1:]
