"""Warehouses and the places inside them."""
