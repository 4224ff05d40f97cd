"""The console script `rocket3pl`: run, seed, audit, back up, restore, compare."""
