"""Cases in which others' parsers went wrong, with values of our own; each stands for its kind."""

from datetime import date
from typing import Any

import phonenumbers
import pytest

from contracts.lead_bot import SlotName, Slots
from lead_bot_reading import Reading, read

TODAY = date(2026, 11, 20)
HELD: dict[str, Any] = {
    "address": "0246 SW Curry St, Portland, OR 97239",
    "asking_price": 300_000,
    "phone": "+12065550126",
    "phone_ext": "12",
    "name": "Lou Finch",
    "email": "lou@example.org",
    "condition": "fair",
    "timeline": "90_days",
}


def reading(
    text: str, asked: SlotName | None = None, today: date = TODAY, **before: Any
) -> Reading:
    return read(text, Slots.model_validate(before), asked, today)


def slots(text: str, asked: SlotName | None = None, today: date = TODAY, **before: Any) -> Slots:
    return reading(text, asked, today, **before).slots


@pytest.mark.parametrize(
    ("text", "number", "extension"),
    [
        ("206-555-0143 x61914", "+12065550143", "61914"),
        ("(425) 555-0188, ext 7", "+14255550188", "7"),
        ("425.555.0188 extension 204", "+14255550188", "204"),
        ("360 555 0150 ext.", "+13605550150", None),
        ("6505550177", "+16505550177", None),
        ("512-555-0123", "+15125550123", None),
        ("+1 (253) 555-0109", "+12535550109", None),
        ("two five three five five five oh one oh nine", "+12535550109", None),
        ("+44 20 7946 0958", "+442079460958", None),
    ],
)
def test_a_number_and_its_extension(text: str, number: str, extension: str | None) -> None:
    found = slots(text, "phone")
    assert (found.phone, found.phone_ext) == (number, extension)
    assert phonenumbers.is_possible_number(phonenumbers.parse(number, None))


@pytest.mark.parametrize(
    "text",
    [
        "06.15.2026",
        "85001-1234",
        "https://photos.example/a/4255550188",
        "999-999-9999",
        "123-456-7890",
        "case 24-2-18045-1",
        "4255550188123",
        "$2,065,550,143",
        "555-0143",
    ],
)
def test_what_is_no_number_is_none(text: str) -> None:
    assert slots(text, "phone").phone is None


@pytest.mark.parametrize(
    ("today", "text", "sell_by"),
    [
        (date(2025, 5, 31), "Monday", date(2025, 6, 2)),
        (date(2026, 12, 31), "Friday", date(2027, 1, 1)),
        (date(2026, 11, 20), "end of the month", date(2026, 11, 30)),
        (date(2027, 1, 31), "end of next month", date(2027, 2, 28)),
        (date(2026, 12, 20), "by March", date(2027, 3, 1)),
        (date(2026, 1, 31), "in one month", date(2026, 2, 28)),
        (date(2028, 2, 29), "in a year", date(2029, 2, 28)),
        (date(2026, 11, 20), "in june", date(2027, 6, 30)),
    ],
)
def test_a_time_is_a_day(today: date, text: str, sell_by: date) -> None:
    assert slots(text, "timeline", today).sell_by == sell_by


@pytest.mark.parametrize("text", ["I may sell", "we may or may not", "it may rain", "march on"])
def test_a_word_that_is_a_month_too_is_no_time(text: str) -> None:
    found = slots(text)
    assert (found.timeline, found.sell_by) == (None, None)


@pytest.mark.parametrize("text", ["sell in May", "We hope to close by May 31", "sold before June"])
def test_a_month_to_sell_in_is_a_time(text: str) -> None:
    assert slots(text).sell_by is not None


@pytest.mark.parametrize(
    ("text", "price"),
    [
        ("paid $180k, owe $90k, want $260k", 260_000),
        ("I owe 88, bought at 120, hoping for 255", 255_000),
        ("I would take $310,000.", 310_000),
        ("0.2 million", 200_000),
        ("1.35m", 1_350_000),
        ("two hundred and ten thousand", 210_000),
        ("$ 1 250 000", 1_250_000),
        ("300-325k", 325_000),
        ("1,2m", 1_200_000),
        ("we want 1,25 million", 1_250_000),
        ("I'd take 352,5k", 352_500),
        ("three quarters of a million", 750_000),
        ("maybe a quarter million", 250_000),
        ("we'd take 3 fifty", 350_000),
    ],
)
def test_the_price_is_the_one_that_is_wanted(text: str, price: int) -> None:
    assert slots(text, "asking_price").asking_price == price


