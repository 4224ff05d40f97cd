"""Goods on their way from China: what the buying platform tells of a shipment, and what is made of it.

`told` is what connectors hand over, `operations` keeps it whatever the order it comes in, `settling` makes
the products and the expected inbound of it, `facts` judges a line's product, `pictures` fetches what it
looks like, `failed` is the part of 상품신청실패목록 that registered itself wrongly.
"""
