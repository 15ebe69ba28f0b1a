"""Keeps cases in SQLite or PostgreSQL, with the laws held by the database itself."""
