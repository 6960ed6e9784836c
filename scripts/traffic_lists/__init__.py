"""Writes what ``analytics`` knows of crawlers: ``python -m traffic_lists``.

The names come from the package ``crawler-user-agents`` (MIT licence), a development dependency: its
hundreds of expressions would cost an isolate a second to compile, and most of what they say is
found by one expression of the worker's own.
"""
