"""Bindings, contracts and calls: what one worker asks of another is there."""

from collections.abc import Callable
from typing import Any

import pytest

from fleet.check import bindings, calls, contracts, imports
from fleet.check.findings import Finding

Only = Callable[..., Finding]

TARGET = """
from pydantic import BaseModel, Field
from edgekit import App

app = App("valuation")


class Request(BaseModel):
    address: str


class Estimate(BaseModel):
    price: int


@app.post("/api/quick")
async def quick(body: Request) -> Estimate:
    return Estimate(price=1)


@app.get("/api/market/{region}")
async def market(region: str, months: int = 12) -> Estimate:
    return Estimate(price=1)


@app.get("/api/sales")
async def sales(since: str) -> Estimate:
    return Estimate(price=1)


@app.get("/api/private", admin=True)
async def private(since: str = "") -> Estimate:
    return Estimate(price=1)


on_fetch = app.on_fetch
"""

CALLER = """
from pydantic import BaseModel, Field
from edgekit import App, Context
from edgekit.services import Operation, Service


class Request(BaseModel):
    address: str


class Estimate(BaseModel):
    price: int


class Wrong(BaseModel):
    price: str


class Region(BaseModel):
    region: str
    months: int = 12


class Unread(BaseModel):
    region: str
    weeks: int = 1


class Nothing(BaseModel):
    pass


class Client(Service, worker="valuation"):
    call = {operation}


class Services:
    valuation: Client


app = App("leads", services=Services)


@app.post("/api/leads")
async def create(body: Request, ctx: Context[Services]) -> Estimate:
    return await ctx.services.{call}(body)


on_fetch = app.on_fetch
"""
SOUND = 'Operation("POST", "/api/quick", Request, Estimate)'
SERVICES = [
    {"binding": "SLACK_INTEL", "service": "slack-intel"},
    {"binding": "VALUATION", "service": "valuation"},
]


def two_workers(sample: Any, operation: str = SOUND, call: str = "valuation.call") -> None:
    sample.worker("valuation", entry=TARGET, secrets={"required": ["ADMIN_TOKEN"]})
    entry = CALLER.replace("{operation}", operation).replace("{call}", call)
    sample.worker("leads", entry=entry, services=SERVICES)


@pytest.mark.parametrize(
    "operation",
    [
        SOUND,
        'Operation("GET", "/api/market/{region}", Region, Estimate)',
        'Operation("GET", "/api/private", Nothing, Estimate, admin=True)',
    ],
)
def test_a_call_that_its_target_serves_passes(sample: Any, operation: str) -> None:
    two_workers(sample, operation)
    for check in (bindings.check, contracts.check, calls.check, imports.check):
        assert sample.imported(check) == []


@pytest.mark.parametrize(
    ("operation", "said"),
    [
        ('Operation("POST", "/api/slow", Request, Estimate)', "does not serve; it has /api/"),
        ('Operation("PUT", "/api/quick", Request, Estimate)', "it answers POST there"),
        ('Operation("POST", "/api/quick", Wrong, Estimate)', "it sends"),
        ('Operation("POST", "/api/quick", Request, Wrong)', "it expects"),
        ('Operation("GET", "/api/market/{region}", Unread, Estimate)', "sends weeks"),
        ('Operation("GET", "/api/sales", Nothing, Estimate)', "needs since"),
        ('Operation("GET", "/api/private", Nothing, Estimate)', "admin=True"),
    ],
)
def test_a_call_that_its_target_does_not_serve_is_found(
    sample: Any, only: Only, operation: str, said: str
) -> None:
    two_workers(sample, operation)
    finding = only(sample.imported(contracts.check))
    assert said in finding.message
    assert finding.where == "workers/leads/src/entry.py"


@pytest.mark.parametrize(
    ("call", "said"),
    [
        ("comps.find", "Services does not declare comps"),
        ("valuation.slow", "has no slow; it has call"),
    ],
)
def test_an_undeclared_call_is_found_at_its_line(
    sample: Any, only: Only, line_of: Any, call: str, said: str
) -> None:
    two_workers(sample, call=call)
    finding = only(sample.imported(calls.check))
    path = sample.root / "workers/leads/src/entry.py"
    assert said in finding.message
    assert finding.where == f"workers/leads/src/entry.py:{line_of(path, 'ctx.services')}"


def test_an_undeclared_call_in_a_domain_module_is_found_too(sample: Any, only: Only) -> None:
    two_workers(sample)
    sample.source(
        "leads", "lead_steps.py", "async def go(ctx):\n    await ctx.services.sms.send(1)\n"
    )
    assert only(sample.imported(calls.check)).where == "workers/leads/src/lead_steps.py:2"


