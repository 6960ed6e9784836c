"""What holds for every legal deal."""

import json
import math
from decimal import Decimal
from typing import Any

import recomputing
from deals import DEALS, INTERVALS, amounts, graded
from hypothesis import given

LETTERS = "FDCBA"


def any_graded(deal: dict[str, Any], interval: list[int] | None) -> Any:
    low, high = interval or (None, None)
    return graded(low=low, high=high, **deal)


def no_number(text: str) -> None:
    raise AssertionError(f"{text} is no JSON")


def all_numbers(value: Any) -> list[float]:
    if isinstance(value, dict):
        return [number for inner in value.values() for number in all_numbers(inner)]
    if isinstance(value, list):
        return [number for inner in value for number in all_numbers(inner)]
    return [value] if isinstance(value, int | float) else []


@given(DEALS, INTERVALS)
def test_every_figure_follows_from_the_assumptions(
    deal: dict[str, Any], interval: list[int] | None
) -> None:
    recomputing.check(any_graded(deal, interval))


@given(DEALS, INTERVALS)
def test_every_number_is_one_that_json_has(
    deal: dict[str, Any], interval: list[int] | None
) -> None:
    text = any_graded(deal, interval).model_dump_json()
    read = json.loads(text, parse_constant=no_number)
    assert all(math.isfinite(number) for number in all_numbers(read))
    assert not {"NaN", "Infinity", "nan", "inf"} & set(text.replace('"', " ").split())


@given(DEALS, INTERVALS)
def test_a_figure_that_is_null_has_its_reason(
    deal: dict[str, Any], interval: list[int] | None
) -> None:
    read = json.loads(any_graded(deal, interval).model_dump_json())
    nulls = {name for name in ("mao", "roi", "annual_return") if read[name] is None}
    if "rental" in read and read.get("cap_rate") is None:
        nulls.add("cap_rate")
    for name in ("break_even", "highest_offer"):
        if name in read and read[name]["offer"] is None:
            nulls.add(f"{name}.offer")
    assert set(read["not_known"]) == nulls
    assert all(read["not_known"].values())
    assert read["reasons"]


@given(DEALS, INTERVALS, amounts(500_000))
def test_a_higher_offer_never_has_a_better_grade(
    deal: dict[str, Any], interval: list[int] | None, more: float
) -> None:
    dearer = deal | {"offer_price": min(round(deal["offer_price"] + more, 2), 10**9)}
    first, second = any_graded(deal, interval), any_graded(dearer, interval)
    assert second.score <= first.score
    assert LETTERS.index(second.grade) <= LETTERS.index(first.grade)


@given(DEALS, amounts(500_000))
def test_dearer_repairs_never_allow_more(deal: dict[str, Any], more: float) -> None:
    dearer = deal | {"repairs": min(round(deal["repairs"] + more, 2), 10**9)}
    first, second = graded(**deal), graded(**dearer)
    assert first.mao is not None or second.mao is None
    assert second.mao is None or first.mao is None or second.mao <= first.mao
    assert second.score <= first.score


@given(DEALS)
def test_the_highest_offer_put_back_reaches_what_was_wanted(deal: dict[str, Any]) -> None:
    wanted = deal | {"target_profit": 10_000, "target_roi": 0.1}
    highest = graded(**wanted).highest_offer
    assert highest is not None
    if highest.offer is None or highest.offer > 10**9:
        return
    again = graded(**{**wanted, "offer_price": float(highest.offer)})
    assert again.profit == highest.profit
    assert again.profit >= 10_000
    assert again.roi is None or again.roi >= Decimal("0.1")


@given(DEALS, INTERVALS)
def test_a_loss_and_a_deal_without_an_offer_are_an_f(
    deal: dict[str, Any], interval: list[int] | None
) -> None:
    answer = any_graded(deal, None)
    if answer.profit < 0 or answer.mao is None:
        assert answer.grade == "F"
        assert answer.decided_by in ("loss", "no_offer")
