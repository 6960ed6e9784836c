"""A FastAPI application."""

import asyncio
import gc

from fastapi import FastAPI, Request, WebSocket
from fastapi.responses import StreamingResponse
from pydantic import BaseModel

app = FastAPI()


class Item(BaseModel):
    name: str
    price: int


@app.post("/api/collect")
async def collect():
    return gc.collect()


@app.get("/api/items/{number}")
async def read_item(number: int, request: Request, q: str = ""):
    return {"number": number, "q": q, "greeting": request.scope["env"].GREETING}


@app.post("/api/items", status_code=201)
async def add_item(item: Item):
    return item


@app.get("/api/stream")
async def stream():
    async def count():
        for number in range(3):
            await asyncio.sleep(0)
            yield f"data: {number}\n\n"

    return StreamingResponse(count(), media_type="text/event-stream")


@app.websocket("/api/socket")
async def socket(websocket: WebSocket):
    await websocket.accept()
    await websocket.send_text("heard " + await websocket.receive_text())
    await websocket.close()
