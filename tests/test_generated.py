"""What is generated in the repository is what its source says now."""

import pytest

from tests.write_generated import ROOT, generated


@pytest.mark.parametrize("path", generated(), ids=lambda path: str(path.relative_to(ROOT)))
def test_a_generated_file_is_up_to_date(path) -> None:
    assert path.read_text("utf-8") == generated()[path], "run: python tests/write_generated.py"
