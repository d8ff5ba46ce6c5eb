"""Deduplicate one table: the resolution of the pipeline without the pipeline."""