def test_a_client_without_a_binding_is_found(sample: Any, only: Only) -> None:
    two_workers(sample)
    sample.worker(
        "leads", entry=CALLER.replace("{operation}", SOUND).replace("{call}", "valuation.call")
    )
    assert '"binding": "VALUATION"' in only(sample.imported(bindings.check)).message


def test_a_binding_without_a_client_is_found_at_its_line(
    sample: Any, only: Only, line_of: Any
) -> None:
    sample.worker("valuation", entry=TARGET)
    folder = sample.worker("leads", services=SERVICES)
    finding = only(sample.imported(bindings.check, "leads"))
    line = line_of(folder / "wrangler.jsonc", "VALUATION") - 1
    assert finding.where == f"workers/leads/wrangler.jsonc:{line}"


@pytest.mark.parametrize(
    ("service", "said"),
    [
        ({"binding": "EMAIL", "service": "email"}, "not in workers/"),
        ({"binding": "SELF", "service": "leads"}, "binds itself"),
    ],
)
def test_a_binding_that_leads_nowhere_is_found(
    sample: Any, service: dict[str, str], said: str
) -> None:
    sample.worker("leads", services=[SERVICES[0], service])
    assert any(said in finding.message for finding in sample.imported(bindings.check))


def test_a_binding_to_a_worker_whose_config_is_broken_is_no_error_of_its_own(sample: Any) -> None:
    sample.worker("leads")
    (sample.root / "workers/slack-intel/wrangler.jsonc").write_text("{,}")
    assert sample.imported(bindings.check) == []


def test_a_binding_is_named_after_its_worker(sample: Any) -> None:
    sample.worker("valuation", entry=TARGET)
    service = {"binding": "PRICES", "service": "valuation"}
    sample.worker("leads", services=[SERVICES[0], service])
    messages = [finding.message for finding in sample.imported(bindings.check)]
    assert "The binding to valuation is called VALUATION here." in messages


def test_a_circle_of_calls_is_named_and_is_no_error(sample: Any, only: Only) -> None:
    for name, target in (("sms", "lead-bot"), ("lead-bot", "leads"), ("leads", "sms")):
        binding = {"binding": target.upper().replace("-", "_"), "service": target}
        sample.worker(name, services=[SERVICES[0], binding])
    note = only(sample.imported(bindings.check), "note")
    assert "lead-bot → leads → sms → lead-bot" in note.message


HEADER = "from edgekit import App, Context\n\napp = App('leads')\n\n"
FOOTER = "\n\non_fetch = app.on_fetch\n"


@pytest.mark.parametrize(
    ("body", "config", "said"),
    [
        (
            "async def go(ctx: Context):\n    ctx.secret('TWILIO_TOKEN')",
            {"secrets": {"required": ["TWILIO_TOKEN"]}},
            "secret TWILIO_TOKEN",
        ),
        (
            "async def go(ctx: Context):\n    await ctx.cache.get('x')",
            {"kv_namespaces": [{"binding": "CACHE_KV", "id": "leads-cache"}]},
            "no binding CACHE_KV",
        ),
        (
            "async def go(ctx: Context):\n    await ctx.kv('SESSIONS_KV').get('x')",
            {"kv_namespaces": [{"binding": "SESSIONS_KV", "id": "leads-sessions"}]},
            "no binding SESSIONS_KV",
        ),
        (
            "async def go(ctx: Context):\n    await ctx.queue('QUEUE').send({})",
            {"queues": {"producers": [{"binding": "QUEUE", "queue": "leads"}]}},
            "no binding QUEUE",
        ),
        (
            "@app.get('/api/x', limit='RATE_LIMITER')\nasync def x() -> str:\n    return ''",
            {"ratelimits": [{"name": "RATE_LIMITER", "namespace_id": "1"}]},
            "limit RATE_LIMITER, which is not bound",
        ),
        (
            "@app.get('/api/x', admin=True)\nasync def x() -> str:\n    return ''",
            {"secrets": {"required": ["ADMIN_TOKEN"]}},
            "ADMIN_TOKEN",
        ),
        (
            "on_scheduled = app.on_scheduled",
            {"triggers": {"crons": ["* * * * *"]}},
            "nothing triggers it",
        ),
    ],
)
def test_what_the_code_uses_is_declared(
    sample: Any, only: Only, body: str, config: dict[str, Any], said: str
) -> None:
    sample.worker("leads", entry=HEADER + body + FOOTER)
    assert said in only(sample.imported(calls.check)).message
    sample.worker("leads", entry=HEADER + body + FOOTER, **config)
    assert sample.imported(calls.check) == []


