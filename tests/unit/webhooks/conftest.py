"""The modules of the worker webhooks are on the path."""

import sys
from pathlib import Path

HERE = Path(__file__).parent
sys.path[:0] = [str(HERE), str(HERE.parents[2] / "workers" / "webhooks" / "src")]
