"""Looks into a worker's ``env`` blocks as into the top level of its configuration.

Each environment is taken as wrangler takes it: vars, secrets and bindings have to be in its block,
the rest is inherited. What only the whole account has (counts, cycles, an order to deploy in) is
told of the top level alone, since environments often lie in accounts of their own.
"""

from collections.abc import Callable, Iterator
from dataclasses import replace

from fleet.check.findings import Finding
from fleet.project import CONFIG, Worker


def each(worker: Worker, check: Callable[[Worker], Iterator[Finding]]) -> Iterator[Finding]:
    """What ``check`` finds at the top level, and what it finds in an environment alone."""
    found = list(check(worker))
    yield from found
    for inside in worker.environments:
        for finding in check(inside):
            if finding not in found:
                # A finding of the whole file is one of the block here.
                line = f":{inside.line()}" if finding.where.endswith(CONFIG) else ""
                message = f"env.{inside.environment}: {finding.message}"
                yield replace(finding, where=finding.where + line, message=message)
