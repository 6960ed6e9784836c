"""What the two chat workers do around the engine: sessions and turns in D1, the model, the stream.

``chat`` decides; this does the I/O, through edgekit's ``Context`` alone.
"""
