"""The clinic's journal: posts with pictures, tags, search and feeds."""
