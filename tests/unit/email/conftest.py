"""The modules of the worker email are on the path."""

import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[3] / "workers" / "email" / "src"))
sys.path.insert(0, str(Path(__file__).parent))
