"""Editable master data that outside parties define: regions, couriers, Coupang centres, glossary."""
