"""Which workers boot before the fleet is ready, and which when they are first called."""

from dataclasses import replace
from pathlib import Path

from fleet.dev.local import quiet
from fleet.dev.options import DevOptions
from fleet.dev.roster import Roster
from fleet.project import find_root

QUIET = quiet(Path("state"))


def unhurried(options: DevOptions) -> set[str]:
    roster = Roster(find_root(), options)
    roster.running = roster.wanted
    return roster.unhurried


def test_what_is_called_by_others_alone_has_time_in_tests() -> None:
    waiting = unhurried(replace(QUIET, only=("sms",)))
    assert {"leads", "valuation"} <= waiting
    assert not {"sms", "lead-bot", "slack-intel"} & waiting


def test_the_whole_fleet_boots_and_so_does_all_that_people_start() -> None:
    assert unhurried(QUIET) == set()
    assert unhurried(replace(QUIET, only=("sms",), eager=True)) == set()
