"""How much processor time a runtime has used, as the operating system counts it."""

import os
from pathlib import Path

UTIME, STIME, GROUP = 11, 12, 2  # of what follows the program's name in /proc/<pid>/stat (proc(5))


def workerd_seconds(group: int) -> float | None:
    """User and system time of the workerd processes of a group; ``None`` where there is no /proc.

    All threads count: the collector's and the compilers' too.
    """
    if not Path("/proc/self/stat").is_file():
        return None
    ticks = 0
    for entry in Path("/proc").glob("[0-9]*/stat"):
        try:
            name, _, rest = entry.read_text().partition(") ")
        except (FileNotFoundError, ProcessLookupError):  # it has ended meanwhile
            continue
        fields = rest.split()
        if name.rpartition("(")[2].startswith("workerd") and int(fields[GROUP]) == group:
            ticks += int(fields[UTIME]) + int(fields[STIME])
    return ticks / os.sysconf("SC_CLK_TCK")
