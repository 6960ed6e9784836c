"""The module-level form: what the fleet's workers use."""

from bench_app import app

on_fetch = app.on_fetch
