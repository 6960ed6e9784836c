"""Our requests are what HubSpot's own client takes, and that client reads what we have written."""

import json
import threading
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from http.server import BaseHTTPRequestHandler, HTTPServer
from types import SimpleNamespace
from typing import Any

import pytest
from crm_at_work import Business, lead
from hubspot.crm import contacts as models
from hubspot.crm.contacts.exceptions import ApiException

from crm_protocol import CrmAnswer, CrmFault, CrmRequest, Person
from crm_syncing import erase
from fleet.dev.providers import Exchange, StandIn
from hubspot_crm import CONTACTS, HubSpotCrm

CONTACT = "/crm/v3/objects/contacts/{contact_id}"
UPSERTED = "BatchResponseSimplePublicUpsertObject"
FOUND = "CollectionResponseWithTotalSimplePublicObjectForwardPaging"


@dataclass(frozen=True)
class Call:
    """One of the client's calls: the model of its body, and those of the answers by status."""

    method: str
    path: str
    body: str | None
    answers: Mapping[int, str | None]


# As hubspot.crm.contacts.api has them; an error is of one shape for all.
CALLS = (
    Call("POST", CONTACTS, "SimplePublicObjectInputForCreate", {201: "SimplePublicObject"}),
    Call("GET", CONTACT, None, {200: "SimplePublicObjectWithAssociations"}),
    Call("PATCH", CONTACT, "SimplePublicObjectInput", {200: "SimplePublicObject"}),
    Call("DELETE", CONTACT, None, {204: None}),
    Call("POST", f"{CONTACTS}/search", "PublicObjectSearchRequest", {200: FOUND}),
    Call(
        "POST",
        f"{CONTACTS}/batch/upsert",
        "BatchInputSimplePublicObjectBatchInputUpsert",
        {200: UPSERTED, 207: f"{UPSERTED}WithErrors"},
    ),
    Call("POST", f"{CONTACTS}/merge", "PublicMergeInput", {200: "SimplePublicObject"}),
    Call("POST", f"{CONTACTS}/gdpr-delete", "PublicGdprDeleteInput", {204: None}),
)


@dataclass(frozen=True)
class Asked:
    """A request, and what the stand-in has answered."""

    request: CrmRequest
    answer: CrmAnswer

    @property
    def call(self) -> Call:
        """The client's call that it is."""
        path = self.request.path.partition("?")[0]
        tails = {each.path for each in CALLS}
        plain = path if path in tails else CONTACT
        [found] = [
            each for each in CALLS if (each.method, each.path) == (self.request.method, plain)
        ]
        return found

    def __str__(self) -> str:
        what = self.call.path.removeprefix(CONTACTS).strip("/{}")
        return f"{self.request.method} {what} {self.answer.status}"


def exchanges() -> list[Asked]:
    """One of each kind of request and answer: ours, and those by which others change contacts."""
    told: list[Asked] = []
    for business in (Business(), Business(crm=HubSpotCrm("hearthstack_lead_id"))):
        _note(business, told)
        first = business.sync(lead()).external_id
        second = business.sync(lead(version=2, phone="+12065550143")).external_id
        assert first == second
        other = business.made(email="bo@example.org")
        business.sync(lead(version=3, email="bo@example.org"))
        for taken in ("ann@example.org", "bo@example.org"):
            with pytest.raises(CrmFault):
                business.play(business.crm.create(Person("lead_2", None, None), {"email": taken}))
        left = _ask(
            business, "POST", "/merge", {"primaryObjectId": first, "objectIdToMerge": other}
        )
        assert business.sync(lead(version=4)).external_id == left["id"]
        business.play(
            business.crm.matching(Person("lead_1", "ann@example.org", "+442079460142"), ())
        )
        business.play(erase(business.crm, left["id"], None, for_good=True))
        business.play(
            erase(business.crm, business.made(email="cy@example.org"), None, for_good=False)
        )
        business.play(business.crm.read("0", ()))
        _upsert_some(business)
    return list({str(each): each for each in told}.values())


def _note(business: Business, told: list[Asked]) -> None:
    real = business.ask

    def ask(request: CrmRequest) -> CrmAnswer:
        answer = real(request)
        told.append(Asked(request, answer))
        return answer

    business.ask = ask  # type: ignore[method-assign]


def _ask(business: Business, method: str, tail: str, body: Any) -> dict[str, Any]:
    return business.ask(CrmRequest(method, CONTACTS + tail, body)).json()


def _upsert_some(business: Business) -> None:
    """A batch of which one can't be: HubSpot says which, if each has a trace id."""
    business.made(email="di@example.org")
    inputs = [
        {
            "id": name,
            "idProperty": "mark",
            "properties": {"email": email},
            "objectWriteTraceId": name,
        }
        for name, email in (("lead_8", "di@example.org"), ("lead_9", "ed@example.org"))
    ]
    told = _ask(business, "POST", "/batch/upsert", {"inputs": inputs})
    assert (told["numErrors"], len(told["results"])) == (1, 1)


