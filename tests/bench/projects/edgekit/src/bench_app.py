"""The benchmark's routes with edgekit."""

from typing import Annotated

from pydantic import BaseModel, Field

from edgekit import App, Context, Response
from edgekit.services import Operation, Service


class Status(BaseModel):
    ok: bool
    n: int


class Lead(BaseModel):
    name: Annotated[str, Field(min_length=1, max_length=200)]
    phone: Annotated[str, Field(pattern=r"^\+?[0-9 ()-]{7,20}$")]
    address: str
    asking: Annotated[int, Field(ge=0)] | None = None


class Home(BaseModel):
    id: int
    city: str
    price: int


class Quote(BaseModel):
    pass


class Price(BaseModel):
    price: int


class PriceService(Service, worker="price"):
    quote = Operation("GET", "/api/quote", Quote, Price)


class Services:
    price: PriceService


app = App("edgekit", services=Services)


@app.get("/text")
def text() -> Response:
    return Response("hello")


@app.get("/json")
def json() -> Status:
    return Status(ok=True, n=1)


@app.post("/lead")
def lead(body: Lead) -> Lead:
    return body


@app.get("/kv")
async def kv(ctx: Context[Services]) -> Response:
    return Response(await ctx.cache.get("greeting") or "")


@app.get("/d1")
async def d1(ctx: Context[Services]) -> Home | None:
    return await ctx.db.one(Home, "SELECT id, city, price FROM homes WHERE id = ?1", 5)


@app.get("/call")
async def call(ctx: Context[Services]) -> Price:
    return await ctx.services.price.quote(Quote())
