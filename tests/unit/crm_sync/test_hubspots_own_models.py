"""Our requests are what HubSpot's own client takes, and that client reads what we have written."""

import json
import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, HTTPServer
from types import SimpleNamespace
from typing import Any

import pytest
from crm_at_work import Business, lead
from hubspot.crm import contacts as models
from hubspot.crm.contacts.exceptions import ApiException

from crm_protocol import CrmRequest, Person
from crm_syncing import erase
from fleet.dev.providers import Exchange, StandIn
from hubspot_crm import HubSpotCrm

BODIES = {
    "/search": "PublicObjectSearchRequest",
    "/batch/upsert": "BatchInputSimplePublicObjectBatchInputUpsert",
    "/gdpr-delete": "PublicGdprDeleteInput",
}


def model_of(request: CrmRequest) -> str:
    """The client's model of a request's body."""
    if request.method == "PATCH":
        return "SimplePublicObjectInput"
    tail = request.path.removeprefix("/crm/v3/objects/contacts")
    return BODIES.get(tail, "SimplePublicObjectInputForCreate")


def requests() -> Iterator[CrmRequest]:
    """One of each body that we send."""
    business = Business()
    made = business.sync(lead()).external_id
    business.sync(lead(version=2, phone="+12065550143"))
    business.play(erase(business.crm, made, None, for_good=True))
    keyed = Business(crm=HubSpotCrm("hearthstack_lead_id"))
    keyed.play(keyed.crm.create(Person("lead_2", None, "+12065550142"), {"phone": "+12065550142"}))
    yield from (each for each in (*business.asked, *keyed.asked) if each.body is not None)


SENT = list({(each.method, model_of(each)): each for each in requests()}.values())


def test_each_kind_of_body_is_among_them() -> None:
    kinds = {model_of(each) for each in SENT}
    assert kinds == {
        *BODIES.values(),
        "SimplePublicObjectInput",
        "SimplePublicObjectInputForCreate",
    }


@pytest.mark.parametrize("request_", SENT, ids=model_of)
def test_a_body_is_one_of_the_clients_models_and_nothing_more(request_: CrmRequest) -> None:
    client = models.ApiClient()
    answer = SimpleNamespace(data=json.dumps(request_.body))
    model = client.deserialize(answer, model_of(request_))
    written = client.sanitize_for_serialization(model)
    # The model has texts here, and the documentation objects.
    assert written | {"sorts": None} == {**(request_.body or {}), "sorts": None}


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
