"""입고관리: ask for an inbound and follow it."""
