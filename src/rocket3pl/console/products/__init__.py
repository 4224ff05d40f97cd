"""The warehouse's products."""
