"""The API of workers: upload, versions, deployments, triggers, secrets, assets, deletion."""

import base64
import uuid
from typing import Any

from cloudflare_stand_in.account import SECRET, Account, Worker, now
from cloudflare_stand_in.envelope import NO_SERVICE, ApiError
from cloudflare_stand_in.requests import Request, routes
from cloudflare_stand_in.uploads import parts, upload

SCRIPT = "/workers/scripts/{name}"
WHOLE = 100.0


@routes.on("GET", "/workers/scripts")
def list_scripts(request: Request) -> list[dict[str, Any]]:
    """Every worker."""
    return [{"id": worker.name, "tag": worker.tag} for worker in request.account.workers.values()]


@routes.on("GET", "/workers/services/{name}")
def service(request: Request, name: str) -> dict[str, Any]:
    """What wrangler asks first: whether the worker exists, and who changed it last."""
    worker = request.account.workers.get(name)
    if worker is None:
        raise NO_SERVICE
    script = {"id": name, "tag": worker.tag, "tags": worker.tags, "last_deployed_from": "wrangler"}
    return {"id": name, "default_environment": {"environment": "production", "script": script}}


@routes.on("DELETE", "/workers/services/{name}")
def delete_service(request: Request, name: str) -> None:
    """Delete a worker, unless another is bound to it and force is not given."""
    _delete(request.account, name, force=request.first("force") == "true")


@routes.on("DELETE", SCRIPT)
def delete_script(request: Request, name: str) -> None:
    """The same by its other address."""
    _delete(request.account, name, force=request.first("force") == "true")


def _delete(account: Account, name: str, *, force: bool) -> None:
    account.worker(name)
    callers = [
        worker.name
        for worker in account.workers.values()
        if worker.name != name
        and any(each.get("service") == name for each in worker.active.bindings.values())
    ]
    if callers and not force:
        message = f"Cannot delete this Worker as it is still referenced by {', '.join(callers)}."
        raise ApiError(400, 10064, message)
    del account.workers[name]


@routes.on("PUT", SCRIPT)
def put_script(request: Request, name: str) -> dict[str, Any]:
    """The upload of a worker that is new: a version that is deployed at once."""
    account = request.account
    worker = account.workers.get(name)
    version = upload(account, worker, parts(request.body, request.content_type))
    worker = account.workers.setdefault(name, Worker(name))
    worker.versions.append(version)
    worker.deploy([{"version_id": version.id, "percentage": 100}], None)
    worker.settings["observability"] = version.metadata.get("observability")
    told = {"id": name, "tag": worker.tag, "etag": version.id.replace("-", "")}
    return told | {"deployment_id": version.id.replace("-", ""), "startup_time_ms": 12}


@routes.on("POST", SCRIPT + "/versions")
def post_version(request: Request, name: str) -> dict[str, Any]:
    """The upload of a version that gets no traffic yet."""
    worker = request.account.worker(name)
    form = parts(request.body, request.content_type)
    version = upload(request.account, worker, form)
    worker.versions.append(version)
    return version.document()


@routes.on("GET", SCRIPT + "/versions")
def list_versions(request: Request, name: str) -> dict[str, Any]:
    """The versions, the newest first."""
    versions = request.account.worker(name).versions
    return {"items": [version.document() for version in reversed(versions)]}


@routes.on("GET", SCRIPT + "/versions/{version}")
def get_version(request: Request, name: str, version: str) -> dict[str, Any]:
    """One version."""
    return request.account.worker(name).version(version).document()


@routes.on("GET", SCRIPT + "/deployments")
def list_deployments(request: Request, name: str) -> dict[str, Any]:
    """The deployments, the newest first."""
    return {"deployments": list(reversed(request.account.worker(name).deployments))}


