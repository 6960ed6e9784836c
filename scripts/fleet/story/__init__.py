"""The demo story: ninety days of a business that buys houses, the same every time.

It is told relative to the hour in which it is written, so that the newest lead is always fresh.
What happens is decided in ``plot`` by seeded dice. Each other module with a ``DATABASE`` is a
chapter: it turns the plot into rows, in a scratch database and with the workers' own statements, so
that nothing here knows twice how a worker stores things. A new worker adds a chapter.

The ups and downs that a reader of the dashboard will find: letters that bring a wave of leads in
the fifth week; a form that was broken for two days; callers who answer faster from the second month
on, and win more.
"""
