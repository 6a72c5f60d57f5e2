"""The protocol in force, and every version there ever was."""
