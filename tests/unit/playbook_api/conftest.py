"""Makes the worker's modules importable, and its renderer too."""

import sys
from pathlib import Path

WORKER = Path(__file__).resolve().parents[3] / "workers" / "playbook-api"
sys.path[:0] = [str(WORKER / "src"), str(WORKER)]
