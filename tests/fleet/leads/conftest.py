"""leads and slack-intel at work: their modules, and what their tests share, are on the path."""

import sys
from pathlib import Path

HERE = Path(__file__).parent
WORKERS = HERE.parents[2] / "workers"
sys.path[:0] = [str(HERE), *(str(WORKERS / name / "src") for name in ("leads", "slack-intel"))]
