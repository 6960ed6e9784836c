"""The stand-ins answer as the providers document."""

import json
from pathlib import Path
from typing import Any
from urllib.parse import urlencode

import pytest

from fleet.dev.providers import Answer, Directory, Exchange

SEEDS = Path(__file__).parents[3] / "wrangler" / "seeds"
SLACK = "https://slack.com/api/chat.postMessage"
TWILIO = "https://api.twilio.com/2010-04-01/Accounts/AC1/Messages.json"
STRIPE = "https://api.stripe.com/v1"
RESEND = "https://api.resend.com/emails"
SENDGRID = "https://api.sendgrid.com/v3/mail/send"
POSTMARK = "https://api.postmarkapp.com/email"
HUBSPOT = "https://api.hubapi.com/crm/v3/objects/contacts"
FUB = "https://api.followupboss.com/v1"
CENSUS = "https://geocoding.geo.census.gov/geocoder/locations/onelineaddress"
MODEL = "https://api.openai.com/v1/chat/completions"
EMAIL = {"from": "a@example.com", "to": "b@example.com", "subject": "Hello"}


@pytest.fixture
def directory() -> Directory:
    return Directory(SEEDS)


def send(
    directory: Directory,
    url: str,
    body: Any = None,
    method: str = "POST",
    form: dict[str, str] | None = None,
    **headers: str,
) -> Answer:
    content = urlencode(form).encode() if form is not None else b""
    content = json.dumps(body).encode() if body is not None else content
    named = {name.replace("_", "-"): value for name, value in headers.items()}
    exchange = Exchange("leads", method, url, named, content)
    return directory.find(exchange).answer(exchange)


def told(answer: Answer) -> Any:
    return json.loads(answer.body)


def test_slack_counts_up_timestamps_and_names_the_channel(directory: Directory) -> None:
    first, second = (told(send(directory, SLACK, {"channel": "#a", "text": "x"})) for _ in "ab")
    assert first["ok"] is True
    assert first["channel"] == "#a"
    assert first["ts"] < second["ts"]


def test_slack_takes_a_message_that_comes_again_under_its_id_for_the_first(
    directory: Directory,
) -> None:
    message = {"channel": "#a", "text": "x", "client_msg_id": "1"}
    first, again = (told(send(directory, SLACK, message)) for _ in "ab")
    other = told(send(directory, SLACK, message | {"client_msg_id": "2"}))
    assert again["ts"] == first["ts"] != other["ts"]


def test_slack_refuses_with_200_and_ok_false(directory: Directory) -> None:
    answer = send(directory, SLACK, {"channel": "#a"})
    assert (answer.status, told(answer)) == (200, {"ok": False, "error": "no_text"})
    assert told(send(directory, SLACK, {"text": "x"}))["error"] == "channel_not_found"


def test_a_slack_webhook_answers_ok_in_plain_text(directory: Directory) -> None:
    hook = "https://hooks.slack.com/services/T0/B0/x"
    assert send(directory, hook, {"text": "x"}).body == b"ok"
    assert send(directory, hook, {}).status == 400


TEXT = {"To": "+12065550100", "From": "+12065550101", "Body": "hi"}
TWILIO_KEY = {"authorization": "Basic QUMxOnRva2Vu"}  # AC1:token


def text(directory: Directory, **changes: str) -> Answer:
    form = {name: value for name, value in {**TEXT, **changes}.items() if value}
    return send(directory, TWILIO, form=form, **TWILIO_KEY)


def test_twilio_queues_a_message(directory: Directory) -> None:
    answer = text(directory)
    message = told(answer)
    assert answer.status == 201
    assert (message["status"], message["to"], message["account_sid"]) == (
        "queued",
        "+12065550100",
        "AC1",
    )
    assert message["sid"].startswith("SM")
    assert len(message["sid"]) == 34


