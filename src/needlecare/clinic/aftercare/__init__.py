"""I was treated on ...: what holds now, what is normal now, and when to call. Emergency text first and always."""
