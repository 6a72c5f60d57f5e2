"""The pages an owner writes: home, and plain pages such as privacy or contact."""
