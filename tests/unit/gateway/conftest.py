"""The modules of the worker gateway are on the path."""

import sys
from pathlib import Path

WORKER = "gateway"
sys.path.insert(0, str(Path(__file__).resolve().parents[3] / "workers" / WORKER / "src"))
