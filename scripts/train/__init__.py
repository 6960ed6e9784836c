"""Trains the valuation model natively and writes the artefact that the `valuation` worker reads.

The pipeline, one noun a module: `columns` (what the CSV's columns mean) → `sales` (rows that can
be trusted) → `market` (prices brought to one date) → `encoding` and `imputation` (homes as
numbers) → `hedonic` (ridge) → `neighbours` (what the ridge missed nearby) → `boosting` (trees on
what is left) and `partial` (trees of their own for homes of which little is told) → `heldout`
(errors on sales as if unseen) → `noise` and `intervals` (how far off it may be) → `vintage` (all
of it, sealed at a date) → `artefact`.

What is measured is what is served: `serving` reads the artefact by the worker's own code, and
`evaluation`, `methods` and `steadiness` judge its answers for the `report`.
"""
