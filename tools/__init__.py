"""Tools for developing the product; no part of it."""
