"""The daemon: what it does, by which clock, and how others see that it lives."""
