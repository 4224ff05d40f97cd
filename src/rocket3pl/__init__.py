"""로켓3PL: warehouse management for a Korean 3PL and the sellers it serves."""

__version__ = "0.1.0"
