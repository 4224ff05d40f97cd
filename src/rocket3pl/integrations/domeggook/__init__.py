"""도매꾹: the public catalogue of a Korean wholesale market, asked for one product at a time.

`client` asks and reads, `item` is what an answer says, `source` is the port of catalog/sources.py, `fake`
answers as the service does.
"""
