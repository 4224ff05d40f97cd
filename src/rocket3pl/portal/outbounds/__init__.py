"""출고관리: ask for outbounds and follow them."""
