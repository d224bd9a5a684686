"""Libraries by the thousand, from a file of a public libraries survey.

`table` reads the file, `columns` knows what its columns are called, `row` makes a library of a line, with
`naming` and `places`; `importing` writes them, batch by batch. What survives a repeat stands in `importing`.
"""
