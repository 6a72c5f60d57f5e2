"""How the site is put together: settings, addresses, and who may call which."""
