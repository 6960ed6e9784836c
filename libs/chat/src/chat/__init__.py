"""The chat engine: what is said to a visitor, worked out of passages. Plain Python without I/O.

A message is read (``intents``), its passages are looked up (``search`` makes the query, ``ranking``
judges what FTS5 finds) and answered from their sentences (``extract``), or by a model whose every
sentence is held against them (``guard``) before it is let out (``release``).
"""
