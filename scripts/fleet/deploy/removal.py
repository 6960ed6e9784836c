"""Removes what was made for a preview: workers, then what they were bound to."""

from collections.abc import Iterable
from urllib.parse import quote

from fleet.deploy.api import Api
from fleet.deploy.ledger import Ledger
from fleet.deploy.resources import KINDS, Stock
from fleet.deploy.restore import remove
from fleet.errors import FleetError

WORKER = "worker"
ORDER = (WORKER, "queues", "kv", "r2", "d1")


def remove_all(api: Api, ledger: Ledger, made: Iterable[tuple[str, str]]) -> list[str]:
    """Remove these, by kind and name; returns those that were there. What is gone is forgotten."""
    made = sorted(made, key=lambda one: (ORDER.index(one[0]), one[1]))
    stock = Stock(api)
    queues = api.list("/queues")
    deployed = {str(script["id"]) for script in api.get("/workers/scripts")}
    removed = []
    for kind, name in made:
        if kind == WORKER and name in deployed:
            remove(api, name, queues)
            removed.append(f"the worker {name}")
        elif kind != WORKER and name in stock.ids[kind]:
            if kind == "r2":
                _empty(api, name)
            api.delete(f"{KINDS[kind].path}/{stock.ids[kind][name]}")
            removed.append(f"the {KINDS[kind].word} {name}")
        ledger.forget(kind, name)
    return removed


def _empty(api: Api, bucket: str) -> None:
    """A bucket is removed only when it is empty."""
    path = f"/r2/buckets/{bucket}/objects"
    before: list[str] = []
    while keys := [str(each["key"]) for each in api.get(path, per_page=1000)]:
        if keys == before:
            raise FleetError(f"The bucket {bucket} does not become empty: empty it by hand.")
        for key in keys:
            api.delete(f"{path}/{quote(key)}")
        before = keys
