"""The merged OpenAPI document: what each worker says of itself, as partners reach it."""

import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from pydantic_core import from_json

from edgekit import PlatformError, Response, not_modified, side_by_side
from edgekit.platform import status_and_text
from gateway_merging import METHODS, Document, merged
from gateway_upstreams import UPSTREAMS
from gateway_vars import Ctx

DEADLINE_MS = 3000
RETRY_MS = 5000
PLACE = "openapi"
"""Where KV holds the document, whole, for the isolates that have not made it."""
PROBLEM_REF = "#/components/schemas/Problem"
SCHEMES = {
    "key": {"type": "http", "scheme": "bearer", "description": "A key `hs_…`, or a session."},
    "api_key": {"type": "apiKey", "in": "header", "name": "X-Api-Key"},
}
ADMIN = {"type": "http", "scheme": "bearer", "description": "Of the people who run the fleet."}
KEYED: list[dict[str, list[str]]] = [{"key": []}, {"api_key": []}]
REFUSALS = {
    "400": "The path is a trick",
    "401": "No key, or not a good one",
    "403": "The key's scopes do not say so",
    "429": "The key's calls of this minute or month are used",
    "503": "The worker can't be reached",
    "504": "The worker did not answer in time",
}


@dataclass
class Kept:
    """The document as this isolate last made it, or took it from KV."""

    text: str = ""
    etag: str = ""
    made_ms: int = 0
    is_whole: bool = False

    def keep(self, text: str, now_ms: int, *, is_whole: bool) -> None:
        """Answer this text from now on."""
        self.text, self.made_ms, self.is_whole = text, now_ms, is_whole
        self.etag = f'"{hashlib.sha256(text.encode()).hexdigest()[:32]}"'


KEPT = Kept()


async def document(own: str, info: Mapping[str, Any], ctx: Ctx) -> Response:
    """The merged document as an answer. A worker that does not answer is missing for a while."""
    age_ms = ctx.started_ms - KEPT.made_ms
    most_ms = ctx.vars.document_seconds * 1000 if KEPT.is_whole else RETRY_MS
    if not KEPT.text or not 0 <= age_ms < most_ms:
        await _renew(own, info, ctx)
    headers = {"ETag": KEPT.etag, "Cache-Control": f"public, max-age={ctx.vars.document_seconds}"}
    if not KEPT.is_whole:
        headers["Cache-Control"] = "no-cache"
    if not_modified(ctx.header("if-none-match"), KEPT.etag):
        return Response(status=304, headers=headers)
    return Response(KEPT.text, media_type="application/json", headers=headers)


async def _renew(own: str, info: Mapping[str, Any], ctx: Ctx) -> None:
    if text := await _made_elsewhere(ctx):
        KEPT.keep(text, ctx.started_ms, is_whole=True)
        return
    documents = await _documents(ctx)
    text = json.dumps(of_partners(json.loads(own), documents, info), ensure_ascii=False)
    is_whole = len(documents) == len(UPSTREAMS)
    KEPT.keep(text, ctx.started_ms, is_whole=is_whole)
    if is_whole and ctx.vars.document_seconds:
        ctx.wait_until(ctx.kv("CACHE_KV").put(PLACE, text, ctx.vars.document_seconds))


async def _made_elsewhere(ctx: Ctx) -> str | None:
    """The document that another isolate has made; nothing where KV is down, or is not asked."""
    if not ctx.vars.document_seconds:
        return None
    try:
        return await ctx.kv("CACHE_KV").get(PLACE)
    except PlatformError as error:
        ctx.log.warning("document_not_kept", error=str(error))
        return None


async def _documents(ctx: Ctx) -> dict[str, Document]:
    """The documents of the workers that answer in time."""

    async def ask(worker: str) -> tuple[str, Document | None]:
        return worker, await _asked(worker, ctx)

    every = len(UPSTREAMS)
    found = await side_by_side(ask, UPSTREAMS, ctx, at_once=every, begin_by_ms=DEADLINE_MS)
    return {worker: document for worker, document in found if document is not None}


async def _asked(worker: str, ctx: Ctx) -> Document | None:
    url = f"https://{worker}/openapi.json"
    target = UPSTREAMS[worker](ctx).target()
    try:
        answer = await ctx.bridge.ask(ctx, target, url, "GET", None, DEADLINE_MS)
        status, text = status_and_text(answer)
        document = from_json(text) if status == 200 else None
    except (PlatformError, ValueError) as error:
        ctx.log.warning("document_missing", of=worker, error=str(error))
        return None
    return document if isinstance(document, dict) else None


def of_partners(own: Document, documents: Mapping[str, Document], info: Mapping[str, Any]) -> Any:
    """The gateway's own document and its workers' as one, with what the gateway adds to each."""
    prepared = {worker: _prepared(document) for worker, document in documents.items()}
    whole = merged({"": _with_ways_in(own), **prepared}, info)
    whole["components"]["securitySchemes"] = {**SCHEMES, "admin": ADMIN}
    whole["servers"] = [{"url": "/"}]
    return whole


def _with_ways_in(own: Document) -> Document:
    """The gateway's own document: what is not for its people, nor for all, wants a key."""
    paths = {path: dict(item) for path, item in own["paths"].items()}
    for path, method in (("/usage", "get"), ("/sessions", "post")):
        paths[path][method] = {**paths[path][method], "security": KEYED}
    return {**own, "paths": paths}


def _prepared(document: Document) -> Document:
    """A worker's document with keys in the place of its own ways in.

    What wants the fleet's admin token is marked: the gateway never passes that on.
    """
    paths = {path: _keyed(item) for path, item in document.get("paths", {}).items()}
    components = {k: v for k, v in document.get("components", {}).items() if k != "securitySchemes"}
    return {**document, "paths": paths, "components": components}


def _keyed(item: dict[str, Any]) -> dict[str, Any]:
    return {k: _operation(v) if k in METHODS else v for k, v in item.items()}


def _operation(operation: dict[str, Any]) -> dict[str, Any]:
    keyed = dict(operation)
    if operation.get("security"):
        keyed["x-internal"] = True
        told = "Closed to partners: it wants the fleet's admin token, which is not passed on."
        keyed["description"] = f"{told}\n\n{operation.get('description', '')}".rstrip()
    keyed["security"] = KEYED
    content = {"application/problem+json": {"schema": {"$ref": PROBLEM_REF}}}
    refusals = {s: {"description": d, "content": content} for s, d in REFUSALS.items()}
    keyed["responses"] = {**refusals, **operation.get("responses", {})}
    return keyed
