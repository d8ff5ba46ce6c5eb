"""Resolution: which listings are one company, with reasons."""
