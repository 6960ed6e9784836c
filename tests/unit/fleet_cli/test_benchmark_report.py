import json
import subprocess
import sys
from itertools import islice
from typing import Any

import pytest

from fleet.bench import memory, sales
from fleet.bench.command import parts_of
from fleet.bench.fleet import Job
from fleet.bench.growth import Growth
from fleet.bench.report import Results, page, tables, with_fleet
from fleet.bench.rounds import Reading
from fleet.bench.start import Start, whole_fleet
from fleet.bench.trips import Calls
from fleet.bench.variants import CASES, VARIANTS
from fleet.bench.warm import Timing, Timings
from fleet.errors import FleetError
from fleet.main_requests import MainRequest
from fleet.project import read_worker
from fleet.seeds.sales import SHIPPED, rows


def timings(ratio: float) -> Timings:
    return {
        (case.title, variant.worker): Timing(
            [100.0 * (1 if variant.worker == variant.yardstick else ratio)] * 3, [100.0] * 3
        )
        for case in CASES
        for variant in VARIANTS
    }


def test_a_ratio_compares_each_round_with_the_same_round_of_the_yardstick() -> None:
    slow_machine_in_one_round = Timing([20, 200, 21], [10, 100, 10])
    assert slow_machine_in_one_round.ratio == 2.0
    assert slow_machine_in_one_round.median == 21
    assert slow_machine_in_one_round.least == 20


def test_figures_within_their_targets_are_ticked_and_others_crossed() -> None:
    good, bad = tables(Results("", "", timings=timings(1.3))), timings(1.42)
    assert "| edgekit does | ✓ | ✓ | ✓ | ✓ | ✓ | ✓ |" in good
    assert "| edgekit does | ✓ | ✓ | ✓ | ✗ | ✓ | ✓ |" in tables(Results("", "", timings=bad))


def test_the_start_is_held_against_its_targets() -> None:
    start = Start(workers=28, ready=2.0, answered=16.0, process_bytes=28 * 80_000_000)
    text = tables(Results("", "", start=start, dev_seconds=9.0))
    assert "| 28 workers ready | 2.0 s | 5 s | ✓ |" in text
    assert "| every first request answered | 16.0 s | 15 s | ✗ |" in text
    assert "| memory for each worker | 80 MB | 90 MB | ✓ |" in text
    assert "| warm `make dev` usable | 9.0 s | 10 s | ✓ |" in text


def test_a_search_among_many_sales_is_held_against_one_among_few() -> None:
    text = tables(
        Results("", "", sales=Timing([5_200.0, 5_600.0, 9_000.0], [5_000.0, 4_000.0, 8_000.0]))
    )
    assert "| 10,000 | 5000 |" in text
    assert "| 1,000,000 | 5600 | 1.12 | 1.3 | ✓ |" in text


def test_the_many_sales_are_others_at_other_places_and_the_questions_all_differ() -> None:
    homes = list(islice(rows(SHIPPED), 50))
    many = [
        sale for county in (0, 1) for year in (0, 1) for sale in sales.moved(homes, county, year)
    ]
    assert len({(sale["parcel"], sale["sold_on"]) for sale in many}) == 200
    assert {round(many[100]["lat"] - homes[0]["lat"]), round(many[0]["lat"] - homes[0]["lat"])} == {
        -1,
        0,
    }
    asked = [json.dumps(question) for question in islice(sales.questions(homes), 500)]
    assert len(set(asked)) == 500


def test_the_page_has_every_part_and_the_machine() -> None:
    growth = [Growth("js", 20_000, 3 << 20, 0, 0), Growth("edgekit", 20_000, 2 << 20, 0, -1)]
    results = Results(
        "2 cores", "1.0", timings=timings(1.0), bundles={"edgekit": 2_050_000}, growth=growth
    )
    text = page(results)
    for title in ("# Benchmark", "## Warm requests", "## Bundle", "## Growth after warm-up"):
        assert title in text
    assert "Measured with 2 cores" in text
    assert "| edgekit | 2.05 MB | 2.1 MB | ✓ |" in text
    assert "| edgekit | 20,000 | +2.0 MiB | +0.0 MiB | -1 |" in text


def test_workers_that_are_named_want_the_fleets_part_alone() -> None:
    assert parts_of([], ["geocode"]) == ["fleet"]
    assert parts_of(["fleet", "start"], ["geocode"]) == ["fleet", "start"]
    assert len(parts_of([], [])) > 2
    with pytest.raises(FleetError, match="There is no part flet; there are bundle") as raised:
        parts_of(["flet"], [])
    assert "fleet" in str(raised.value)


def test_parts_that_were_not_run_are_not_shown() -> None:
    assert tables(Results("", "")) == ""


