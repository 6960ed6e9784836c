"""The API of D1, KV, R2 and queues."""

import hashlib
import re
import sqlite3
import uuid
from typing import Any

from cloudflare_stand_in.account import Database, Queue, now
from cloudflare_stand_in.envelope import ApiError
from cloudflare_stand_in.requests import Request, routes

KV = "/storage/kv/namespaces"
D1 = "/d1/database"
R2 = "/r2/buckets"
NO_DATABASE = ApiError(404, 7404, "The database could not be found")
NO_QUEUE = ApiError(404, 11000, "Queue does not exist.")
META = {"duration": 0.1, "rows_read": 1, "rows_written": 1, "size_after": 8192, "changes": 0}


@routes.on("GET", KV)
def list_namespaces(request: Request) -> list[dict[str, Any]]:
    """Every namespace."""
    return [{"id": key, "title": title} for key, title in request.account.namespaces.items()]


@routes.on("POST", KV)
def create_namespace(request: Request) -> dict[str, Any]:
    """A new namespace; titles are unique."""
    title = request.json()["title"]
    if title in request.account.namespaces.values():
        message = "A namespace with this account ID and title already exists."
        raise ApiError(400, 10014, message)
    key = uuid.uuid4().hex
    request.account.namespaces[key] = title
    return {"id": key, "title": title, "supports_url_encoding": True}


@routes.on("DELETE", KV + "/{key}")
def delete_namespace(request: Request, key: str) -> None:
    """Remove a namespace and what is in it."""
    if request.account.namespaces.pop(key, None) is None:
        raise ApiError(404, 10013, "namespace not found")


@routes.on("GET", D1)
def list_databases(request: Request) -> list[dict[str, Any]]:
    """Every database, or those of one name."""
    name = request.first("name")
    bases = request.account.databases.values()
    return [_database(base) for base in bases if name in (None, base.name)]


@routes.on("POST", D1)
def create_database(request: Request) -> dict[str, Any]:
    """A new database; names are unique."""
    name = request.json()["name"]
    if any(base.name == name for base in request.account.databases.values()):
        raise ApiError(400, 7502, "A database with that name already exists")
    connection = sqlite3.connect(":memory:", isolation_level=None, check_same_thread=False)
    base = Database(str(uuid.uuid4()), name, connection)
    request.account.databases[base.id] = base
    return _database(base)


@routes.on("DELETE", D1 + "/{key}")
def delete_database(request: Request, key: str) -> None:
    """Remove a database and what is in it."""
    base = request.account.databases.pop(key, None)
    if base is None:
        raise NO_DATABASE
    base.sqlite.close()


@routes.on("GET", D1 + "/{key}")
def get_database(request: Request, key: str) -> dict[str, Any]:
    """One database, by its id or its name."""
    for base in request.account.databases.values():
        if key in (base.id, base.name):
            return _database(base)
    raise NO_DATABASE


@routes.on("POST", D1 + "/{key}/query")
def query(request: Request, key: str) -> list[dict[str, Any]]:
    """Run statements, all of them or none."""
    if key not in request.account.databases:
        raise NO_DATABASE
    wanted = request.json()
    if not all(isinstance(each, str) for each in wanted.get("params") or []):
        raise ApiError(400, 7400, "The parameters of a query are texts.")
    return run(request.account.databases[key].sqlite, wanted["sql"], wanted.get("params") or [])


@routes.on("POST", D1 + "/{key}/import")
def import_file(request: Request, key: str) -> dict[str, Any]:
    """Take a file of statements: its address for the upload, then its run."""
    if key not in request.account.databases:
        raise NO_DATABASE
    wanted = request.json()
    told = {"success": True, "messages": [], "errors": [], "type": "import"}
    if wanted["action"] == "init":
        name = f"{key}.sql"
        return told | {"filename": name, "upload_url": f"{request.base_url}/uploads/{name}"}
    script = request.account.assets[wanted["filename"]].decode()
    done = run(request.account.databases[key].sqlite, script, [])
    result = {"num_queries": len(done), "final_bookmark": "1", "meta": META}
    return told | {"status": "complete", "at_bookmark": "1", "result": result}


def run(connection: sqlite3.Connection, sql: str, params: list[Any]) -> list[dict[str, Any]]:
    """Run statements in one transaction; the result of each, as D1 tells it."""
    connection.row_factory = sqlite3.Row
    results = []
    connection.execute("BEGIN IMMEDIATE")
    try:
        for statement in _statements(sql):
            cursor = connection.execute(statement, params[: _wanted(statement)])
            rows = [dict(row) for row in cursor.fetchall()]
            meta = META | {"changes": max(cursor.rowcount, 0)}
            results.append({"results": rows, "success": True, "meta": meta})
    except sqlite3.Error as error:
        connection.execute("ROLLBACK")
        raise ApiError(400, 7500, f"{error}: SQLITE_ERROR") from error
    connection.execute("COMMIT")
    return results


def _wanted(statement: str) -> int:
    """How many parameters a statement takes: numbered ones, or one a mark."""
    numbers = [int(number) for number in re.findall(r"\?(\d+)", statement)]
    return max(numbers, default=statement.count("?"))


