"""Is this product all right? A label or a name, read and held against the protocol. Nothing is stored."""
