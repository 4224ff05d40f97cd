"""The warehouse's master."""
