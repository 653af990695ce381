"""What all tests share."""

from __future__ import annotations

from pathlib import Path

import hypothesis
import pytest

REPOSITORY = Path(__file__).parent.parent

# A busy machine is no defect, and a run that fails has to fail again.
hypothesis.settings.register_profile("lockscan", deadline=None, derandomize=True)
hypothesis.settings.load_profile("lockscan")


@pytest.fixture(scope="session")
def repository() -> Path:
    """The checkout that the tests run in."""
    return REPOSITORY
