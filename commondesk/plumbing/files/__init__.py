"""Files from outside: what they are by their content, what they may be called, and where they are kept."""

from commondesk.plumbing.files.kinds import kind_of
from commondesk.plumbing.files.names import cleaned_name

__all__ = ["cleaned_name", "kind_of"]
