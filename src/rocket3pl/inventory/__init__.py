"""The stock ledger, its two folds (levels and bins), reservations, and the audit of the books."""
