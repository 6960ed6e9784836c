"""How much memory the processes of a runtime use, as the operating system counts it."""

import subprocess


def workerd_bytes(group: int) -> int:
    """Resident bytes of the workerd processes in a process group."""
    return resident_bytes(group, "workerd")


def resident_bytes(group: int, program: str = "") -> int:
    """Resident bytes of a process group's processes whose program's name starts so."""
    listing = subprocess.run(
        ["ps", "-A", "-o", "pgid=,rss=,comm="], capture_output=True, text=True, check=True
    )
    rows = (line.split(None, 2) for line in listing.stdout.splitlines())
    return sum(
        int(rss) * 1024
        for pgid, rss, name in rows
        if int(pgid) == group and name.rpartition("/")[2].startswith(program)
    )
