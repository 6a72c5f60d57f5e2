"""What every page shares: the clinic itself, the frame of a page, its words, icons and headers."""
