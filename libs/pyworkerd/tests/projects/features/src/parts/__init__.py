from .sums import double
