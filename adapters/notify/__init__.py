"""Everything by which a notice leaves the house."""
