"""The modules of the worker payments are on the path, and Stripe's own client of its stand-in."""

import sys
from pathlib import Path

TESTS = Path(__file__).resolve().parents[1]
SOURCES = TESTS.parents[1] / "workers" / "payments" / "src"
sys.path[:0] = [str(Path(__file__).parent), str(SOURCES), str(TESTS / "stripe_stand_in")]
