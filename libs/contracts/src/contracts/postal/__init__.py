"""American street addresses, as people type them: taken apart, and written as the post would.

``contracts.postal.address`` is what others import.
"""
