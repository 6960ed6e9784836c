"""Makes the bookcase and the bots' own modules importable."""

import sys
from pathlib import Path

HERE = Path(__file__).resolve().parent
WORKERS = HERE.parents[2] / "workers"
sys.path[:0] = [str(HERE), *(str(WORKERS / name / "src") for name in ("chatbot", "founder-chat"))]
