"""Services of others, one folder per connector.

A folder holds what a connector is: its client (builds a call, reads an answer), its mapping (their
words to ours), its fake (answers as the service does, for tests and demonstrations), and what its
settings page asks for; its tests are in tests/integrations/. All calls go out by outside/calls.py
under a breaker, all keys are kept by credentials.py, and registry.py names every connector. Nothing
below this room knows of it: lower rooms state a port, and settings name what stands behind it.
"""
