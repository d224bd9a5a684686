"""The parts of one busy hour: who is there, what sixty patrons come for, and the reckoning at the end.

script.py     the sixty parts, and what must have become of each
patron.py     a patron at the interface, with a line of their own
colleague.py  a member of the staff at the console
hour.py       all of them together, and the time that passes
reckoning.py  patrons, log, consoles and report compared
seeding.py    the libraries and their staff
"""