def test_the_whole_fleet_is_the_real_workers_and_scaffolds_for_the_rest(sample: Any) -> None:
    (sample.root / "libs").mkdir()
    table = sample.root / "wrangler" / "workers.toml"
    planned = '[planned]\nleads = "public"\nsms = "private"\n'
    table.write_text(f'{planned}[workers]\nslack-intel = "private"\n')
    folders = whole_fleet(sample.root)
    assert [folder.name for folder in folders] == ["slack-intel", "leads", "sms"]
    assert read_worker(folders[2]).private
    assert whole_fleet(sample.root) == folders
    assert list(sample.read().workers) == ["slack-intel"]


def test_memory_counts_only_workerd_of_the_given_process_group() -> None:
    sleeper = [sys.executable, "-c", "import sys; print(flush=True); sys.stdin.read()"]
    with subprocess.Popen(
        sleeper, stdin=subprocess.PIPE, stdout=subprocess.PIPE, start_new_session=True
    ) as other:
        assert other.stdout is not None
        other.stdout.readline()
        assert memory.workerd_bytes(other.pid) == 0
        assert memory.resident_bytes(other.pid) > 1 << 20
        other.communicate()


def jobs() -> list[Job]:
    quick = MainRequest("POST", "/api/quick?a=1", "{}", cached=True)
    stored = Calls(d1_reads=0.1, d1_writes=0.9, d1_statements=2.1)
    sent = Calls(d1_writes=2, d1_statements=2, calls=2.2, fetches=1)
    slow = Job("slow", MainRequest("GET", "/slow"), Reading([9.0, 8.0, 10.0]))
    fast = Job(
        "fast",
        quick,
        Reading([1.0, 3.0, 2.0], 2.5, 6.0, stored, sent),
        cold=Reading([4.0], 5.5),
        twin=Reading([1.0], 0.5),
        twin_behind=Reading([1.0], 3.0),
        bare=Reading([0.5], 0.2),
    )
    return [slow, fast]


def test_the_fleets_main_jobs_stand_beside_what_a_javascript_fleet_claims() -> None:
    text = tables(Results("", "0.5", jobs=jobs()))
    # Its calls alone use 0.5 - 0.2 ms: the rest of 2.5 is its own.
    told = "2.00 | 4.00 | 2.50 | 2.5 ✓ | 0.50 | 5.00 | 2.20 | 5.50 |"
    fast = f"| fast | `POST /api/quick` | 1 D1 (2) | {told}"
    slow = "| slow | `GET /slow` |  | 9.00 |  |  |  |  |  |  |  |"
    assert text.index(fast) < text.index(slow)
    every = "|  | 2.0 · 5.5 · 9.0 |  | 2.5 · 2.5 · 2.5 |  |  |  | 2.2 · 2.2 · 2.2 |  |"
    assert f"| **all** | fastest, mean, slowest {every}" in text
    assert "| **a JavaScript fleet** | claims |  | 0.3 · 0.7 · 2.5 |" in text
    assert "The load average over five minutes was 0.5." in text
    assert "other work" in tables(Results("", "999", jobs=jobs()))


def test_what_a_job_sets_going_stands_apart_from_it() -> None:
    text = tables(Results("", "0.5", jobs=jobs()))
    assert "| fast | 2 D1 (2), 2 calls, 1 fetch | 6.00 | 3.00 | 2.00 |" in text
    assert "| slow |" not in text[text.index("What a job sets going") :]


def test_a_job_that_takes_too_long_is_marked() -> None:
    late = Job("late", MainRequest("GET", "/"), Reading([1.0], 2.51))
    assert "| 2.51 | 2.5 ✗ |" in tables(Results("", "0.5", jobs=[late]))


def test_the_twin_is_asked_to_call_as_much() -> None:
    request = MainRequest("POST", "/api/send", '{"n": {n}}', {"authorization": "Bearer x"})
    asked = Calls.each({"d1_reads": 10, "d1_writes": 21, "held": 3}, 10).twin(request)
    assert (asked.method, asked.body) == ("POST", '{"n": {n}}')
    assert "d1_reads=1&d1_writes=2&" in asked.path
    assert "held" not in asked.path
    assert "authorization" not in asked.headers


def test_the_fleets_table_alone_leaves_the_rest_of_the_page_as_it_is() -> None:
    start = Start(workers=28, ready=2.0, answered=9.0, process_bytes=1)
    whole = Results("a machine", "1.0", start=start, timings=timings(1.5), bundles={"b": 1})
    without, again = page(whole), Results("another", "2.0", jobs=jobs())
    written = with_fleet(without, again)
    assert written.count("## The fleet\n") == 1
    assert written.index("## The same") < written.index("## The fleet") < written.index("## Bundle")
    assert with_fleet(written, again) == written
    table = written[written.index("## The fleet") : written.index("## Bundle")]
    assert written.replace(table, "") == without
