"""Migrations of the app's own table; bihuan's tables are bihuan's."""
