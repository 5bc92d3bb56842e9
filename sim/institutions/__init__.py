"""The actors of reception and settlement: one module per institution."""
