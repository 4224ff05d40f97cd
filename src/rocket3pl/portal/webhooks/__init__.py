"""웹훅: where a seller's systems listen, and what they were told."""
