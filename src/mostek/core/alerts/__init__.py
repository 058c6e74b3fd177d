"""Tell people what is wrong: each trouble once when it begins, and the rest of it in a digest a day.

`conditions` is the table of what can be wrong now, each a query. `look` opens an Alert where one begins and closes it
where it ends. `tell` writes what opened as Mails, `digest` what a day held; `mail` sends them; `rounds` is the worker's
turn of all of it. `letter` holds the words. Nothing here names a buyer.
"""