@pytest.mark.parametrize(
    ("change", "code"),
    [
        ({"To": ""}, 21604),
        ({"From": ""}, 21603),
        ({"Body": ""}, 21619),
        ({"Body": "x" * 1601}, 21617),
        ({"To": "206-555-0100"}, 21211),
        ({"To": "+15005550004"}, 21610),
        ({"To": "+15005550009"}, 21614),
    ],
)
def test_twilio_refuses_with_its_own_numbers(
    directory: Directory, change: dict[str, str], code: int
) -> None:
    answer = text(directory, **change)
    assert (answer.status, told(answer)["code"]) == (400, code)
    assert told(answer)["more_info"] == f"https://www.twilio.com/docs/errors/{code}"


@pytest.mark.parametrize("key", ["", "Basic QUMyOnRva2Vu", "Basic \u00e9", "Bearer QUMxOnRva2Vu"])
def test_twilio_knows_its_accounts(directory: Directory, key: str) -> None:
    answer = send(directory, TWILIO, form=TEXT, authorization=key)
    assert (answer.status, told(answer)["code"]) == (401, 20003)


def test_twilio_lists_the_newest_messages_to_a_number_first(directory: Directory) -> None:
    sids = [told(text(directory, Body=body))["sid"] for body in ("one", "two")]
    text(directory, To="+12065550199")
    listed = told(send(directory, f"{TWILIO}?To=%2B12065550100", method="GET", **TWILIO_KEY))
    assert [each["sid"] for each in listed["messages"]] == sids[::-1]
    one = TWILIO.replace(".json", f"/{sids[0]}.json")
    assert told(send(directory, one, method="GET", **TWILIO_KEY))["body"] == "one"


KEYED = {"authorization": "Bearer re_1"}


def test_resend_gives_an_id_once_for_an_idempotency_key(directory: Directory) -> None:
    keyed = KEYED | {"idempotency_key": "k"}
    first = told(send(directory, RESEND, EMAIL, **keyed))["id"]
    assert told(send(directory, RESEND, EMAIL, **keyed))["id"] == first
    assert told(send(directory, RESEND, EMAIL, **KEYED))["id"] != first
    other = send(directory, RESEND, EMAIL | {"subject": "Bye"}, **keyed)
    assert (other.status, told(other)["name"]) == (409, "invalid_idempotent_request")


@pytest.mark.parametrize(
    ("change", "name", "field"),
    [
        ({"to": ""}, "missing_required_field", "`to`"),
        ({"to": ["Ann ann@example.com"]}, "validation_error", "`to`"),
        ({"from": "nobody"}, "validation_error", "`from`"),
    ],
)
def test_resend_names_the_field_that_is_wrong(
    directory: Directory, change: dict[str, Any], name: str, field: str
) -> None:
    answer = send(directory, RESEND, EMAIL | change, **KEYED)
    assert (answer.status, told(answer)["name"]) == (422, name)
    assert field in told(answer)["message"]


def test_resend_wants_a_key(directory: Directory) -> None:
    answer = send(directory, RESEND, EMAIL)
    assert told(answer) == {
        "statusCode": 401,
        "name": "missing_api_key",
        "message": "Missing API Key",
    }


SENDGRID_MAIL = {
    "personalizations": [{"to": [{"email": "b@example.com"}]}],
    "from": {"email": "a@example.com"},
    "subject": "Hello",
    "content": [{"type": "text/plain", "value": "Hello"}],
}


def test_sendgrid_takes_a_mail_with_202_and_its_id_in_a_header(directory: Directory) -> None:
    answer = send(directory, SENDGRID, SENDGRID_MAIL, **KEYED)
    assert (answer.status, answer.body) == (202, b"")
    assert answer.headers["x-message-id"]


@pytest.mark.parametrize(
    ("change", "field"),
    [
        ({"personalizations": []}, "personalizations"),
        ({"personalizations": [{"to": [{"email": "b"}]}]}, "personalizations.0.to.0.email"),
        ({"from": {}}, "from.email"),
        ({"content": []}, "content"),
    ],
)
def test_sendgrid_names_the_field_that_is_wrong(
    directory: Directory, change: dict[str, Any], field: str
) -> None:
    answer = send(directory, SENDGRID, SENDGRID_MAIL | change, **KEYED)
    assert answer.status == 400
    assert [error["field"] for error in told(answer)["errors"]] == [field]


POSTMARK_MAIL = {"From": "a@example.com", "To": "b@example.com", "TextBody": "Hello"}


