"""Transcribed care sheets of other clinics, turned into the protocol language and read back through the engine."""
