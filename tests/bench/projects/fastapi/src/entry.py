"""The benchmark's routes with FastAPI over the SDK's ASGI bridge: no CORS, ids or logs."""

from typing import Annotated

from fastapi import FastAPI, Request
from fastapi.responses import PlainTextResponse
from pydantic import BaseModel, Field

from workers import WorkerEntrypoint, asgi

app = FastAPI()


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


class Price(BaseModel):
    price: int


@app.get("/text", response_class=PlainTextResponse)
async def text() -> str:
    return "hello"


@app.get("/json")
async def json() -> Status:
    return Status(ok=True, n=1)


@app.post("/lead")
async def lead(body: Lead) -> Lead:
    return body


@app.get("/kv", response_class=PlainTextResponse)
async def kv(request: Request) -> str:
    return await request.scope["env"].CACHE_KV.get("greeting")


@app.get("/d1")
async def d1(request: Request) -> Home:
    sql = "SELECT id, city, price FROM homes WHERE id = ?1"
    return Home(**dict(await request.scope["env"].DB.prepare(sql).bind(5).first()))


@app.get("/call")
async def call(request: Request) -> Price:
    answer = await request.scope["env"].PRICE.fetch("https://price/api/quote")
    return Price(**await answer.json())


class Default(WorkerEntrypoint):
    async def fetch(self, request):
        return await asgi.fetch(app, request, self.env, self.ctx)
