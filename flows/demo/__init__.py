"""An invented web on loopback, described by many sources, whose truth is known: what `prospects demo` reads.

Every company, person, host, register number and street number here is made up. Hosts end in ``.example``
(RFC 2606). A likeness to anyone real is chance.
"""

from pathlib import Path

CATALOGUE = Path(__file__).parent / "catalog"
"""Folder of the demo's source specs; they need ``DEMO_FILES`` in the environment."""
