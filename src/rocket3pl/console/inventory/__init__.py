"""The warehouse's inventory."""
