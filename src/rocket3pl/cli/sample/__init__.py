"""Sample data: a believable warehouse, made through the same operations as real data."""

from rocket3pl.cli.sample.fill import fill, is_sample, logins

__all__ = ["fill", "is_sample", "logins"]
