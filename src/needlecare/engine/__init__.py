"""What follows from a protocol and what a client says: screening, dates, care, course, series and interview."""
