"""All scenarios on an empty database: python -m tests.concurrency."""

from tests.concurrency.scenarios import main

main()
