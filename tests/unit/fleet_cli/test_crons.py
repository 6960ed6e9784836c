from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from fleet.check import configs, crons
from fleet.check.findings import Finding

Only = Callable[..., Finding]


@pytest.mark.parametrize(
    "cron",
    [
        "* * * * *",
        "*/30 * * * *",
        "45 * * * *",
        "0 17 * * sun",
        "10 7 * * mon-fri",
        "10 7 * * 2-6",
        "0 15 1 * *",
        "0 18 * * 6L",
        "0 18 * * friL",
        "59 23 LW * *",
        "0 9 L-3 * *",
        "0 9 15W * *",
        "0 9 * JAN,aug-oct MON#2",
        "0 9 * * L",
        "50-10 22-2/2 1-31/30 * SAT-SUN",
        "1/3,*/5,7-9 0 * * *",
    ],
)
def test_crons_of_cloudflares_documentation_pass(cron: str) -> None:
    assert crons.mistake(cron) == ""


@pytest.mark.parametrize(
    ("cron", "said"),
    [
        ("* * * * * 61", "not 6"),
        ("", "not 0"),
        ("@daily", "not 1"),
        ("60 * * * *", "“60” as its minute"),
        ("* 24 * * *", "“24” as its hour"),
        ("* * 0 * *", "“0” as its day of the month"),
        ("* * 32W * *", "“32W” as its day of the month"),
        ("* * L-31 * *", "“L-31” as its day of the month"),
        ("* * 1,LW * *", "“1,LW” as its day of the month"),
        ("* * * 13 *", "“13” as its month, which goes from 1-12 or JAN-DEC"),
        ("* * * JANUARY *", "“JANUARY” as its month"),
        ("* * * * 0", "“0” as its day of the week, which goes from 1-7 or SUN-SAT"),
        ("* * * * 8L", "“8L” as its day of the week"),
        ("* * * * MON#6", "“MON#6” as its day of the week"),
        ("*/0 * * * *", "“*/0” as its minute"),
        ("*/60 * * * *", "“*/60” as its minute"),
        ("1,*,3 * * * *", "“1,*,3” as its minute"),
        ("1, * * * *", "“1,” as its minute"),
        ("5-1-2 * * * *", "“5-1-2” as its minute"),
        ("* * ٣W * *", "“٣W” as its day of the month"),
        ("L * * * *", "“L” as its minute"),
        ("? * * * *", "“?” as its minute"),
        ("٣ * * * *", "“٣” as its minute"),
    ],
)
def test_what_cloudflare_would_refuse_is_said(cron: str, said: str) -> None:
    assert said in crons.mistake(cron)


def test_a_wrong_cron_is_an_error_at_its_line(
    sample: Any, only: Only, line_of: Callable[[Path, str], int]
) -> None:
    folder = sample.worker("leads", triggers={"crons": ["* * * * * 61"]})
    finding = only(sample.static(configs.check))
    line = line_of(folder / "wrangler.jsonc", " 61")
    assert finding.where == f"workers/leads/wrangler.jsonc:{line}"
    assert "“* * * * * 61” needs five fields, not 6" in finding.message
