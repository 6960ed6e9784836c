"""What the values stand on: the trained model, and the methods that help where it knows too little.

All figures were measured by `fleet train` and came with the model.
"""

import trained
from appraisal import VERSIONS
from contracts.valuation import MethodCard, ModelCard


def card() -> ModelCard:
    """The trained model's card, with what each method did when told more and more of a home."""
    own = trained.card()
    measured = [
        MethodCard(version=VERSIONS[line["method"]], **line)
        for line in trained.MODEL.card()["methods"]
    ]
    return own.model_copy(update={"methods": [*own.methods, *measured]})
