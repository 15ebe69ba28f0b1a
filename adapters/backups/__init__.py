"""Copies of the database that can be trusted, and putting one back."""
