"""The modules of the worker instant-offer, and what its tests share, are on the path."""

import sys
from pathlib import Path

WORKER = "instant-offer"
HERE = Path(__file__).resolve()
sys.path[:0] = [str(HERE.parents[3] / "workers" / WORKER / "src"), str(HERE.parent)]
