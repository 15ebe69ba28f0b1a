"""What happened, and what happens next."""
