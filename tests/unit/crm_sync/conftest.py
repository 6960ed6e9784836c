"""The sources of crm-sync, and what its tests share, are on the path."""

import sys
from pathlib import Path

HERE = Path(__file__).parent
sys.path[:0] = [str(HERE), str(HERE.parents[2] / "workers" / "crm-sync" / "src")]
