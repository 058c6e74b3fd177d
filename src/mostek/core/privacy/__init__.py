"""Buyers' data: how long they stay, how they go, and what one buyer may ask for.

`periods` says until when the law wants them. `blank` knows every column that holds some. `anonymise` walks over what is
past its period; `buyer` answers one person. Numbers, totals, days and references stay, so that proofs still add up.
"""