def test_postmark_answers_with_codes_of_its_own(directory: Directory) -> None:
    def answered(change: dict[str, str], **headers: str) -> tuple[int, int]:
        answer = send(directory, POSTMARK, POSTMARK_MAIL | change, **headers)
        return answer.status, told(answer)["ErrorCode"]

    keyed = {"x_postmark_server_token": "t"}
    assert answered({}, **keyed) == (200, 0)
    assert answered({}) == (401, 10)
    assert answered({"To": ""}, **keyed) == (422, 300)
    assert answered({"TextBody": ""}, **keyed) == (422, 300)


BEARER = {"authorization": "Bearer token"}
BASIC = {"authorization": "Basic a2V5Og=="}


def test_hubspot_upserts_by_any_property(directory: Directory) -> None:
    upsert = {"inputs": [{"idProperty": "email", "id": "a@x", "properties": {"firstname": "Ada"}}]}
    first = told(send(directory, f"{HUBSPOT}/batch/upsert", upsert, **BEARER))["results"][0]
    second = told(send(directory, f"{HUBSPOT}/batch/upsert", upsert, **BEARER))["results"][0]
    assert (first["new"], second["new"], first["id"]) == (True, False, second["id"])
    read = send(directory, f"{HUBSPOT}/a@x?idProperty=email", method="GET", **BEARER)
    properties = told(read)["properties"]
    assert (properties["email"], properties["firstname"]) == ("a@x", "Ada")


def test_hubspot_creates_patches_searches_and_deletes(directory: Directory) -> None:
    identity = told(send(directory, HUBSPOT, {"properties": {"email": "b@x"}}, **BEARER))["id"]
    send(directory, f"{HUBSPOT}/{identity}", {"properties": {"phone": "1"}}, "PATCH", **BEARER)
    wanted = [{"filters": [{"propertyName": "phone", "operator": "EQ", "value": "1"}]}]
    assert (
        told(send(directory, f"{HUBSPOT}/search", {"filterGroups": wanted}, **BEARER))["total"] == 1
    )
    assert send(directory, f"{HUBSPOT}/{identity}", method="DELETE", **BEARER).status == 204
    assert send(directory, f"{HUBSPOT}/{identity}", method="GET", **BEARER).status == 404


def test_follow_up_boss_knows_a_person_by_email(directory: Directory) -> None:
    event = {"person": {"firstName": "Ada", "emails": [{"value": "A@x"}]}}
    first = send(directory, f"{FUB}/events", event, **BASIC)
    again = {"person": {"lastName": "Lovelace", "emails": [{"value": "a@x"}]}}
    second = send(directory, f"{FUB}/events", again, **BASIC)
    assert (first.status, second.status) == (201, 200)
    person = told(send(directory, f"{FUB}/people/{told(first)['id']}", method="GET", **BASIC))
    assert (person["firstName"], person["lastName"]) == ("Ada", "Lovelace")


def test_the_geocoder_places_an_address_near_its_zip_always_at_one_point(
    directory: Directory,
) -> None:
    url = CENSUS + "?address=4203+Woodland+Park+Ave+N%2C+Seattle%2C+WA+98103&format=json"
    first, second = (told(send(directory, url, method="GET")) for _ in "ab")
    assert first == second
    [match] = first["result"]["addressMatches"]
    assert match["matchedAddress"] == "4203 WOODLAND PARK AVE N, SEATTLE, WA, 98103"
    assert match["coordinates"]["x"] == pytest.approx(-122.34, abs=0.05)
    assert match["coordinates"]["y"] == pytest.approx(47.67, abs=0.05)
    assert match["addressComponents"]["zip"] == "98103"


@pytest.mark.parametrize("address", ["Nowhere", "1 Main St, Nowhere, ZZ 00000"])
def test_the_geocoder_finds_nothing_where_no_zip_is_known(
    directory: Directory, address: str
) -> None:
    url = CENSUS + "?" + urlencode({"address": address})
    assert told(send(directory, url, method="GET"))["result"]["addressMatches"] == []


