"""The completeness proof: every paid sale of a month has its document in wFirma, once, and nothing else looks like one.

`scan` reads the month from wFirma page by page, `ours` is what Mostek knows, `compare` draws the conclusion, `value` is
the conclusion, `sheet` and `paper` print it.
"""
