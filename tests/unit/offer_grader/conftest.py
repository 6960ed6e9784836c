"""The modules of the worker offer-grader, and what its tests share, are on the path."""

import sys
from pathlib import Path

WORKER = "offer-grader"
HERE = Path(__file__).resolve()
sys.path[:0] = [str(HERE.parents[3] / "workers" / WORKER / "src"), str(HERE.parent)]
