"""Takes uploads of workers: the multipart form, its metadata, and what the bindings need."""

import json
import re
import uuid
from typing import Any

from cloudflare_stand_in.account import SECRET, Account, Version, Worker, now
from cloudflare_stand_in.envelope import ApiError

DISPOSITION = re.compile(rb'name="((?:[^"\\]|\\.)*)"(?:; filename="((?:[^"\\]|\\.)*)")?')


def parts(body: bytes, content_type: str) -> dict[str, bytes]:
    """The parts of a form, by name."""
    match = re.search(r"boundary=\"?([^\";]+)", content_type)
    if match is None:
        raise ApiError(400, 10001, "The body is no multipart form.")
    found = {}
    for piece in body.split(b"--" + match[1].encode())[1:-1]:
        head, _, content = piece.partition(b"\r\n\r\n")
        named = DISPOSITION.search(head)
        if named is not None:
            found[named[1].decode()] = content.removesuffix(b"\r\n")
    return found


def upload(account: Account, worker: Worker | None, form: dict[str, bytes]) -> Version:
    """The version that a form describes. Raises `ApiError` as the upload validator does."""
    metadata = json.loads(form["metadata"])
    modules = {name: content for name, content in form.items() if name != "metadata"}
    main = metadata.get("main_module")
    if main not in modules:
        raise ApiError(400, 10021, f"No such module: {main}.")
    before = worker.active.bindings if worker is not None and worker.deployments else {}
    bindings = _bindings(account, metadata, before)
    assets = _assets(account, metadata)
    number = len(worker.versions) + 1 if worker is not None else 1
    return Version(str(uuid.uuid4()), number, now(), metadata, bindings, modules, assets)


def _bindings(
    account: Account, metadata: dict[str, Any], before: dict[str, dict[str, Any]]
) -> dict[str, dict[str, Any]]:
    kept = set(metadata.get("keep_bindings", []))
    bound = {name: each for name, each in before.items() if each["type"] in kept}
    for each in metadata["bindings"]:
        name = each["name"]
        if each["type"] == "inherit":
            if name not in before:
                message = f"inherit binding '{name}' is invalid: the previous version has none"
                raise ApiError(400, 10057, message)
            bound[name] = before[name]
        else:
            _check(account, each)
            bound[name] = each
    return bound


def _check(account: Account, binding: dict[str, Any]) -> None:
    """Whether the thing that a binding names exists."""
    kind, name = binding["type"], binding["name"]
    if kind == "service" and binding["service"] not in account.workers:
        target = binding["service"]
        message = f"Could not resolve service binding '{name}'. Target script '{target}' not found."
        raise ApiError(400, 10143, message)
    if kind == "d1" and binding["id"] not in account.databases:
        message = f"binding {name} of type d1 must have a valid `id` specified"
        raise ApiError(400, 10021, message)
    if kind == "kv_namespace" and binding["namespace_id"] not in account.namespaces:
        raise ApiError(400, 10041, f"KV namespace '{binding['namespace_id']}' not found.")
    if kind == "r2_bucket" and binding["bucket_name"] not in account.buckets:
        raise ApiError(400, 10085, f"R2 bucket '{binding['bucket_name']}' not found.")
    queues = {queue.name for queue in account.queues.values()}
    if kind == "queue" and binding["queue_name"] not in queues:
        raise ApiError(400, 11000, f"Queue '{binding['queue_name']}' does not exist.")
    if kind == SECRET and not isinstance(binding.get("text"), str):
        raise ApiError(400, 10021, f"secret {name} has no text")


def _assets(account: Account, metadata: dict[str, Any]) -> dict[str, str] | None:
    if "assets" not in metadata:
        return None
    token = metadata["assets"].get("jwt")
    if token not in account.sessions:
        raise ApiError(400, 10021, "The asset upload's completion token is unknown.")
    return account.sessions[token]