def _statements(sql: str) -> list[str]:
    found, text = [], ""
    for piece in re.split(r"(;)", sql):
        text += piece
        if piece == ";" and sqlite3.complete_statement(text):
            found.append(text)
            text = ""
    bare = [re.sub(r"--[^\n]*", "", each).strip(" \n;") for each in (*found, text)]
    return [each for each, left in zip((*found, text), bare, strict=True) if left]


def _database(base: Database) -> dict[str, Any]:
    return {"uuid": base.id, "name": base.name, "version": "production", "created_at": now()}


def etag(content: bytes) -> str:
    """The tag of an uploaded file, as R2 gives it."""
    return hashlib.md5(content, usedforsecurity=False).hexdigest()


@routes.on("GET", R2)
def list_buckets(request: Request) -> dict[str, Any]:
    """Every bucket."""
    return {"buckets": [{"name": name} for name in request.account.buckets]}


@routes.on("GET", R2 + "/{name}")
def get_bucket(request: Request, name: str) -> dict[str, Any]:
    """One bucket."""
    if name not in request.account.buckets:
        raise ApiError(404, 10006, "The specified bucket does not exist.")
    return {"name": name, "creation_date": now()}


@routes.on("POST", R2)
def create_bucket(request: Request) -> dict[str, Any]:
    """A new bucket; names are unique."""
    name = request.json()["name"]
    if name in request.account.buckets:
        raise ApiError(409, 10004, "The bucket you tried to create already exists, and you own it.")
    request.account.buckets[name] = {}
    return {"name": name, "creation_date": now()}


@routes.on("DELETE", R2 + "/{name}")
def delete_bucket(request: Request, name: str) -> dict[str, Any]:
    """Remove a bucket, if it is empty."""
    if name not in request.account.buckets:
        raise ApiError(404, 10006, "The specified bucket does not exist.")
    if request.account.buckets[name]:
        raise ApiError(409, 10008, "The bucket you tried to delete is not empty.")
    del request.account.buckets[name]
    return {}


@routes.on("GET", R2 + "/{name}/objects")
def list_objects(request: Request, name: str) -> list[dict[str, Any]]:
    """What is in a bucket."""
    if name not in request.account.buckets:
        raise ApiError(404, 10006, "The specified bucket does not exist.")
    return [{"key": key} for key in request.account.buckets[name]]


@routes.on("DELETE", R2 + "/{name}/objects/{key+}")
def delete_object(request: Request, name: str, key: str) -> dict[str, Any]:
    """Remove one thing from a bucket."""
    request.account.buckets[name].pop(key, None)
    return {"key": key}


@routes.on("GET", "/queues")
def list_queues(request: Request) -> list[dict[str, Any]]:
    """Every queue, or those of some names."""
    names = request.query.get("name")
    queues = request.account.queues.values()
    return [_queue(queue) for queue in queues if not names or queue.name in names]


@routes.on("POST", "/queues")
def create_queue(request: Request) -> dict[str, Any]:
    """A new queue; names are unique."""
    name = request.json()["queue_name"]
    if any(queue.name == name for queue in request.account.queues.values()):
        raise ApiError(409, 11009, f"Queue name '{name}' is already taken.")
    queue = Queue(uuid.uuid4().hex, name)
    request.account.queues[queue.id] = queue
    return _queue(queue)


@routes.on("DELETE", "/queues/{key}")
def delete_queue(request: Request, key: str) -> None:
    """Remove a queue and its consumers."""
    if request.account.queues.pop(key, None) is None:
        raise NO_QUEUE


@routes.on("POST", "/queues/{key}/consumers")
def create_consumer(request: Request, key: str) -> dict[str, Any]:
    """Let a worker take from a queue; a queue has one such worker."""
    queue = request.account.queues.get(key)
    if queue is None:
        raise NO_QUEUE
    if queue.consumers:
        raise ApiError(409, 11004, f"The queue '{queue.name}' already has a consumer.")
    consumer = request.json() | {"consumer_id": uuid.uuid4().hex}
    request.account.worker(consumer["script_name"])
    queue.consumers.append(consumer)
    return consumer


@routes.on("PUT", "/queues/{key}/consumers/{consumer_id}")
def change_consumer(request: Request, key: str, consumer_id: str) -> dict[str, Any]:
    """Change how a worker takes from a queue."""
    consumers = request.account.queues[key].consumers
    at = next(i for i, each in enumerate(consumers) if each["consumer_id"] == consumer_id)
    consumers[at] = request.json() | {"consumer_id": consumer_id}
    return consumers[at]


@routes.on("DELETE", "/queues/{key}/consumers/{consumer_id}")
def delete_consumer(request: Request, key: str, consumer_id: str) -> None:
    """Let a worker take no more."""
    queue = request.account.queues.get(key)
    if queue is None:
        raise NO_QUEUE
    queue.consumers = [each for each in queue.consumers if each["consumer_id"] != consumer_id]


def _queue(queue: Queue) -> dict[str, Any]:
    consumers = [
        {
            "consumer_id": each["consumer_id"],
            "type": each["type"],
            "script": each["script_name"],
            "settings": each.get("settings", {}),
        }
        for each in queue.consumers
    ]
    return {"queue_id": queue.id, "queue_name": queue.name, "producers": [], "consumers": consumers}
