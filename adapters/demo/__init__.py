"""The demo year: the seed report's 2024, walked case by case through the machines."""
