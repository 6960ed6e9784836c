"""What people of the story are called, and say. Names are made up, numbers and domains reserved."""

FIRST_NAMES = (
    "Ann", "Luis", "Priya", "Marcus", "Helen", "Tomasz", "Grace", "Omar", "Ingrid", "Daniel",
    "Mei", "Rosa", "Walter", "Yuki", "Carla", "Samuel", "Fatima", "Peter", "Noor", "Judith",
    "Andre", "Siobhan", "Victor", "Lena", "Hugo", "Esther", "Kofi", "Maria", "Ellis", "Ruth",
    "Dmitri", "Joyce",
)  # fmt: skip
LAST_NAMES = (
    "Lee", "Alvarez", "Raman", "Whitfield", "Novak", "Okafor", "Lindqvist", "Haddad", "Chen",
    "Ortiz", "Bauer", "Tanaka", "Rossi", "Price", "Hussein", "Larsen", "Nakamura", "Boateng",
    "Fischer", "Doyle", "Petrov", "Castillo", "Nguyen", "Hale", "Sorensen", "Khan", "Moreau",
    "Abbott", "Silva", "Young",
)  # fmt: skip

# motivation, timeline, condition, how much of the worth is asked (low, high)
MOTIVES = (
    ("We inherited the house from our aunt and live in Oregon.", "30_days", "fair", 0.72, 0.92),
    ("Job transfer to Denver, we have to be there in six weeks.", "asap", "good", 0.82, 0.97),
    ("Behind on payments since spring, the bank has written twice.", "asap", "fair", 0.62, 0.84),
    ("Needs a new roof and the foundation has a crack.", "90_days", "poor", 0.55, 0.78),
    ("Tired landlord, the last tenants left it in a state.", "30_days", "poor", 0.60, 0.82),
    ("Downsizing now that the children are out.", "90_days", "good", 0.90, 1.06),
    ("Going through a divorce, we want it done quickly.", "asap", "fair", 0.70, 0.88),
    ("Vacant since my mother went to a nursing home.", "30_days", "fair", 0.66, 0.86),
    ("Just curious what it would bring.", "exploring", "good", 0.98, 1.22),
    ("Thinking about selling next year.", "exploring", "excellent", 1.0, 1.2),
    ("", "90_days", "good", 0.95, 1.1),
)
MESSAGES = (
    "Please call after five.",
    "A text is best, I work nights.",
    "The side door sticks, use the garage.",
    "Is there a fee if we say no?",
    "My brother owns half of it, he agrees.",
    "",
    "",
    "",
)
CONSENT = "Yes, Hearthstack may text or e-mail me about my home. I can stop at any time."

# status reached → what an agent writes about it
NOTES = {
    "contacted": (
        "Talked for ten minutes; sends photos tonight.",
        "Left a message, called back within the hour.",
        "Friendly. Wants to know how we get to a price.",
        "Reached the daughter, who handles it.",
    ),
    "qualified": (
        "Title is clean. Roof from 2006, furnace from 1998.",
        "Sent photos: kitchen is original, floors are good.",
        "Owes about a third of it. Flexible on the closing date.",
        "Tenant has a lease until the end of the month.",
    ),
    "offer": (
        "Walked through, then sent the offer with the net sheet; answer by Friday.",
        "Offer given after the visit. They want to sleep on it.",
        "Saw the house: roof and furnace as told. Sent the offer with two weeks more to move.",
    ),
    "contract": (
        "Signed. Inspection on Tuesday, title is ordered.",
        "Signed by both. Earnest money is in.",
    ),
    "closed": ("Closed and recorded. Keys are in the lockbox.",),
    "lost": (
        "Lists with an agent after all. Stays on the spring list.",
        "Price too far apart; said so kindly.",
        "Stopped answering; the last call was theirs to make.",
        "Sold to a neighbour.",
        "Decided to keep it and rent it out.",
    ),
}
