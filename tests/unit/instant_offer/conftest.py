"""On the path: the modules of instant-offer and of leads, which scores what it writes; helpers."""

import sys
from pathlib import Path

WORKER = "instant-offer"
HERE = Path(__file__).resolve()
WORKERS = HERE.parents[3] / "workers"
sys.path[:0] = [str(WORKERS / WORKER / "src"), str(WORKERS / "leads" / "src"), str(HERE.parent)]
