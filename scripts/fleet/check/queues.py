"""Queues whose messages may become dead letters: they live long enough, and can be replayed."""

from collections.abc import Iterator
from functools import partial

from fleet.check import environments
from fleet.check.apps import WorkerApp
from fleet.check.calls import OUTBOX_QUEUE
from fleet.check.findings import Finding
from fleet.project import Fleet, Worker

Apps = dict[str, WorkerApp]
ENOUGH_RETRIES = 100  # the most that Cloudflare allows


def check(fleet: Fleet, workers: list[Worker], apps: Apps) -> Iterator[Finding]:
    """Consumers that the platform may end too early, and queues that nothing replays into."""
    for worker in workers:
        yield from environments.each(worker, partial(_worker, fleet, apps[worker.name]))


def _worker(fleet: Fleet, app: WorkerApp, worker: Worker) -> Iterator[Finding]:
    if app.failure is not None:
        return
    outbox = worker.produced_queues.get(OUTBOX_QUEUE)
    for consumer in worker.config.get("queues", {}).get("consumers", []):
        queue = str(consumer.get("queue", ""))
        if queue == outbox:
            messages = _outbox(queue, consumer.get("max_batch_size"))
        else:
            messages = _consumer(worker, app, queue, consumer.get("max_retries"))
        for message in messages:
            yield Finding("error", "queues", fleet.relative(worker.config_path), message)


def _outbox(queue: str, size: object) -> Iterator[str]:
    if size != 1:
        yield (
            f"{queue} is the outbox's own: set max_batch_size to 1. Each batch is a run with its "
            "32 worker invocations, and a message is as much as one run holds."
        )


def _consumer(worker: Worker, app: WorkerApp, queue: str, retries: object) -> Iterator[str]:
    if retries != ENOUGH_RETRIES:
        yield (
            f"{queue} has max_retries {retries or 'unset'}: set {ENOUGH_RETRIES}. edgekit counts "
            "attempts itself; these are for the time that D1 is down and can't take a dead letter."
        )
    producer = app.producers.get(queue) or app.producers.get("")
    if producer and worker.produced_queues.get(producer) != queue:
        yield (
            f"A dead letter of {queue} goes back through {producer}, which does not lead there: "
            "add it to queues.producers, or name another binding in @app.queue(…, producer=…)."
        )
