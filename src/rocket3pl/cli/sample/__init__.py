"""Sample data: a believable warehouse, made through the same operations as real data."""

from rocket3pl.cli.sample.fill import fill, is_sample, logins
from rocket3pl.cli.sample.keys import make_keys
from rocket3pl.cli.sample.people import platform_keys

__all__ = ["fill", "is_sample", "logins", "make_keys", "platform_keys"]
