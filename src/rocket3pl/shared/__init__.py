"""What every room uses and that belongs to none: scope, rights, errors, SQL of rows, audit, outbox.

Imports no other room.
"""