@pytest.mark.parametrize(
    "text",
    [
        "I still owe 212k",
        "it has 100k miles on it",
        "100k square feet",
        "built in 1954",
        "the taxes are $4,100 a year",
        "my zip is 98103",
        "neighbor sold for 610k",
        "rent is 2,400 a month",
    ],
)
def test_what_is_not_wanted_is_no_price(text: str) -> None:
    assert slots(text, "asking_price").asking_price is None


@pytest.mark.parametrize(
    ("text", "address"),
    [
        ("mail me at ann.lee@example.org.", "ann.lee@example.org"),
        ("or at kim@example.org", "kim@example.org"),
        ("KIM@EXAMPLE.ORG", "kim@example.org"),
        ("<kim@example.org>, thanks", "kim@example.org"),
        ("kim at example dot org", "kim@example.org"),
        ("kim (at) mail.example.com", "kim@mail.example.com"),
    ],
)
def test_an_address_of_mail_is_cut_where_it_ends(text: str, address: str) -> None:
    assert slots(text, "email").email == address


@pytest.mark.parametrize(
    "text",
    [
        "0117 NE Going St, Portland, OR 97211",
        "88-12 Northern Blvd, Queens, NY 11372",
        "N96W14849 County Line Rd, Germantown, WI 53022",
        "33 1/2 W Main St, Mesa, AZ 85201",
        "12 Broadway, New York, NY 10004",
        "1234 Highway 99 N, Eugene, OR 97402",
        "8 Old Mill Rd Apt 3, Salem, MA 01970",
    ],
)
def test_an_address_is_as_it_was_written(text: str) -> None:
    assert slots(f"It is {text}.", "address").address == text


@pytest.mark.parametrize(
    ("text", "changes"),
    [
        ("no, 0264 not 0246", {"address": "0264 SW Curry St, Portland, OR 97239"}),
        ("its SE not SW", {"address": "0246 SE Curry St, Portland, OR 97239"}),
        ("zip is 97201", {"address": "0246 SW Curry St, Portland, OR 97201"}),
        ("my number ends in 0162", {"phone": "+12065550162"}),
        ("the area code is 425", {"phone": "+14255550126"}),
        ("scratch that, make it 385", {"asking_price": 385_000}),
        ("wait, more like poor not fair", {"condition": "poor"}),
        ("it's Finn not Finch", {"name": "Lou Finn"}),
        ("wrong email, it's lou.f@example.org", {"email": "lou.f@example.org"}),
    ],
)
def test_a_correction_changes_what_it_names_and_nothing_else(
    text: str, changes: dict[str, Any]
) -> None:
    found = reading(text, **HELD)
    assert found.slots == Slots.model_validate(HELD | changes)
    assert found.intent == "correction"


@pytest.mark.parametrize(
    "text",
    [
        "change my phone to 555-01",
        "my phone is 999-999-9999",
        "my email is wrong",
        "the new address is somewhere else",
        "change the price to a lot",
        "no, 7 not 8",
        "email should be lou@",
    ],
)
def test_a_bad_correction_erases_nothing(text: str) -> None:
    assert slots(text, **HELD) == Slots.model_validate(HELD)


@pytest.mark.parametrize(
    "text", ["stop", "Stop. Thank you", "QUIT TEXTING ME", "take me off your list"]
)
def test_stop_is_heard(text: str) -> None:
    assert reading(text, **HELD).intent == "stop"


@pytest.mark.parametrize(
    "text",
    ["stop by on Monday", "the bus stop is loud", "we can't stop the leak", "please cancel my 3pm"],
)
def test_stop_is_not_heard_where_it_is_of_something_else(text: str) -> None:
    assert reading(text).intent != "stop"


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("Roof leaks. Dana Whitfield 503-555-0166", "Dana Whitfield"),
        ("Tom O'Neil, cell: 206-555-0148", "Tom O'Neil"),
        ("we want out\nMaria de la Cruz maria@example.com", "Maria de la Cruz"),
    ],
)
def test_a_name_in_front_of_a_way_to_reach_somebody_is_theirs(text: str, name: str) -> None:
    assert slots(text).name == name


