"""The kitchen asks a language model, by either way to one."""

from typing import Any, Literal

from menu import Ctx, app
from pydantic import BaseModel

from edgekit import models
from edgekit.models import Message, Model, ModelError


class Question(BaseModel):
    """What is asked, of whom, and how much time there is."""

    text: str
    via: Literal["workers-ai", "endpoint"] = "endpoint"
    first_token_ms: int = 5000
    deadline_ms: int = 8000
    enough: int | None = None


def model_for(question: Question, ctx: Ctx) -> Model:
    """The model with the limits of the question."""
    chosen = models.chosen(ctx)
    assert chosen is not None
    name = "@cf/meta/llama-3.3-70b-instruct-fp8-fast" if question.via != "endpoint" else chosen.name
    limits = (question.first_token_ms, question.deadline_ms, 60)
    return Model(name, question.via, chosen.url, *limits)


@app.post("/advice")
async def advice(body: Question, ctx: Ctx) -> dict[str, Any]:
    """What the model says, in its pieces, or why it says nothing."""
    asked = [Message("system", "You are a cook."), Message("user", body.text)]
    answer = model_for(body, ctx).answer(ctx, asked)
    pieces: list[str] = []
    failure: dict[str, Any] = {}
    try:
        async with answer:
            async for piece in answer:
                pieces.append(piece)
                if len(pieces) == body.enough:
                    break
    except ModelError as error:
        failure = {"kind": error.kind, "status": error.status, "sentence": str(error)}
    return {
        "pieces": pieces,
        "text": answer.text,
        "finish": answer.finish,
        "usage": list(answer.usage),
        "failure": failure,
        "took_ms": ctx.elapsed_ms(),
    }
