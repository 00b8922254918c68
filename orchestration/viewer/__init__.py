"""The report viewer: one page per report on the published file, made from the marts' own meta.

`entries` reads the meta, `asked` the address of a page, `statements` writes the SQL,
`answers` runs it on what `published` holds open, `server` and `export` bring it to people.
"""