@pytest.mark.parametrize(
    "text", ["Call Me 503-555-0122", "New Roof. 503-555-0122", "Old House (503) 555-0122"]
)
def test_words_in_capitals_in_front_of_a_number_are_no_name(text: str) -> None:
    assert slots(text).name is None


@pytest.mark.parametrize("asked", [None, "motivation", "condition", "address"])
@pytest.mark.parametrize(
    ("text", "price"),
    [
        ("higher: 340k", 340_000),
        ("go up to 325", 325_000),
        ("I could go down to 280", 280_000),
        ("make that 315", 315_000),
        ("lower it to 290", 290_000),
        ("drop the price to 275", 275_000),
        ("bump it to 310,000", 310_000),
    ],
)
def test_a_price_moves_whatever_was_asked_for(
    text: str, price: int, asked: SlotName | None
) -> None:
    assert slots(text, asked, asking_price=300_000).asking_price == price


@pytest.mark.parametrize("text", ["make it 12", "sorry, 30", "change that to 9", "go to 3"])
def test_a_number_far_from_the_price_is_none(text: str) -> None:
    assert slots(text, asking_price=300_000).asking_price == 300_000


@pytest.mark.parametrize("text", ["two billion", "a million billion", "$3 trillion", "5 bn"])
def test_no_home_costs_billions(text: str) -> None:
    assert slots(text, "asking_price").asking_price is None


@pytest.mark.parametrize(
    ("text", "address"),
    [
        ("I want to sell 2210 Maple, Tacoma", "2210 Maple, Tacoma"),
        ("it's 915 Union, Spokane", "915 Union, Spokane"),
        ("4410 Rainier Seattle", "4410 Rainier Seattle"),
        ("selling 77 Galer, Seattle. asap", "77 Galer, Seattle"),
        ("1415 E Olive, Seattle WA", "1415 E Olive, Seattle WA"),
        ("410k 21 Birch Ave, Kent WA 98030", "21 Birch Ave, Kent WA 98030"),
    ],
)
def test_a_street_in_a_known_city_needs_no_suffix(text: str, address: str) -> None:
    assert slots(text).address == address


@pytest.mark.parametrize(
    "text",
    [
        "I have 2 dogs, Seattle is no place for them",
        "built in 1950 Craftsman, Seattle",
        "we own 3 homes Seattle",
        "it's a 1960 rambler, Seattle",
        "I'm 64, Seattle native",
        "it has 3 bedrooms, Kent",
    ],
)
def test_what_is_counted_before_a_city_is_no_street(text: str) -> None:
    assert slots(text).address is None


@pytest.mark.parametrize("text", ["no wait 224 Curry", "I meant 224 sw curry st", "its 224 Curry"])
def test_another_number_on_the_held_street_replaces_it(text: str) -> None:
    address = slots(text, **HELD).address or ""
    assert address.lower() == "224 sw curry st, portland, or 97239"


def test_a_neighbours_number_replaces_nothing() -> None:
    assert slots("224 Curry next door sold last year", **HELD).address == HELD["address"]


@pytest.mark.parametrize("asked", ["timeline", "condition", "motivation", "name", None])
def test_a_bare_zip_code_completes_an_address(asked: SlotName | None) -> None:
    found = slots("98402", asked, address="77 Alder St, Tacoma")
    assert (found.address, found.asking_price) == ("77 Alder St, Tacoma, 98402", None)


