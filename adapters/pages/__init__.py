"""The pages of the office, its divisions and those who watch: plain forms, rendered here."""
