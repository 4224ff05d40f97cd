"""도로명주소 (juso.go.kr): the state's register of addresses, asked for what a person remembers.

`client` asks, `answer` reads, `finder` is the port of reference/address_search.py, `fake` answers as the
service does. Nothing here was tried against the live service.
"""
