"""알림: what happened while a person was away, for sellers and the warehouse.

`rules` says which kinds there are and who may read them, `writing` writes a notice in one statement,
`hearing` and `internal` hear of what happened, `lists` and `reading` are what people see and have read,
`muting` what they do not want to hear of. The sentences stand where they are shown (`web/notice_words.py`).
"""
