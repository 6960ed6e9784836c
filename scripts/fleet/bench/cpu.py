"""How much processor time a runtime has used, as the operating system counts it."""

import time
from collections.abc import Callable
from pathlib import Path

GROUP = 2  # of what follows the program's name in /proc/<pid>/stat (proc(5))
SCHEDULED = (
    2  # a process's clock of user and system time, to the nanosecond (clock_getcpuclockid(3))
)


def workerd_clock(group: int) -> Callable[[], float] | None:
    """What tells the seconds of CPU that a group's workerd has used; ``None`` without /proc.

    All threads count: the collector's and the compilers' too.
    """
    for entry in Path("/proc").glob("[0-9]*/stat"):
        try:
            name, _, rest = entry.read_text().partition(") ")
        except (FileNotFoundError, ProcessLookupError):  # it has ended meanwhile
            continue
        pid, _, program = name.partition(" (")
        if program.startswith("workerd") and int(rest.split()[GROUP]) == group:
            clock = (~int(pid) << 3) | SCHEDULED
            return lambda: time.clock_gettime(clock)
    return None
