"""What a case can be: declared machines, their proof and their pictures."""
