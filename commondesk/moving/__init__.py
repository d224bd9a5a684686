"""`commondesk move`: an embedded desk is brought over to PostgreSQL, whole (docs/decisions/0011-moving.md).

`command.py` tells the story; `source.py` is the file that is left, `target.py` the database that is filled.
What there is to move, the two databases themselves say; no table of the desk is named here.
"""
