"""A fleet of one worker, and of those whom it calls, for what is measured against its database."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from tempfile import TemporaryDirectory

from fleet.dev.options import DevOptions
from fleet.dev.running import DevFleet
from pyworkerd import Runtime


@asynccontextmanager
async def running(root: Path, worker: str) -> AsyncIterator[Runtime]:
    """Run it with empty databases, without crons."""
    with TemporaryDirectory() as state:
        options = DevOptions(
            port=0,
            only=(worker,),
            state=Path(state),
            seed=None,
            crons=False,
            reload=False,
            root=root,
        )
        async with DevFleet(options) as fleet:
            yield fleet.runtime
