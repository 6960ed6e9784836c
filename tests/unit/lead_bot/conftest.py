"""The modules of the worker lead-bot are on the path."""

import sys
from pathlib import Path

WORKER = "lead-bot"
sys.path.insert(0, str(Path(__file__).resolve().parents[3] / "workers" / WORKER / "src"))
