"""The yearly report: as text a person goes on writing, and as data for programs."""

from bihuan.adapters.annual.data import as_data
from bihuan.adapters.annual.naming import role_word, split
from bihuan.adapters.annual.text import as_text

__all__ = ["as_data", "as_text", "role_word", "split"]
