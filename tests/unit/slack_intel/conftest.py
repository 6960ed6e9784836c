"""The modules of the worker slack-intel are on the path."""

import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[3] / "workers" / "slack-intel" / "src"))
