"""쿠팡 Open API (WING): stock in Coupang's centres, and Rocket Growth orders. Only reads.

Sources of the facts: a public copy of Coupang's documentation and public repositories; nothing here
was tried against the live service. Coupang answers 403 to every address that the seller has not
registered in WING, so the settings page names ours (OUTBOUND_IP).
"""
