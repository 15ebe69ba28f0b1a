"""Lists as files: a sheet to print, a CSV file or JSON, and what staff have changed in one."""

from bihuan.adapters.lists.files import FORMATS, write_list
from bihuan.adapters.lists.pages import Page, counted, page

__all__ = ["FORMATS", "Page", "counted", "page", "write_list"]
