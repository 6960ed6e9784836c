"""Recomputes a deal's answer from its `assumptions` alone, in fractions, knowing only the docs."""

import json
import math
from dataclasses import dataclass
from fractions import Fraction
from typing import Any

from contracts.offer_grader import Graded

CENT = Fraction(1, 100)


def as_fractions(answer: Graded) -> dict[str, Any]:
    """The answer as a client reads it, with exact numbers."""
    read: dict[str, Any] = json.loads(answer.model_dump_json(), parse_float=Fraction)
    return read


def half_up(number: Fraction, places: int) -> Fraction:
    """Rounded, half away from zero."""
    scale = 10**places
    size = Fraction(math.floor(abs(number) * scale + Fraction(1, 2)), scale)
    return size if number >= 0 else -size


def cents(number: Fraction) -> Fraction:
    return half_up(number, 2)


def ratio(part: Fraction, whole: Fraction) -> Fraction | None:
    return None if whole == 0 else half_up(part / whole, 4)


@dataclass(frozen=True)
class Recomputed:
    """A deal by its terms."""

    terms: dict[str, Fraction]

    def but(self, **instead: Fraction) -> "Recomputed":
        return Recomputed(self.terms | instead)

    def of(self, percent: str, amount: Fraction) -> Fraction:
        return cents(amount * self.terms[percent] / 100)

    def a_year(self, percent: Fraction, amount: Fraction) -> Fraction:
        return cents(amount * percent / 100 * self.terms["holding_months"] / 12)

    def costs(self) -> dict[str, Fraction]:
        t = self.terms
        loan = self.of("loan_percent", t["offer_price"])
        rate = t["mortgage_rate_percent"] + t["rate_margin_percent"]
        items = {
            "purchase": t["offer_price"],
            "assignment_fee": t["assignment_fee"],
            "repairs": t["repairs"],
            "closing": self.of("closing_cost_percent", t["offer_price"]),
            "loan_points": self.of("loan_points_percent", loan),
            "interest": self.a_year(rate, loan),
            "property_tax": self.a_year(t["property_tax_percent"], t["arv"]),
            "insurance": self.a_year(t["insurance_percent"], t["arv"]),
            "utilities": cents(t["utilities_monthly"] * t["holding_months"]),
        }
        return {**items, "total": sum(items.values(), Fraction(0)), "loan": loan}

    def total(self, offer: Fraction) -> Fraction:
        return self.but(offer_price=offer).costs()["total"]

    def sale(self, price: Fraction) -> dict[str, Fraction]:
        commission = self.of("commission_percent", price)
        closing = self.of("selling_closing_percent", price)
        net = price - commission - closing
        return {"price": price, "commission": commission, "closing": closing, "net": net}

    def net(self) -> Fraction:
        return self.sale(self.terms["arv"])["net"]

    def profit(self) -> Fraction:
        return self.net() - self.costs()["total"]

    def roi(self) -> Fraction | None:
        return ratio(self.profit(), self.costs()["total"])

    def mao(self) -> Fraction | None:
        t = self.terms
        allowed = self.of("mao_percent", t["arv"]) - t["repairs"] - t["assignment_fee"]
        return allowed if allowed >= 0 else None

    def rental(self) -> dict[str, Fraction]:
        t, costs = self.terms, self.costs()
        gross = 12 * t["rent"]
        vacancy = self.of("vacancy_percent", gross)
        expenses = self.of("rent_expense_percent", gross - vacancy)
        tax = self.of("property_tax_percent", t["arv"])
        insurance = self.of("insurance_percent", t["arv"])
        return {
            "gross_rent": gross,
            "vacancy": vacancy,
            "expenses": expenses,
            "property_tax": tax,
            "insurance": insurance,
            "net_income": gross - vacancy - expenses - tax - insurance,
            "invested": sum(
                (costs[name] for name in ("purchase", "assignment_fee", "repairs", "closing")),
                Fraction(0),
            ),
        }

    def points(self) -> dict[str, Fraction]:
        t, mao = self.terms, self.mao()
        price = None if mao is None else ratio(t["offer_price"], mao)
        good_roi = t["good_roi_percent"] / 100
        return {
            "price": part(price, Fraction(9, 10), Fraction(5, 4), 40),
            "roi": part(self.roi(), good_roi, Fraction(0), 35),
            "profit": part(self.profit(), t["good_profit"], Fraction(0), 25),
        }

    def score(self) -> Fraction:
        if self.mao() is None:
            return Fraction(0)
        points = sum(self.points().values(), Fraction(0))
        return min(points, Fraction(34)) if self.profit() < 0 else points


