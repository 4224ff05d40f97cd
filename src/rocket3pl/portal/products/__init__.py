"""상품정보관리: apply for products, list and correct them."""
