"""The one door for text from outside: `clean` makes it fit to keep, `mask` hides secrets (LS3)."""

from commondesk.plumbing.masking.cleaning import LONGEST_BODY, clean, clean_line
from commondesk.plumbing.masking.mask import BULLET, KINDS, Masked, mask

__all__ = ["BULLET", "KINDS", "LONGEST_BODY", "Masked", "clean", "clean_line", "mask"]
