"""The features by their names: each is a path of this worker."""

FEATURES = {}


def feature(function):
    FEATURES[function.__name__] = function
    return function
