"""What the tests of webhooks share is on the path, with the worker's own modules."""

import sys
from pathlib import Path

HERE = Path(__file__).parent
ROOT = HERE.parents[2]
PATHS = (HERE, ROOT / "tests" / "unit" / "webhooks", ROOT / "workers" / "webhooks" / "src")
sys.path[:0] = [str(path) for path in PATHS]
