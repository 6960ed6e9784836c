"""The modules of site are on the path, as they are in its bundle."""

import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[3] / "workers" / "site" / "src"))
