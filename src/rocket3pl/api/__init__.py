"""Programs: the same operations as the screens, as JSON under /api/v1."""