def part(value: Fraction | None, full: Fraction, none: Fraction, most: int) -> Fraction:
    if value is None:
        return Fraction(0)
    return cents(min(max(most * (value - none) / (full - none), Fraction(0)), Fraction(most)))


def letter(score: int) -> str:
    return next(
        name
        for least, name in ((80, "A"), (65, "B"), (50, "C"), (35, "D"), (0, "F"))
        if score >= least
    )


def check(answer: Graded) -> None:
    """Every figure of the answer follows from its assumptions."""
    read = as_fractions(answer)
    terms = {name: Fraction(term["value"]) for name, term in read["assumptions"].items()}
    deal = Recomputed(terms)
    assert read["costs"] == deal.costs()
    assert read["total_cost"] == deal.costs()["total"]
    assert read["sale"] == deal.sale(terms["arv"])
    assert (read["profit"], read["roi"], read["mao"]) == (deal.profit(), deal.roi(), deal.mao())
    check_annual_return(read["annual_return"], deal)
    check_rental(read, deal)
    check_break_even(read["break_even"], deal)
    check_highest_offer(read.get("highest_offer"), deal)
    check_score(read, deal)


def check_annual_return(found: Any, deal: Recomputed) -> None:
    total, months = deal.costs()["total"], deal.terms["holding_months"]
    if total == 0 or months == 0 or deal.net() < 0:
        assert found is None
        return
    rate = float(deal.net() / total) ** (12 / int(months)) - 1
    assert math.isclose(found, rate, rel_tol=1e-9, abs_tol=0.00006)


def check_rental(read: dict[str, Any], deal: Recomputed) -> None:
    if "rent" not in deal.terms:
        assert not {"rental", "cap_rate"} & set(read)
        return
    let = deal.rental()
    assert read["rental"] == let
    assert read.get("cap_rate") == ratio(let["net_income"], let["invested"])


def check_highest(offer: Any, most: Fraction, deal: Recomputed) -> None:
    if offer is None:
        assert deal.total(Fraction(0)) > most
        return
    assert offer >= 0
    assert deal.total(Fraction(offer)) <= most < deal.total(offer + CENT)


def check_break_even(found: dict[str, Any], deal: Recomputed) -> None:
    check_highest(found["offer"], deal.net(), deal)
    price, total = Fraction(found["sale_price"]), deal.costs()["total"]
    assert deal.sale(price)["net"] >= total
    assert price == 0 or deal.sale(max(price - 10 * CENT, Fraction(0)))["net"] < total


def check_highest_offer(found: dict[str, Any] | None, deal: Recomputed) -> None:
    limits = []
    if "target_profit" in deal.terms:
        limits.append(deal.net() - deal.terms["target_profit"])
    if "target_roi" in deal.terms:
        limits.append(deal.net() / (1 + deal.terms["target_roi"]))
    if found is None:
        assert limits == []
        return
    check_highest(found["offer"], min(limits), deal)
    if found["offer"] is None:
        assert (found["profit"], found["roi"]) == (None, None)
        return
    tried = deal.but(offer_price=Fraction(found["offer"]))
    assert (found["profit"], found["roi"]) == (tried.profit(), tried.roi())


def check_score(read: dict[str, Any], deal: Recomputed) -> None:
    assert {part["measure"]: part["points"] for part in read["score_parts"]} == deal.points()
    points = deal.score()
    if "arv_low" in deal.terms:
        ends = {name: deal.but(arv=deal.terms[f"arv_{name}"]) for name in ("low", "high")}
        points = (points + ends["low"].score()) / 2
        for name, end in ends.items():
            shown, score = read["range"][name], int(half_up(end.score(), 0))
            assert (shown["score"], shown["grade"]) == (score, letter(score))
            assert (shown["mao"], shown["profit"]) == (end.mao(), end.profit())
            assert (shown["arv"], shown["roi"]) == (end.terms["arv"], end.roi())
    assert read["score"] == int(half_up(points, 0))
    assert read["grade"] == letter(read["score"])
