"""출고: requests that reserve stock, picking, packing, shipping by 밀크런 or 택배."""
