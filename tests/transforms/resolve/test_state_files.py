"""The folder of a state: what a disk does to it is said in words."""

from __future__ import annotations

from pathlib import Path

import pytest

from config.errors import UserError
from transforms.resolve.state_files import Folder


def test_a_fault_without_a_number_is_told_as_well(tmp_path: Path):
    told = pytest.raises(UserError, match=r"cannot be written \(500 requested and 12 written\)")
    with told, Folder(tmp_path).locked():
        raise OSError("500 requested and 12 written")  # numpy's, of a full disk
