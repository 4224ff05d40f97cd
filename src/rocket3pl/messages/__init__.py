"""What sellers' systems are told: endpoints, deliveries, signatures (docs/webhooks.md).

`facts` says what is public of the facts that rooms announce, `hearing` writes a delivery for each endpoint
that wants one, `delivering` sends it, `endpoints` and `targets` are where it goes, `replaying` sends it anew.
"""
