"""The baseline: what it keeps, what it survives, what is pruned."""

import msgspec
import pytest

from csaudit.errors import UsageError
from csaudit.findings import Finding
from csaudit.lint import baseline


def finding(folder, line=1, quote="Card 4111 of Mrs Smith", rule="no-blame", file="a.md"):
    return Finding(str(folder / file), line, 1, line, 2, rule, "error", f"x: {quote}", quote=quote)


@pytest.fixture
def written(tmp_path):
    path = tmp_path / "base.json"
    (tmp_path / "a.md").write_text("x")
    baseline.write(path, [finding(tmp_path), finding(tmp_path, 2), finding(tmp_path, quote="other")])
    return path


def test_it_holds_no_text_and_no_line_numbers(written):
    text = written.read_text()
    assert "Smith" not in text
    assert "other" not in text
    assert msgspec.json.decode(text)["findings"]["a.md"]["no-blame"].values()


def test_moved_lines_stay_known_and_one_more_of_the_same_does_not(written, tmp_path):
    moved = [finding(tmp_path, line) for line in (40, 50, 60)]
    known = [one.known for one in baseline.marked(moved, baseline.read(written), tmp_path)]
    assert known == [True, True, False]


def test_another_file_rule_or_wording_is_not_known(written, tmp_path):
    others = [finding(tmp_path, file="b.md"), finding(tmp_path, rule="thanks"), finding(tmp_path, quote="new")]
    assert not any(one.known for one in baseline.marked(others, baseline.read(written), tmp_path))


def test_what_is_fixed_is_pruned_and_files_not_checked_stay(written, tmp_path):
    (tmp_path / "b.md").write_text("x")
    baseline.write(
        written,
        [finding(tmp_path), finding(tmp_path, 2), finding(tmp_path, file="b.md"), finding(tmp_path, file="gone.md")],
    )
    counts = baseline.read(written)
    now = baseline.marked([finding(tmp_path, 9)], counts, tmp_path)
    assert baseline.prune(written, counts, now, [str(tmp_path / "a.md")]) == 2
    assert {(key[0], count) for key, count in baseline.read(written).items()} == {("a.md", 1), ("b.md", 1)}
    assert baseline.prune(written, baseline.read(written), now, [str(tmp_path / "a.md")]) == 0


def test_the_same_findings_give_the_same_bytes(written, tmp_path):
    other = tmp_path / "other.json"
    baseline.write(other, [finding(tmp_path, 2), finding(tmp_path, quote="other"), finding(tmp_path)])
    assert other.read_bytes() == written.read_bytes()


@pytest.mark.parametrize(
    "data", [b"", b"[]", b'{"format": "x", "findings": {}}', b'{"format": "csaudit-baseline/1", "findings": []}']
)
def test_what_is_no_baseline_is_refused(tmp_path, data):
    path = tmp_path / "b.json"
    path.write_bytes(data)
    with pytest.raises(UsageError, match=r"b\.json"):
        baseline.read(path)
