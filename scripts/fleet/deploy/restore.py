"""Puts workers back to the versions that they had; those that were not there are removed."""

from collections.abc import Collection, Iterable, Mapping
from typing import Any

from fleet.deploy.api import Api
from fleet.deploy.remote import Running, active_version

Queue = dict[str, Any]
Kept = dict[str, Any]
"""What is remembered of a worker: its version and the triggers that no version holds."""


def kept(running: Running) -> Kept:
    """What has to be remembered of a worker, to bring it back."""
    return {
        "version": running.version,
        "crons": sorted(running.crons),
        "public": running.public,
        "queues": sorted(running.consumers),
    }


def bring_back(
    api: Api,
    called: Mapping[str, str],
    before: Mapping[str, Kept],
    names: Iterable[str],
    message: str,
) -> list[str]:
    """Put these workers back, in this order; returns what was done, a sentence each.

    ``called`` has their names in the account. One that is already as it was is left alone.
    """
    queues = api.list("/queues")
    deployed = {str(script["id"]) for script in api.get("/workers/scripts")}
    done = []
    for name in names:
        if name in before:
            stop_taking(api, called[name], queues, before[name]["queues"])
            if _return(api, called[name], before[name], message):
                done.append(f"{name} is back at {before[name]['version']}")
        elif called[name] in deployed:
            remove(api, called[name], queues)
            done.append(f"{name} is removed, as it was new")
    return done


def _return(api: Api, called: str, kept: Kept, message: str) -> bool:
    path = f"/workers/scripts/{called}"
    crons = [str(entry["cron"]) for entry in api.get(f"{path}/schedules")["schedules"]]
    if sorted(crons) != sorted(kept["crons"]):
        api.put(f"{path}/schedules", [{"cron": cron} for cron in kept["crons"]])
    if bool(api.get(f"{path}/subdomain")["enabled"]) != kept["public"]:
        api.post(f"{path}/subdomain", {"enabled": kept["public"]}, again=True)
    if active_version(api, called) == kept["version"]:
        return False
    versions = [{"version_id": kept["version"], "percentage": 100}]
    annotations = {"workers/message": message[:100]}
    body = {"strategy": "percentage", "versions": versions, "annotations": annotations}
    api.post(f"{path}/deployments", body, again=True, force="true")
    return True


def remove(api: Api, called: str, queues: Iterable[Queue]) -> None:
    """Remove a worker, and before that what it takes from queues: they would wait for it."""
    stop_taking(api, called, queues, ())
    api.delete(f"/workers/scripts/{called}", force="true")


def stop_taking(api: Api, called: str, queues: Iterable[Queue], kept: Collection[str]) -> None:
    """Let a worker take from no queue but those of these names."""
    for queue in queues:
        for consumer in queue.get("consumers") or []:
            its = called in (consumer.get("script"), consumer.get("service"))
            if its and queue["queue_name"] not in kept:
                api.delete(f"/queues/{queue['queue_id']}/consumers/{consumer['consumer_id']}")
