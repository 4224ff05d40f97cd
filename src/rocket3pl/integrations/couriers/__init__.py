"""택배: files for couriers' programs out, tracking numbers in, and where parcels are.

Sources of the facts: layouts, number shapes and the two tracking services as repeated in public
repositories; nothing here was tried against a live service. Layouts marked "general knowledge" were
not seen in a courier's own file.
"""
