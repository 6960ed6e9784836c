from .sums import double

__all__ = ["double"]
