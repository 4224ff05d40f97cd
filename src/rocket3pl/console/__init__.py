"""The warehouse's screens."""
