"""The modules of the worker media-proxy are on the path."""

import sys
from pathlib import Path

WORKER = "media-proxy"
sys.path.insert(0, str(Path(__file__).resolve().parents[3] / "workers" / WORKER / "src"))
