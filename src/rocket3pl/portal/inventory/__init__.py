"""재고관리: what is there, how it moved, what runs low."""
