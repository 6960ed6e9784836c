"""A lead's score in words: what speaks for it, what holds it back, and every part."""

from html import escape

from contracts.leads import Lead, ScorePart
from markup import card, text
from words import HOT_ABOVE, SCORE_PARTS, spoken

MUCH, LITTLE = 2 / 3, 1 / 3  # of a part's most points


def score_card(lead: Lead) -> str:
    """The parts as bars, under a sentence that sums them up."""
    rows = "".join(map(_row, lead.score_parts))
    return card(
        f"Score: {lead.score} of 100",
        f"<p>{escape(in_words(lead))}</p>"
        f'<table class="score-parts"><caption class="hidden">Parts of the score</caption>'
        f'<thead class="hidden"><tr><th scope="col">Part</th><th scope="col">Share</th>'
        f'<th scope="col">Points</th></tr></thead><tbody>{rows}</tbody></table>',
    )


def in_words(lead: Lead) -> str:
    """Why the lead scores as it does, in two or three sentences."""
    kind = "A hot lead" if lead.score > HOT_ABOVE else "Not a hot lead"
    line = "over" if lead.score > HOT_ABOVE else "not over"
    told = [f"{kind}: {lead.score} points is {line} {HOT_ABOVE}."]
    strong = [part for part in lead.score_parts if part.points >= MUCH * part.most]
    weak = [part for part in lead.score_parts if part.points <= LITTLE * part.most]
    if strong:
        told.append(f"For it: {_reasons(strong)}.")
    if weak:
        told.append(f"Against it: {_reasons(weak)}.")
    return " ".join(told)


def _reasons(parts: list[ScorePart]) -> str:
    """The reasons, those that weigh most first: what is taken off weighs what it takes."""
    heaviest = sorted(parts, key=lambda part: -max(part.most, -part.points))
    return "; ".join(part.reason for part in heaviest)


def _row(part: ScorePart) -> str:
    share = 100 * part.points / part.most if part.most else 0
    points = f"{part.points} of {part.most}" if part.most else f"\N{MINUS SIGN}{-part.points}"
    return (
        f'<tr><th scope="row">{text(SCORE_PARTS.get(part.name, spoken(part.name)))}'
        f'<br><span class="muted">{text(part.reason)}</span></th>'
        '<td class="meter"><svg width="100%" height="8" aria-hidden="true">'
        '<rect class="rail" width="100%" height="8" rx="4"/>'
        f'<rect class="points" width="{share:.0f}%" height="8" rx="4"/></svg></td>'
        f'<td class="number">{points}</td></tr>'
    )
