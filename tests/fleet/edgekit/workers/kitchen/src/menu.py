"""What the kitchen serves, its services, and its app, to which the modules add routes."""

from typing import Annotated

from pydantic import BaseModel, ConfigDict, Field

from edgekit import App, Context, Lifetime, Operation, Service
from edgekit.dead_letters import LIFETIME as DEAD_LETTERS
from edgekit.effects import LIFETIME as EFFECTS
from edgekit.models import ModelVars
from edgekit.vars import Json


class Dish(BaseModel):
    """A dish."""

    name: str = Field(min_length=1, max_length=40)
    price_cents: int = Field(ge=0)
    note: str | None = None


class Served(BaseModel):
    """How often a dish was served."""

    name: str
    times: int


class Name(BaseModel):
    """The name of a dish."""

    name: str


class Nothing(BaseModel):
    """What a call without parameters sends."""


class Ids(BaseModel):
    """The ids that a call came with."""

    request_id: str
    traceparent: str


class Report(BaseModel):
    """What edgekit reports to slack-intel, and under which key."""

    model_config = ConfigDict(extra="allow")

    level: str
    worker: str
    event: str
    request_id: str | None
    key: str | None = None


class Order(Name):
    """The name of a dish, and how long it takes."""

    wait_ms: int = 50


class KitchenService(Service, worker="kitchen"):
    """The kitchen, calling itself."""

    read = Operation("GET", "/dishes/{name}", Name, Dish, deadline_ms=300)
    cached = Operation("GET", "/cached/{name}", Order, Dish, deadline_ms=200)
    slow = Operation("GET", "/slow", Name, Dish, deadline_ms=200)
    ids = Operation("GET", "/ids", Nothing, Ids)


class Services:
    """Whom the kitchen calls."""

    kitchen: KitchenService


class Hours(BaseModel):
    """When the kitchen is open."""

    open: int
    close: int


class KitchenVars(ModelVars):
    """What the kitchen is told; its configuration makes a slip in SEATS, and forgets STREET."""

    rations_a_day: int | None = None
    feasts_a_day: int | None = None
    hours: Json[Hours] = Hours(open=9, close=17)
    seats: Annotated[int, Field(ge=1)] = 12
    street: str


Ctx = Context[Services, KitchenVars]
app = App("kitchen", version="0.1.0", services=Services, vars=KitchenVars, sessions=True)
app.lifetimes(
    Lifetime("idempotency_keys", "created_at", days=1),
    DEAD_LETTERS,
    EFFECTS,
    kept={"dishes": "few", "served": "few"},
)
stove = {"used": 0, "most": 0}
clock = {"is_broken": False}
oven = {"is_cold": False, "wait_ms": 0}
ears = {"are_deaf": False}
reports: list[Report] = []
