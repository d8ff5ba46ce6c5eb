"""Resolution: which listings are one company, and which one place, with reasons and lasting ids."""

from transforms.resolve.identity import Identities, assign_company_ids
from transforms.resolve.resolution import Resolution, resolve

__all__ = ["Identities", "Resolution", "assign_company_ids", "resolve"]
