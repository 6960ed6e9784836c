"""Trains the weights of the worker ``sentiment``: ``python -m sentiment_training``.

``sentences.csv`` is "Sentiment Labelled Sentences" (Kotzias et al. 2015; UCI Machine Learning
Repository, CC BY 4.0), a part of it. The lexicon is VADER's (Hutto & Gilbert 2014, MIT).

It imports the worker's own modules, so that training and scoring can't see a text differently.
"""

import sys
from pathlib import Path

WORKER = Path(__file__).resolve().parents[2] / "workers" / "sentiment" / "src"
if str(WORKER) not in sys.path:
    sys.path.append(str(WORKER))
