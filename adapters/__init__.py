"""What the engine touches: databases, calendars, clocks, files and people."""
