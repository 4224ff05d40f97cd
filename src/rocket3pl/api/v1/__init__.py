"""Version 1: one file of routes per area, over the same operations as the screens."""