@pytest.mark.parametrize(
    ("default", "most", "bound", "said"),
    [
        (None, None, True, "set that var, or give it a default"),
        (None, "20", True, ""),
        (20, None, True, ""),
        (None, "20", False, "add that to kv_namespaces"),
    ],
)
def test_a_daily_limit_has_its_number_and_its_namespace(
    sample: Any, default: int | None, most: str | None, bound: bool, said: str
) -> None:
    body = (
        "from edgekit import App, Vars\n\n"
        f"class Own(Vars):\n    x_a_day: int | None = {default}\n\n"
        "app = App('leads', vars=Own)\n\n"
        "@app.get('/api/x', daily_limit='X_A_DAY')\nasync def x() -> str:\n    return ''"
    )
    config = {
        "vars": {"X_A_DAY": most} if most else {},
        "kv_namespaces": [{"binding": "CACHE_KV", "id": "leads-cache"}] if bound else [],
    }
    sample.worker("leads", entry=body + FOOTER, **config)
    found = " ".join(finding.message for finding in sample.imported(calls.check))
    assert said in found
    assert bool(found) == bool(said)


def test_a_cron_that_nothing_serves_is_found(sample: Any, only: Only) -> None:
    sample.worker("leads", triggers={"crons": ["* * * * *"]})
    assert "on_scheduled" in only(sample.imported(calls.check)).message


def test_a_queue_that_nothing_consumes_is_found(sample: Any, only: Only) -> None:
    sample.worker("leads", queues={"consumers": [{"queue": "leads"}]})
    assert "on_queue" in only(sample.imported(calls.check)).message


def test_an_app_with_another_name_is_found(sample: Any, only: Only) -> None:
    sample.worker("leads", entry="from edgekit import App\napp = App('lead')" + FOOTER)
    assert "calls itself lead;" in only(sample.imported(calls.check)).message


def test_an_outbox_needs_a_cron(sample: Any, only: Only) -> None:
    body = (
        "from pydantic import BaseModel\n\nclass Card(BaseModel):\n    x: int\n\n"
        "@app.deliver('announce')\nasync def announce(message: Card, delivery, ctx) -> None: ..."
    )
    secrets = {"required": ["ADMIN_TOKEN"]}
    sample.worker("leads", entry=HEADER + body + FOOTER, secrets=secrets)
    assert "outbox" in only(sample.imported(calls.check)).message


@pytest.mark.parametrize(
    ("consumed", "named", "said"),
    [
        (["leads-outbox", "leads"], "leads", ""),
        (["leads-outbox", "leads"], "", "name its own in @app.queue"),
        (["leads"], "leads", "leads to leads-outbox, which it must consume"),
    ],
)
def test_an_outbox_empties_its_own_queue(
    sample: Any, consumed: list[str], named: str, said: str
) -> None:
    body = f"@app.queue(str, queue='{named}')\nasync def take(messages, ctx) -> None: ...\n"
    producers = [{"binding": "OUTBOX_QUEUE", "queue": "leads-outbox"}]
    consumers = [{"queue": queue} for queue in consumed]
    sample.worker(
        "leads",
        entry=HEADER + body + "on_queue = app.on_queue" + FOOTER,
        queues={"producers": producers, "consumers": consumers},
        secrets={"required": ["ADMIN_TOKEN"]},
    )
    found = " ".join(finding.message for finding in sample.imported(calls.check))
    assert said in found
    assert bool(found) == bool(said)


@pytest.mark.parametrize(
    ("entry", "said"),
    [
        ("import nonsense_module\n", "nonsense_module"),
        ("def broken(:\n", "invalid syntax"),
        ("x = 1\n", "no “app”"),
    ],
)
def test_a_worker_that_cannot_be_imported_is_one_error_and_the_others_go_on(
    sample: Any, only: Only, entry: str, said: str
) -> None:
    sample.worker("leads", entry=entry)
    finding = only(sample.imported(imports.check))
    assert said in finding.message
    assert finding.where == "workers/leads/src/entry.py:1"
    assert sample.imported(calls.check, "slack-intel") == []


def test_workers_with_modules_of_the_same_name_are_imported_apart(sample: Any) -> None:
    entry = "from shared_name import WHO\nfrom edgekit import App\napp = App(WHO)" + FOOTER
    for name in ("leads", "comps"):
        sample.worker(name, entry=entry)
        sample.source(name, "shared_name.py", f"WHO = '{name}'\n")
    assert sample.imported(calls.check) == []
