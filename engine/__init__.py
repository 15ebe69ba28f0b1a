"""What happened, and what happens next.

The public modules are listed, and loaded one by one when they are imported.
"""

__all__ = [
    "actor",
    "audit",
    "engine",
    "errors",
    "history",
    "intake",
    "library",
    "lookup",
    "messages",
    "operations",
    "ports",
    "query",
    "records",
    "rescheduling",
    "scene",
    "statistics",
]