@routes.on("POST", SCRIPT + "/deployments")
def post_deployment(request: Request, name: str) -> dict[str, Any]:
    """Give versions the traffic."""
    wanted = request.json()
    if sum(each["percentage"] for each in wanted["versions"]) != WHOLE:
        raise ApiError(400, 10017, "The percentages of a deployment add up to 100.")
    message = (wanted.get("annotations") or {}).get("workers/message")
    return request.account.worker(name).deploy(wanted["versions"], message)


@routes.on("GET", SCRIPT + "/settings")
def get_settings(request: Request, name: str) -> dict[str, Any]:
    """The settings of what runs."""
    version = request.account.worker(name).active
    return {"bindings": version.document()["resources"]["bindings"], "tags": []}


@routes.on("PATCH", SCRIPT + "/script-settings")
def patch_settings(request: Request, name: str) -> dict[str, Any]:
    """Settings that are no version's."""
    worker = request.account.worker(name)
    worker.settings |= request.json()
    return worker.settings


@routes.on("GET", SCRIPT + "/schedules")
def get_schedules(request: Request, name: str) -> dict[str, Any]:
    """The worker's crons."""
    crons = request.account.worker(name).crons
    return {"schedules": [{"cron": cron, "created_on": now()} for cron in crons]}


@routes.on("PUT", SCRIPT + "/schedules")
def put_schedules(request: Request, name: str) -> dict[str, Any]:
    """Replace the worker's crons."""
    worker = request.account.worker(name)
    worker.crons = [each["cron"] for each in request.json()]
    return get_schedules(request, name)


@routes.on("GET", SCRIPT + "/secrets")
def list_secrets(request: Request, name: str) -> list[dict[str, Any]]:
    """The names of the worker's secrets."""
    bindings = request.account.worker(name).active.bindings.values()
    return [{"name": b["name"], "type": SECRET} for b in bindings if b["type"] == SECRET]


@routes.on("GET", "/workers/workers/{name}")
def get_worker(request: Request, name: str) -> dict[str, Any]:
    """The worker, with its address on workers.dev."""
    worker = request.account.worker(name)
    subdomain = {"enabled": worker.public, "previews_enabled": worker.previews}
    return {"id": worker.tag, "name": name, "tags": worker.tags, "subdomain": subdomain}


@routes.on("GET", SCRIPT + "/subdomain")
def get_script_subdomain(request: Request, name: str) -> dict[str, Any]:
    """Whether the worker is on workers.dev."""
    worker = request.account.worker(name)
    return {"enabled": worker.public, "previews_enabled": worker.previews}


@routes.on("POST", SCRIPT + "/subdomain")
def post_script_subdomain(request: Request, name: str) -> dict[str, Any]:
    """Put the worker on workers.dev, or take it off."""
    worker = request.account.worker(name)
    wanted = request.json()
    worker.public = bool(wanted["enabled"])
    previews = wanted.get("previews_enabled")
    worker.previews = worker.public if previews is None else bool(previews)
    return get_script_subdomain(request, name)


@routes.on("GET", "/workers/subdomain")
def get_subdomain(request: Request) -> dict[str, Any]:
    """The account's name on workers.dev."""
    return {"subdomain": request.account.subdomain}


@routes.on("POST", SCRIPT + "/assets-upload-session")
def assets_session(request: Request, name: str) -> dict[str, Any]:
    """Begin an upload of assets: which of them are not here yet."""
    account = request.account
    manifest = {path: each["hash"] for path, each in request.json()["manifest"].items()}
    token = f"{name}.{uuid.uuid4().hex}.jwt"
    account.sessions[token] = manifest
    missing = sorted({each for each in manifest.values() if each not in account.assets})
    return {"jwt": token, "buckets": [missing] if missing else []}


@routes.on("POST", "/workers/assets/upload")
def upload_assets(request: Request) -> dict[str, Any]:
    """Take assets, each named by its hash; the last bucket is answered with the token."""
    for digest, content in parts(request.body, request.content_type).items():
        request.account.assets[digest] = base64.b64decode(content)
    return {"jwt": list(request.account.sessions)[-1]}
