"""The console script rocket3pl."""
