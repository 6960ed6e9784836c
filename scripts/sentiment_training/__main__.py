"""Train the worker ``sentiment`` and write its lexicon and weights (a few seconds)."""

from sentiment_training import modules

FOLDS = 10


def main() -> None:
    """Write the two modules and print how the model did on sentences it had not seen."""
    modules.LEXICON.write_text(modules.lexicon_module(modules.read_lexicon()), encoding="utf-8")
    from sentiment_training import model  # reads the lexicon that was just written

    known = model.sentences()
    weights = model.train(
        [model.features(sentence.text) for sentence in known],
        [sentence.label for sentence in known],
    )
    modules.WEIGHTS.write_text(modules.weights_module(weights), encoding="utf-8")
    print(f"{len(known)} sentences, {len(weights)} weights")
    print(f"held-out accuracy, {FOLDS} folds: {model.held_out_accuracy(FOLDS):.1%}")


if __name__ == "__main__":
    main()
