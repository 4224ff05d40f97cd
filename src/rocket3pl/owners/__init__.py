"""화주 (owners), the people who log in, their roles and keys."""
