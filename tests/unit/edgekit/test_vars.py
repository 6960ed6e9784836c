"""Typed vars: what is read, and what becomes of one that does not fit."""

from types import SimpleNamespace
from typing import Annotated, Any, Literal

import pytest
from pydantic import BaseModel, Field

from edgekit.vars import Commas, Json, Secret, Url, Vars


class Cook(BaseModel):
    name: Annotated[str, Field(min_length=1)]
    stars: int = 0


class KitchenVars(Vars):
    seats: Annotated[int, Field(ge=1, le=200)] = 40
    discount: Annotated[float, Field(ge=0, lt=1)] = 0.1
    open_late: bool = False
    menu: Literal["summer", "winter"] = "summer"
    motto: str = "Eat well"
    cooks: Json[tuple[Cook, ...]] = ()
    suppliers: Commas[Url] = ()
    guide: Url | None = None
    rations_a_day: Annotated[int, Field(ge=0)] | None = None
    oven_key: Secret = None


class StrictVars(KitchenVars):
    street: str


def read(**given: Any) -> KitchenVars:
    return KitchenVars(given.get)


def test_defaults_stand_for_what_is_not_set_or_empty() -> None:
    for given in (read(), read(SEATS="", COOKS="", SUPPLIERS="", MENU="", OVEN_KEY="")):
        assert given.faults == {}
        assert (given.seats, given.menu, given.cooks, given.guide) == (40, "summer", (), None)
        assert (given.slow_ms, given.oven_key, given.rations_a_day) == (250, None, None)


def test_texts_become_values_of_the_declared_type() -> None:
    given = read(
        SEATS="12",
        DISCOUNT="0.25",
        OPEN_LATE="true",
        MENU="winter",
        COOKS='[{"name": "Ada", "stars": 3}]',
        SUPPLIERS=" https://fish.example/a?b=c, ,http://bread.example/feed/ ",
        RATIONS_A_DAY="3",
        OVEN_KEY="k3y",
        ALLOWED_ORIGINS="https://a.example,*",
    )
    assert given.faults == {}
    assert (given.seats, given.discount, given.open_late, given.menu) == (12, 0.25, True, "winter")
    assert given.cooks == (Cook(name="Ada", stars=3),)
    assert given.suppliers == ("https://fish.example/a?b=c", "http://bread.example/feed/")
    assert (given.rations_a_day, given.oven_key) == (3, "k3y")
    assert given.allowed_origins == ("https://a.example", "*")


def test_json_of_the_configuration_is_taken_as_it_is() -> None:
    cooks = SimpleNamespace(to_py=lambda: [{"name": "Ada"}])  # as JavaScript hands an object over
    given = read(SEATS=12, OPEN_LATE=True, COOKS=cooks, SUPPLIERS=["https://fish.example"])
    assert given.faults == {}
    assert (given.seats, given.open_late) == (12, True)
    assert given.cooks == (Cook(name="Ada"),)
    assert given.suppliers == ("https://fish.example",)


@pytest.mark.parametrize(
    ("name", "value", "said"),
    [
        ("SEATS", "many", "SEATS is “many”, and that does not fit: Input should be a valid int"),
        ("SEATS", "0", "Input should be greater than or equal to 1."),
        ("SEATS", "9" * 5000, "…”, and that does not fit"),
        ("DISCOUNT", "nan", "Input should be "),
        ("OPEN_LATE", "perhaps", "Input should be a valid boolean"),
        ("MENU", "spring", "Input should be 'summer' or 'winter'."),
        ("COOKS", '[{"name": "Ada"},]', "COOKS is “[{"),
        ("COOKS", '[{"name": "Ada"},]', "it is not valid JSON, trailing comma at line 1"),
        ("COOKS", '[{"name": "Ada", "stars": "x"}]', "does not fit at /0/stars: "),
        ("COOKS", "Ada", "it is not valid JSON"),
        ("GUIDE", "ftp://guide.example", "it should begin with https:// or http://."),
        ("GUIDE", "guide", "Input should be a valid URL"),
        ("RATIONS_A_DAY", "-1", "greater than or equal to 0."),
    ],
)
def test_a_var_that_does_not_fit_is_told_in_a_sentence_and_its_default_stands(
    name: str, value: str, said: str
) -> None:
    given = read(**{name: value, "MOTTO": "Slowly"})
    assert list(given.faults) == [name]
    assert said in given.faults[name]
    assert getattr(given, name.lower()) == KitchenVars.declared[name].default
    assert given.motto == "Slowly", "one that does not fit spoils no other"
    assert len(given.faults[name]) < 250


def test_of_a_list_the_items_that_fit_stand() -> None:
    given = read(SUPPLIERS="https://fish.example,bread,https://salt.example")
    assert given.suppliers == ("https://fish.example", "https://salt.example")
    assert "does not fit at /1: " in given.faults["SUPPLIERS"]
    assert read(SUPPLIERS="bread").suppliers == ()


def test_a_slip_in_one_origin_shuts_no_other_out() -> None:
    given = read(ALLOWED_ORIGINS="https://a.example, b.example, capacitor://localhost")
    assert given.allowed_origins == ("https://a.example", "capacitor://localhost")
    assert "does not fit at /1: it should be an origin, such" in given.faults["ALLOWED_ORIGINS"]


def test_what_has_no_default_fails_where_it_is_needed_and_only_there() -> None:
    given = StrictVars({"SEATS": "12"}.get)
    assert given.seats == 12
    assert given.faults == {"STREET": "STREET is not set, and it has no default: set it."}
    with pytest.raises(LookupError, match="STREET is not set, and it has no default: set it"):
        _ = given.street
    assert StrictVars({"STREET": "Main St"}.get).street == "Main St"


def test_a_secret_is_never_shown() -> None:
    class Vault(Vars):
        combination: Annotated[Secret, Field(min_length=8)] = None

    given = Vault({"COMBINATION": "1234"}.get)
    assert given.combination is None
    assert given.faults["COMBINATION"].startswith("COMBINATION does not fit: ")
    assert "1234" not in given.faults["COMBINATION"]
    assert [name for name, var in Vault.declared.items() if var.is_secret] == ["COMBINATION"]


def test_whole_numbers_are_known_as_such() -> None:
    whole = {name for name, var in KitchenVars.declared.items() if var.is_whole_number}
    assert whole == {"SEATS", "RATIONS_A_DAY", "SLOW_MS"}


def test_a_default_that_does_not_fit_is_found_at_import() -> None:
    with pytest.raises(TypeError, match="The default of SEATS does not fit its type"):

        class Wrong(Vars):
            seats: Annotated[int, Field(ge=1)] = 0


@pytest.mark.parametrize("name", ["faults", "declared", "Seats", "_seats"])
def test_a_name_that_can_be_no_var_is_found_at_import(name: str) -> None:
    with pytest.raises(TypeError, match=f"A var can't be called {name}"):
        type("Wrong", (Vars,), {"__annotations__": {name: int}, name: 1})
