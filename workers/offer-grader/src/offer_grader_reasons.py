"""What a grade's figures mean, in sentences: what decides comes first."""

from collections.abc import Iterator
from decimal import Decimal

from contracts.amounts import as_number
from contracts.offer_grader import End, Evidence, HighestOffer, Measure, ScorePart, Term
from offer_grader_figures import HUNDRED, Figures, Numbers, share
from offer_grader_grade import Grade, letter

NAMES: dict[Measure, str] = {"price": "price", "roi": "return", "profit": "profit"}


def dollars(amount: Decimal) -> str:
    """An amount such as $85,000 or -$12.50."""
    sign = "-" if amount < 0 else ""
    shown = f"{abs(amount):,.2f}".removesuffix(".00")
    return f"{sign}${shown}"


def percent(fraction: Decimal) -> str:
    """A fraction such as 0.1523 as “15.23 %”."""
    return f"{as_number(fraction * HUNDRED):,} %"


def reasons(of: Numbers, found: Figures, grade: Grade) -> Iterator[str]:
    """Why the deal has its grade, at the ARV itself."""
    parts = {part.measure: part for part in grade.parts}
    if grade.decided_by == "no_offer":
        yield no_offer(of) + " That is an F."
    elif grade.decided_by == "loss":
        costs, net = dollars(found.costs.total), dollars(found.sale.net)
        yield (
            f"The deal loses {dollars(-found.profit)}: it costs {costs} in all, and the sale "
            f"leaves {net}. A loss is an F."
        )
    else:
        decisive = parts.pop(grade.decided_by)
        yield f"What decides is the {NAMES[decisive.measure]}: {_said(decisive, of, found)}"
    for part in parts.values():
        said = _said(part, of, found)
        yield said[0].upper() + said[1:]


def no_offer(of: Numbers) -> str:
    """Why the rule allows no offer."""
    allowed, taken = share(of.mao_percent, of.arv), of.repairs + of.assignment_fee
    return (
        f"No offer: {as_number(of.mao_percent)} % of the ARV is {dollars(allowed)}, and repairs "
        f"and assignment fee take {dollars(taken)}."
    )


def _said(part: ScorePart, of: Numbers, found: Figures) -> str:
    points = f"{as_number(part.points)} of {part.most} points."
    if part.measure == "profit":
        return f"a profit of {dollars(found.profit)} brings {points}"
    if part.measure == "roi":
        if part.value is None:
            return f"nothing is paid, so that there is no return: {points}"
        cost = dollars(found.costs.total)
        return f"{percent(part.value)} on the {cost} that are paid brings {points}"
    if found.mao is None:
        return f"no price is within the rule: {points}"
    mao, asked = dollars(found.mao), dollars(of.offer_price)
    if part.value is None:
        return f"{asked} against a maximum allowable offer of {mao} brings {points}"
    return f"{asked} is {percent(part.value)} of the maximum allowable offer of {mao}: {points}"


def of_range(low: End, high: End) -> str:
    """What the interval of the value does to the grade."""
    return (
        f"The value is an estimate. At its low end, {dollars(low.arv)}, the grade is {low.grade}; "
        f"at its high end, {dollars(high.arv)}, it is {high.grade}. The score is the mean of those "
        "at the estimate and at its low end."
    )


def of_evidence(arv: Term, known: Evidence) -> str | None:
    """How a given ARV stands to what valuation says."""
    if arv.source != "given":
        return None
    estimate, low, high = (dollars(Decimal(n)) for n in (known.estimate, known.low, known.high))
    said = (
        f"The ARV of {dollars(arv.value)} is the one given; valuation says {estimate} "
        f"({low} to {high})"
    )
    if arv.value > known.high:
        return f"{said}, all of it less."
    if arv.value < known.low:
        return f"{said}, all of it more."
    return f"{said}."


def of_highest_offer(of: Numbers, highest: HighestOffer) -> str:
    """What the wanted profit or ROI asks of the price."""
    if highest.decided_by == "target_profit":
        wanted = f"a profit of {dollars(of.target_profit)}"
    else:
        wanted = f"an ROI of {percent(of.target_roi)}"
    if highest.offer is None:
        return f"No price leaves {wanted}: the other costs alone are too high."
    return f"The highest price that leaves {wanted} is {dollars(highest.offer)}."


def of_end(arv: Decimal, grade: Grade, found: Figures) -> End:
    """The deal at one end of its value."""
    return End(
        arv=arv,
        grade=letter(grade.score),
        score=grade.score,
        mao=found.mao,
        profit=found.profit,
        roi=found.roi,
    )
