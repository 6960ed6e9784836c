"""A deal's answer: its figures, its grade, and why a figure is missing."""

from collections.abc import Iterator
from dataclasses import dataclass
from decimal import ROUND_FLOOR, Decimal

from contracts.amounts import CENT
from contracts.offer_grader import BreakEven, Evidence, Graded, HighestOffer, Range
from offer_grader_figures import (
    Figures,
    Numbers,
    annual_return,
    figures,
    highest_offer,
    ratio,
    rental,
    sale_that_pays,
)
from offer_grader_grade import Grade, careful_score, graded, letter
from offer_grader_reasons import (
    no_offer,
    of_end,
    of_evidence,
    of_highest_offer,
    of_range,
    reasons,
)
from offer_grader_terms import Terms

NOTHING_PAID = "Nothing is paid, and a return is a share of what is paid."


@dataclass(frozen=True)
class Ends:
    """The deal at both ends of its value, and the grade at the low one."""

    low: Grade
    shown: Range


def answered(terms: Terms, evidence: Evidence | None = None) -> Graded:
    """The answer by a deal's terms; the evidence is shown, and changes no figure."""
    of = Numbers(terms)
    found = figures(of)
    grade, ends = graded(of, found), _ends(of)
    score = careful_score(grade, ends.low if ends else None)
    let = rental(of, found.costs) if "rent" in of else None
    answer = Graded(
        grade=letter(score),
        score=score,
        decided_by=grade.decided_by,
        mao=found.mao,
        profit=found.profit,
        roi=found.roi,
        annual_return=annual_return(found.costs.total, found.sale.net, of.holding_months),
        cap_rate=ratio(let.net_income, let.invested) if let else None,
        total_cost=found.costs.total,
        costs=found.costs,
        sale=found.sale,
        rental=let,
        break_even=BreakEven(
            offer=highest_offer(of, found.sale.net),
            sale_price=sale_that_pays(of, found.costs.total),
        ),
        highest_offer=_wanted(of, found),
        score_parts=list(grade.parts),
        range=ends.shown if ends else None,
        reasons=list(reasons(of, found, grade)),
        not_known={},
        assumptions=terms,
        evidence=evidence,
    )
    more = {"not_known": dict(_unknown(of, found, answer)), "reasons": list(_said(of, answer))}
    return answer.model_copy(update=more)


def _ends(of: Numbers) -> Ends | None:
    if "arv_low" not in of:
        return None
    lower, upper = of.but(arv=of.arv_low), of.but(arv=of.arv_high)
    at_low, at_high = figures(lower), figures(upper)
    low, high = graded(lower, at_low), graded(upper, at_high)
    shown = Range(low=of_end(of.arv_low, low, at_low), high=of_end(of.arv_high, high, at_high))
    return Ends(low, shown)


def _wanted(of: Numbers, found: Figures) -> HighestOffer | None:
    """The highest offer that reaches the wanted profit and ROI, tried out."""
    most: dict[str, Decimal] = {}
    if "target_profit" in of:
        most["target_profit"] = found.sale.net - of.target_profit
    if "target_roi" in of:
        most["target_roi"] = (found.sale.net / (1 + of.target_roi)).quantize(CENT, ROUND_FLOOR)
    if not most:
        return None
    decisive = min(most, key=lambda name: most[name])
    offer = highest_offer(of, most[decisive])
    tried = figures(of.but(offer_price=offer)) if offer is not None else None
    return HighestOffer(
        offer=offer,
        profit=tried.profit if tried else None,
        roi=tried.roi if tried else None,
        decided_by="target_profit" if decisive == "target_profit" else "target_roi",
    )


def _unknown(of: Numbers, found: Figures, answer: Graded) -> Iterator[tuple[str, str]]:
    """Why figures are null."""
    if found.mao is None:
        yield "mao", no_offer(of)
    if found.roi is None:
        yield "roi", NOTHING_PAID
    if answer.annual_return is None:
        yield "annual_return", _no_annual_return(of, found)
    if answer.rental and answer.cap_rate is None:
        yield "cap_rate", "Nothing is invested, and a cap rate is a share of what is."
    if answer.break_even.offer is None:
        yield "break_even.offer", "At any price the deal loses: the other costs alone are too high."
    if answer.highest_offer and answer.highest_offer.offer is None:
        yield "highest_offer.offer", of_highest_offer(of, answer.highest_offer)


def _no_annual_return(of: Numbers, found: Figures) -> str:
    if found.roi is None:
        return NOTHING_PAID
    if of.holding_months == 0:
        return "No month passes between purchase and sale."
    return "The sale costs more than it brings: more than everything is lost."


def _said(of: Numbers, answer: Graded) -> Iterator[str]:
    """All reasons, in order."""
    yield from answer.reasons
    if answer.range:
        yield of_range(answer.range.low, answer.range.high)
    if answer.evidence and (said := of_evidence(answer.assumptions["arv"], answer.evidence)):
        yield said
    if answer.highest_offer:
        yield of_highest_offer(of, answer.highest_offer)