ASKED = exchanges()


def test_each_kind_of_call_and_answer_is_among_them() -> None:
    assert [each for each in CALLS if each not in [asked.call for asked in ASKED]] == []
    assert {(each.call.path, each.answer.status) for each in ASKED} >= {
        (CONTACTS, 409),
        (CONTACT, 404),
        (CONTACT, 409),
        (f"{CONTACTS}/batch/upsert", 207),
        (f"{CONTACTS}/batch/upsert", 409),
    }


@pytest.mark.parametrize("asked", ASKED, ids=str)
def test_a_request_is_the_clients_own_and_nothing_more(asked: Asked) -> None:
    if asked.call.body is None:
        assert asked.request.body is None
        return
    assert _read(asked.request.body, asked.call.body) == _plain(asked.request.body)


@pytest.mark.parametrize("asked", ASKED, ids=str)
def test_what_the_stand_in_answers_is_what_the_client_reads(asked: Asked) -> None:
    status, body = asked.answer.status, asked.answer.text
    model = asked.call.answers.get(status, "Error")
    assert status in asked.call.answers or status in (404, 409)
    if model is None:
        assert body == ""
        return
    told = json.loads(body)
    # Of errors the documentation has one more member than the client.
    unknown = {"status"} if model == "Error" else set()
    assert _read(told, model) == _plain({name: told[name] for name in told.keys() - unknown})


def _read(body: Any, model: str) -> Any:
    """What is left of a body once the client has read it; it raises for what does not fit."""
    api = models.ApiClient()
    return _plain(api.sanitize_for_serialization(_deserialize(api, body, model)))


def _deserialize(api: Any, body: Any, model: str) -> Any:
    return api.deserialize(SimpleNamespace(data=json.dumps(body)), model)


def _plain(body: Any) -> Any:
    """A body without what the client can't keep: how sorts are written, the spelling of times."""
    if isinstance(body, list):
        return [_plain(each) for each in body]
    if not isinstance(body, dict):
        return body
    return {
        name: datetime.fromisoformat(value) if name.endswith("At") else _plain(value)
        for name, value in body.items()
        if name != "sorts" and value is not None
    }


@pytest.fixture
def business() -> Business:
    return Business()


@pytest.fixture
def client(business: Business) -> Iterator[Any]:
    """HubSpot's client, pointed at the stand-in."""
    server = HTTPServer(("127.0.0.1", 0), _handler(business.stand_in))
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    settings = models.Configuration(host=f"http://127.0.0.1:{server.server_port}")
    settings.access_token = "theirs"
    api = models.ApiClient(settings)
    yield SimpleNamespace(basic_api=models.BasicApi(api), search_api=models.SearchApi(api))
    server.shutdown()
    server.server_close()


def _handler(stand_in: StandIn) -> type[BaseHTTPRequestHandler]:
    class Handler(BaseHTTPRequestHandler):
        def handle_any(self) -> None:
            body = self.rfile.read(int(self.headers.get("content-length", 0)))
            headers = {name.lower(): value for name, value in self.headers.items()}
            url = f"https://api.hubapi.com{self.path}"
            answer = stand_in.answer(Exchange("client", self.command, url, headers, body))
            self.send_response(answer.status)
            for name, value in answer.headers.items():
                self.send_header(name, value)
            self.send_header("content-length", str(len(answer.body)))
            self.end_headers()
            self.wfile.write(answer.body)

        do_GET = do_POST = do_PATCH = do_DELETE = handle_any  # noqa: N815 - http.server's names

        def log_message(self, *_: object) -> None: ...

    return Handler


def test_the_client_reads_what_we_have_written(business: Business, client: Any) -> None:
    made = business.sync(lead()).external_id
    read = client.basic_api.get_by_id(made, properties=["firstname", "phone"])
    assert (read.id, read.properties["firstname"]) == (made, "Ann")
    wanted = models.Filter(property_name="email", operator="EQ", value="ann@example.org")
    group = models.FilterGroup(filters=[wanted])
    found = client.search_api.do_search(models.PublicObjectSearchRequest(filter_groups=[group]))
    assert [each.id for each in found.results] == [made]


def test_what_the_client_writes_we_find_and_leave_alone(business: Business, client: Any) -> None:
    given = models.SimplePublicObjectInputForCreate(
        properties={"email": "ann@example.org", "firstname": "Anna"}
    )
    made = client.basic_api.create(given)
    assert business.sync(lead()).external_id == made.id
    assert client.basic_api.get_by_id(made.id).properties["firstname"] == "Anna"


def test_the_client_meets_the_same_conflict(business: Business, client: Any) -> None:
    made = business.sync(lead()).external_id
    given = models.SimplePublicObjectInputForCreate(properties={"email": "Ann@example.org"})
    with pytest.raises(ApiException) as raised:
        client.basic_api.create(given)
    assert raised.value.status == 409
    assert f"Existing ID: {made}" in raised.value.body
