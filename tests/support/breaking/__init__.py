"""Breaks what surrounds a running daemon, and judges what is left of its promises."""
