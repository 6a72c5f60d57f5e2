"""An independent judge of the engine: slow, small, and written from the specification alone.

`calendar` is the law of time by search, `worlds` says what facts leave open, `enumerate` tries every world
that can matter, `generate` makes cases. Nothing here imports the product.
"""
