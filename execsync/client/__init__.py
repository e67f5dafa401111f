"""The way to the hub: the only place that imports httpx.

`connection.connect` puts the parts together. From the calls down to the socket:

    hub        the calls, in and out as types of `core.snapshot`
    wire       JSON answers into those types, strictly; `cursor` walks them and names the field
    requester  one request until it is answered, given up or in doubt
    retry      the table: kind of call x failure -> retry, wait, look, done, stop; each with its reason
    pacing     when the next request may leave; `ledger` counts for all processes of this user
    transport  one sending: an answer or a failure, both as values; `httpx_client` is what it sends through,
               and `lean` is httpx itself

`key`, `endpoint`, `settings`, `notes`, `clock` and `ledger` import nothing heavy, so that commands without
a network can use them.
"""
