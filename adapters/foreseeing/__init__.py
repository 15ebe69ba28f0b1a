"""Seeing ahead: the real engine over a copy of the open cases, which is then thrown away."""
