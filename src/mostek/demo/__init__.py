"""`mostek demo`: the whole of Mostek against the sandbox, connected, to be tried out or checked by itself."""
