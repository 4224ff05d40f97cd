"""How we call others: sealed secrets, calls that cannot be led astray, breakers, and pauses.

Knows no service by name and no row of an owner. Imports only shared.
"""
