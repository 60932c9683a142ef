"""Questions about many analyses at once: what an edit changes, what a pack catches, what it misses."""
