"""Full text on both databases behind one interface: which texts hold all of these words, the newest first."""

from commondesk.plumbing.search.finding import among, newest
from commondesk.plumbing.search.row import SearchRow, keep, remove
from commondesk.plumbing.search.words import label, words_of

__all__ = ["SearchRow", "among", "keep", "label", "newest", "remove", "words_of"]
