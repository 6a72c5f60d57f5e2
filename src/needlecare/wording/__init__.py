"""What people read about an answer, in English and Spanish, and the plain values programs read.

Every sentence is a template in `en.py` or `es.py`, filled from the engine's values; nothing here decides. The plain
forms are in `plain.py`, their schemas in `schemas.py`.
"""
