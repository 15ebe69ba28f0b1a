"""What must hold: terms, calendars, guards over facts, rates and regional policies."""
