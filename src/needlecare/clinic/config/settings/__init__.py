"""Settings: `base` for all; `local`, `test` and `production` add what differs there."""
