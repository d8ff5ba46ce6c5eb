"""Reading pages that no spec describes."""
