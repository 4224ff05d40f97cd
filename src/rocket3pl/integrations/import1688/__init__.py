"""1688상품관: what it tells us of goods that left the Chinese warehouse, and what we tell it.

The contract is ours (docs/import1688.md), since none is public. Five ways lead in, all to `intake.accept`:
its webhook (`views`), asking for events and for one shipment (`polling`), a file (`pages`), and the answer to
a seller's key (`client.verify_seller`). `signing` proves who speaks, `contract` reads what is said,
`handling` acts on it in the background, `telling` answers, `fake` is a stand-in for the platform.
"""
