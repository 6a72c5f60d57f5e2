"""What a protocol is: the language, its law of time, the strict reader and the linter."""
