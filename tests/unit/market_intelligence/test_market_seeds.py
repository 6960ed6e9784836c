import json
import sqlite3

import pytest

from fleet.seeds.metros import Metro, MetroMap
from fleet.seeds.zip_centroids import Place, distance_km, precisions

Seeds = list[tuple[str, list[str]]]

MOST_BOUND_PARAMETERS = 100
LONGEST_PARAMETER = 2_000_000


def test_every_statement_respects_d1s_limits(seeds: Seeds) -> None:
    for sql, params in seeds:
        assert len(params) <= MOST_BOUND_PARAMETERS
        assert all(len(param.encode()) <= LONGEST_PARAMETER for param in params)
        assert len(sql) < 100_000


def test_seeding_twice_changes_nothing(empty: sqlite3.Connection, seeds: Seeds) -> None:
    for sql, params in seeds[:3]:
        empty.execute(sql, params)
    before = empty.total_changes
    for sql, params in seeds[:3]:
        empty.execute(sql, params)
    assert empty.total_changes == before


def test_every_shipped_row_is_seeded(seeded: sqlite3.Connection) -> None:
    tables = ("metros", "zips", "observations", "mortgage_rates")
    counts = [seeded.execute(f"SELECT count(*) FROM {table}").fetchone()[0] for table in tables]
    assert counts == [404, 42_354, 39_991, 2_401]


def test_every_metro_has_zip_codes(seeded: sqlite3.Connection) -> None:
    metros = (
        "SELECT slug FROM metros WHERE slug NOT IN (SELECT metro FROM zips WHERE metro NOT NULL)"
    )
    assert [row["slug"] for row in seeded.execute(metros)] == []


@pytest.mark.parametrize(
    ("zip_code", "metro", "how"),
    [
        ("98103", "seattle-bellevue-kent-wa", "county"),
        ("98201", "seattle-bellevue-kent-wa", "near"),
        ("98402", "tacoma-lakewood-wa", "county"),
        ("43604", "toledo-oh", "county"),
        ("11743", "nassau-county-suffolk-county-ny", "county"),
        ("27101", "winston-salem-nc", "county"),
        ("63101", "st-louis-mo-il", "county"),
        ("96813", "urban-honolulu-hi", "county"),
        ("30060", "atlanta-sandy-springs-alpharetta-ga", "near"),
        ("83001", None, None),
    ],
)
def test_zip_codes_find_their_metro(
    seeded: sqlite3.Connection, zip_code: str, metro: str | None, how: str | None
) -> None:
    row = seeded.execute("SELECT metro, matched_by FROM zips WHERE zip = ?", [zip_code]).fetchone()
    assert tuple(row) == (metro, how)


def place(
    zip_code: str, city: str, county: str, lat: float, lon: float, state: str = "WA"
) -> Place:
    return Place(zip_code, city, state, county, lat, lon)


def test_a_city_of_the_same_name_far_away_does_not_claim_its_county() -> None:
    here = place("1", "Springfield", "Clark", 39.9, -83.8, "OH")
    far = place("2", "Springfield", "Meigs", 41.9, -81.8, "OH")
    found = MetroMap([Metro("Springfield, OH", "44220")], [here, here, far])
    assert found.match(here) is not None
    assert found.match(far) is None


def test_a_county_goes_to_the_metro_with_most_of_its_cities_zip_codes() -> None:
    shared = [place(str(n), "Big", "Mid", 47.0, -122.0) for n in range(3)]
    shared.append(place("9", "Small", "Mid", 47.1, -122.1))
    found = MetroMap([Metro("Small, WA", "1"), Metro("Big, WA", "2")], shared)
    assert {match.cbsa for p in shared if (match := found.match(p))} == {"2"}


def test_principal_cities_are_read_out_of_a_metros_name() -> None:
    assert Metro("Scranton--Wilkes-Barre, PA", "").cities == ["Scranton", "Wilkes Barre"]
    assert Metro("Minneapolis-St. Paul-Bloomington, MN-WI", "").cities[1] == "Saint Paul"
    assert Metro("Lake County-Kenosha County, IL-WI", "").states == ["IL", "WI"]


def test_a_lost_minus_sign_leaves_no_point_and_neighbours_keep_theirs() -> None:
    places = [place(f"9810{n}", "Seattle", "King", 47.6 + n / 100, -122.3) for n in range(4)]
    places.append(place("98109", "Seattle", "King", 47.6, 122.3))
    assert precisions(places) == ["zip"] * 4 + [""]


def test_a_point_shared_by_eight_zip_codes_is_the_countys() -> None:
    places = [place(str(n), "Seattle", "King", 47.4, -121.8) for n in range(8)]
    assert precisions(places) == ["county"] * 8
    assert precisions(places[:7]) == ["zip"] * 7


def test_points_of_one_city_that_contradict_each_other_are_not_trusted() -> None:
    places = [
        place("92331", "Fontana", "San Bernardino", 34.1, -117.5, "CA"),
        place("92335", "Fontana", "San Bernardino", 34.2, -114.3, "CA"),
    ]
    assert precisions(places) == ["county", "county"]


def test_distances_are_great_circles_in_kilometres() -> None:
    assert distance_km((47.6062, -122.3321), (45.5152, -122.6784)) == pytest.approx(234, abs=1)


def test_parameters_are_json_arrays_of_rows(seeds: Seeds) -> None:
    sql, (rows,) = seeds[0]
    assert "INTO metros" in sql
    assert ["abilene-tx", "Abilene, TX", "10180"] in json.loads(rows)
