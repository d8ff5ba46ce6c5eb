"""``make bench``: every figure that the README quotes, one script after the other."""

from __future__ import annotations

import sys

from tests.benchmarks import dedupe_quality, demo

if __name__ == "__main__":
    sys.exit(max(module.main() for module in (demo, dedupe_quality)))