def test_a_feed_that_has_not_changed_is_304(directory: Directory) -> None:
    url = "https://www.fhfa.gov/hpi/download/quarterly_datasets/hpi_at_metro.csv"
    full = send(directory, url, method="GET")
    assert full.body.splitlines()[0] == b"metro,cbsa,year,quarter,hpi"
    same = send(directory, url, method="GET", if_none_match=full.headers["etag"])
    assert (same.status, same.body) == (304, b"")
    since = full.headers["last-modified"]
    assert send(directory, url, method="GET", if_modified_since=since).status == 304
    assert send(directory, url, method="GET", if_none_match='"other"').status == 200


@pytest.mark.parametrize(
    ("url", "column"), [("MORTGAGE30US.csv", b"date"), ("zip_listings.csv", b"month_date_yyyymm")]
)
def test_a_feeds_url_says_which_series_it_is(directory: Directory, url: str, column: bytes) -> None:
    answer = send(directory, f"https://fred.stlouisfed.org/{url}", method="GET")
    assert answer.body.split(b",")[0] == column


@pytest.mark.parametrize(("path", "root"), [("rss", b"<rss"), ("feed.atom", b"<feed")])
def test_news_come_as_rss_or_atom(directory: Directory, path: str, root: bytes) -> None:
    answer = send(directory, f"https://news.google.com/{path}", method="GET")
    assert root in answer.body
    assert answer.body.count(b"King County") == 1


def test_the_model_says_back_what_it_was_asked_and_nothing_else(directory: Directory) -> None:
    body = {"model": "m", "messages": [{"role": "user", "content": "Only this."}]}
    first, second = send(directory, MODEL, body), send(directory, MODEL, body)
    assert first == second
    assert told(first)["choices"][0]["message"]["content"] == "Only this."
    assert send(directory, MODEL, {"messages": []}).status == 400


def test_the_model_streams_the_same_words(directory: Directory) -> None:
    messages = [{"role": "user", "content": "Two words"}]
    answer = send(directory, MODEL, {"stream": True, "messages": messages})
    lines = [line[6:] for line in answer.body.decode().split("\n\n") if line]
    assert lines[-1] == "[DONE]"
    deltas = [json.loads(line)["choices"][0]["delta"] for line in lines[:-1]]
    assert "".join(delta.get("content", "") for delta in deltas) == "Two words"


@pytest.mark.parametrize(
    ("url", "name"),
    [
        (SLACK, "slack"),
        (TWILIO, "twilio"),
        (f"{STRIPE}/refunds", "stripe"),
        (RESEND, "resend"),
        (SENDGRID, "sendgrid"),
        (POSTMARK, "postmark"),
        (HUBSPOT, "hubspot"),
        (f"{FUB}/events", "followupboss"),
        (CENSUS, "census"),
        (MODEL, "openai"),
        ("https://notslack.com/api", "unknown"),
        ("https://crm.corp.example/v1/people", "followupboss"),
        ("https://slack.corp.example/api/chat.postMessage", "slack"),
    ],
)
def test_a_provider_is_known_by_host_or_by_the_variable_that_holds_its_url(
    directory: Directory, url: str, name: str
) -> None:
    bases = ("https://slack.corp.example/api/", "https://crm.corp.example/")
    directory.learn({"SLACK_API_URL": bases[0], "FUB_API_URL": bases[1], "OTHER": "https://x"})
    assert directory.find(Exchange("w", "POST", url, {}, b"")).name == name


@pytest.mark.parametrize(
    ("name", "meant"),
    [
        ("slack", ["slack"]),
        ("email", ["resend", "sendgrid", "postmark"]),
        ("Follow_Up_Boss", ["followupboss"]),
        ("crm", ["hubspot", "followupboss"]),
        ("feeds", ["market", "rss"]),
        ("nobody", []),
    ],
)
def test_providers_go_by_more_names_than_one(
    directory: Directory, name: str, meant: list[str]
) -> None:
    assert [each.name for each in directory.called(name)] == meant


def test_a_reset_forgets_what_was_created(directory: Directory) -> None:
    send(directory, HUBSPOT, {"properties": {"email": "b@x"}}, **BEARER)
    directory.reset()
    assert told(send(directory, f"{HUBSPOT}/search", {}, **BEARER))["total"] == 0
