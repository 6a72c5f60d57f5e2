"""How staff sign in: password, second factor, and a limit on wrong answers."""
