"""The yearly report: a document to sign, a workbook, a page of text, and data for programs."""

from bihuan.adapters.annual.data import as_data
from bihuan.adapters.annual.files import FORMATS, write_annual
from bihuan.adapters.annual.sentences import Report
from bihuan.adapters.annual.text import as_text

__all__ = ["FORMATS", "Report", "as_data", "as_text", "write_annual"]
