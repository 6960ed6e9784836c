"""Trains the valuation model natively and writes the artefact that the `valuation` worker reads.

The pipeline, one noun a module: `columns` (what the CSV's columns mean) → `sales` (rows that can
be trusted) → `market` (prices brought to one date) → `encoding` and `imputation` (homes as
numbers) → `hedonic` (ridge) → `neighbours` (what the ridge missed nearby) → `boosting` (trees on
what is left) → `intervals` (how far off it may be) → `vintage` (all of it, sealed at a date) →
`artefact` and `report`.
"""
