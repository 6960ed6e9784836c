"""leads and slack-intel at work: the modules that their tests share are on the path."""

import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parent))
