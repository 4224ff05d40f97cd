"""직원 관리: the people of a seller, looked after by the seller's own administrator."""
