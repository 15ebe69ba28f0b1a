"""What must hold: terms, calendars, guards over facts, rates and regional policies.

The public modules are listed, and loaded one by one when they are imported:
the command line needs its words long before it needs a calendar.
"""

__all__ = [
    "assignments",
    "calendar",
    "classes",
    "dates",
    "facts",
    "formulas",
    "identifiers",
    "instants",
    "ladders",
    "policy",
    "satisfaction",
    "sessions",
    "terms",
    "words",
]
