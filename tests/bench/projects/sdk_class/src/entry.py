"""The benchmark's routes with the SDK's class, as its documentation shows: no CORS, ids or logs."""

from typing import Annotated
from urllib.parse import urlparse

from pydantic import BaseModel, Field, ValidationError

from workers import Response, WorkerEntrypoint


class Lead(BaseModel):
    name: Annotated[str, Field(min_length=1, max_length=200)]
    phone: Annotated[str, Field(pattern=r"^\+?[0-9 ()-]{7,20}$")]
    address: str
    asking: Annotated[int, Field(ge=0)] | None = None


class Default(WorkerEntrypoint):
    async def fetch(self, request):
        path = urlparse(request.url).path
        if path == "/text":
            return Response("hello")
        if path == "/json":
            return Response.json({"ok": True, "n": 1})
        if path == "/lead":
            return await self.lead(request)
        if path == "/kv":
            return Response(await self.env.CACHE_KV.get("greeting"))
        if path == "/d1":
            sql = "SELECT id, city, price FROM homes WHERE id = ?1"
            return Response.json(dict(await self.env.DB.prepare(sql).bind(5).first()))
        if path == "/call":
            answer = await self.env.PRICE.fetch("https://price/api/quote")
            return Response.json(await answer.json())
        return Response("Not found", status=404)

    async def lead(self, request):
        headers = {"content-type": "application/json"}
        try:
            lead = Lead.model_validate_json(await request.text())
        except ValidationError as error:
            return Response(error.json(), status=422, headers=headers)
        return Response(lead.model_dump_json(), headers=headers)
