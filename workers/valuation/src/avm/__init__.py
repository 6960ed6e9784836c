"""The valuation model's predictor: plain Python, no numpy, no I/O after loading.

It repeats `scripts/train` for one home at a time; a test holds the two together. `store` reads the
artefact, `facts` encodes and imputes, `surroundings` looks at nearby sales, `forest` walks the
trees, `vintage` joins them into one estimate, `factors` explains it.
"""