@pytest.mark.parametrize(
    ("text", "condition", "price"),
    [
        ("21 Birch Ave Kent WA 98030 asap fair 240k", "fair", 240_000),
        ("21 Birch Ave, Kent WA 98030 good 415k asap", "good", 415_000),
        ("21 Birch Ave Kent WA 98030 excellent condition $610,000", "excellent", 610_000),
        ("310k 21 Birch Ave Kent WA 98030 poor", "poor", 310_000),
        ("21 Birch Ave Kent WA 98030 rough 185000", "poor", 185_000),
    ],
)
def test_facts_one_behind_the_other_need_no_commas(text: str, condition: str, price: int) -> None:
    found = slots(text)
    assert (found.condition, found.asking_price) == (condition, price)
    assert found.address == text[text.index("21 Birch") : text.index("98030") + 5]


@pytest.mark.parametrize(
    "text", ["the condition is actually poor", "it's honestly in poor condition", "shape: poor"]
)
def test_a_condition_said_with_emphasis_is_one(text: str) -> None:
    assert slots(text, **HELD).condition == "poor"


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("My name is Tim. No it's Jim.", "Jim"),
        ("I'm Dana Roe, sorry, Dana Rowe", "Dana Rowe"),
        ("my name is Kirsten. wait, I mean Kristen", "Kristen"),
    ],
)
def test_the_name_that_is_said_last_is_the_right_one(text: str, name: str) -> None:
    assert slots(text).name == name


@pytest.mark.parametrize("text", ["Not Luke, Lukas Finch", "no, not Lou. Lukas Finch"])
def test_a_name_that_is_denied_is_replaced(text: str) -> None:
    assert slots(text, **HELD).name == "Lukas Finch"


@pytest.mark.parametrize("text", ["Lee", "Okafor", "Rose Kim", "Hana Okafor", "Grace Petrov"])
def test_a_name_instead_of_a_reason_is_a_name(text: str) -> None:
    found = slots(text, "motivation")
    assert (found.name, found.motivation) == (text, None)


@pytest.mark.parametrize("text", ["Too Big", "Moving Away", "Old Age", "Job Transfer", "Divorce"])
def test_a_reason_in_capitals_is_no_name(text: str) -> None:
    assert slots(text, "motivation").name is None


@pytest.mark.parametrize("text", ["no phone", "no email", "I won't give my number"])
def test_declining_a_number_declines_no_name(text: str) -> None:
    assert "name" not in reading(text, "name").declined


@pytest.mark.parametrize(
    "text", ["no just want it gone", "I just want out of it", "just need it sold", "want it gone"]
)
def test_who_only_wants_it_gone_names_no_price(text: str) -> None:
    assert "asking_price" in reading(text, "asking_price").declined


@pytest.mark.parametrize("text", ["my uncle left me this place", "grandma left the house to us"])
def test_what_was_left_to_somebody_is_a_reason(text: str) -> None:
    assert slots(text).motivation == text


@pytest.mark.parametrize("text", ["tenants in it paying 1850/mo", "it has tenants until June"])
def test_tenants_alone_are_no_reason(text: str) -> None:
    assert slots(text).motivation is None


@pytest.mark.parametrize(
    ("text", "asked", "price"),
    [
        ("no 285k", "address", 285_000),
        ("sorry, 310", "motivation", 310_000),
        ("310 not 300", "name", 310_000),
        ("The price is 290k. Actually 315k", None, 315_000),
    ],
)
def test_a_price_is_put_right_while_something_else_is_asked(
    text: str, asked: SlotName | None, price: int
) -> None:
    assert slots(text, asked, asking_price=300_000).asking_price == price


def test_a_city_that_is_denied_is_no_name() -> None:
    found = slots("not Kent, Renton", address="12 Oak St, Kent WA 98030", name="Lou Finch")
    assert (found.address, found.name) == ("12 Oak St, Renton WA 98030", "Lou Finch")


def test_a_street_told_again_keeps_the_city_that_has_no_comma() -> None:
    found = slots("I mean 16 Oak St", address="14 Oak St Renton WA 98055")
    assert found.address == "16 Oak St Renton WA 98055"


@pytest.mark.parametrize(
    ("text", "condition"),
    [
        ("somebody has to fix the furnace", "fair"),
        ("you'd have to replace the windows", "fair"),
        ("it's a gut job", "poor"),
        ("we took it down to the studs", "poor"),
    ],
)
def test_what_has_to_be_done_tells_the_condition(text: str, condition: str) -> None:
    assert slots(text, "condition").condition == condition
