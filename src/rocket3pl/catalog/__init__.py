"""Products: application, approval, barcodes, pictures, customs facts, translation."""
