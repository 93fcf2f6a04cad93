"""Cases 7, 12 and 13: archives, odd files and odd names. Nothing from an input is a path; what cannot be read is said."""

import contextlib
import gzip
import json
import os
import shutil
import stat
import subprocess
import sys
import zipfile
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.conftest import ROOT, Outcome
from tests.hostile.inputs import chat, good, written

Run = Callable[..., Outcome]
posix = pytest.mark.skipif(os.name != "posix", reason="needs POSIX files")


def told(done: Outcome) -> dict[str, dict[str, str]]:
    """What a JSON report says about each input that was not scored: name to reason, by kind."""
    report = json.loads(done.out)
    figures = report["summary"]
    assert figures["found"] == figures["scored"] + figures["unreadable"] + figures["skipped"]
    return {kind: {Path(one["source"]).name: one["reason"] for one in report[kind]} for kind in ("unreadable", "skipped")}


def archive(path: Path, **members: bytes) -> Path:
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as into:
        for name, data in members.items():
            into.writestr(name, data)
    return path


def test_a_zip_bomb_is_refused(tmp_path: Path, csaudit: Run) -> None:
    bomb = archive(tmp_path / "bomb.zip", **{"a.jsonl": b"0" * (200 << 20), "b.json": json.dumps(chat("hi", "hello")).encode()})
    done = csaudit("score", bomb, "-f", "json")
    assert done.code == 3
    assert "bomb" in " ".join(told(done)["unreadable"].values()) + " ".join(told(done)["skipped"].values())
    assert json.loads(done.out)["summary"]["scored"] == 1


def test_a_gzip_bomb_is_refused(tmp_path: Path, csaudit: Run) -> None:
    (tmp_path / "bomb.jsonl.gz").write_bytes(gzip.compress(b'{"a": "' + b"0" * (300 << 20)))
    done = csaudit("score", tmp_path / "bomb.jsonl.gz", "-f", "json")
    assert done.code == 3
    assert "bomb" in str(told(done)["unreadable"])


def test_too_many_members_and_too_large_an_archive_are_refused(tmp_path: Path, csaudit: Run) -> None:
    with zipfile.ZipFile(tmp_path / "many.zip", "w") as into:
        for number in range(10_001):
            into.writestr(f"{number}.json", b"{}")
    done = csaudit("score", tmp_path / "many.zip", "-f", "json")
    assert (done.code, "10,000" in str(told(done))) == (3, True)


def test_names_and_kinds_of_members_are_never_acted_on(tmp_path: Path, csaudit: Run) -> None:
    record = json.dumps(chat("my lamp is broken", "I am so sorry")).encode()
    path = tmp_path / "odd.zip"
    with zipfile.ZipFile(path, "w") as into:
        for name in ("../evil.json", "/etc/cron.d/evil.json", "C:\\evil.json", "CON.json", "a/../../b.json", "nul\x01.json", ".json", "x" * 300 + ".json"):
            into.writestr(name, record)
        link = zipfile.ZipInfo("link.json")
        link.create_system, link.external_attr = 3, (stat.S_IFLNK | 0o777) << 16
        into.writestr(link, "/etc/passwd")
        into.writestr("inner.zip", path.read_bytes())
    before = sorted(tmp_path.parent.rglob("*"))
    done = csaudit("score", path, "-f", "json")
    assert json.loads(done.out)["summary"]["scored"] == 8
    assert set(told(done)["skipped"].values()) == {"a link inside a zip", "a zip inside a zip"}
    assert sorted(tmp_path.parent.rglob("*")) == before


def test_an_encrypted_member_is_said_and_the_rest_goes_on(tmp_path: Path, csaudit: Run) -> None:
    path = archive(tmp_path / "locked.zip", **{"a.json": json.dumps(chat("hi", "hello")).encode(), "b.json": b"{}"})
    data = bytearray(path.read_bytes())
    for signature, offset in ((b"PK\x03\x04", 6), (b"PK\x01\x02", 8)):  # the flag in the header and in the directory
        at = data.rfind(signature)
        data[at + offset] |= 1
    path.write_bytes(data)
    done = csaudit("score", path, "-f", "json")
    assert "encrypted" in str(told(done)["unreadable"])
    assert json.loads(done.out)["summary"]["scored"] == 1


@pytest.mark.parametrize("cut", [10, 60, 120, -30, -1])
def test_a_broken_zip_is_said(tmp_path: Path, csaudit: Run, cut: int) -> None:
    path = archive(tmp_path / "cut.zip", **{"a.json": json.dumps(chat("hi", "hello")).encode()})
    path.write_bytes(path.read_bytes()[:cut])
    good(tmp_path)
    done = csaudit("score", tmp_path, "-f", "json")
    assert json.loads(done.out)["summary"]["scored"] == 1
    assert len(told(done)["unreadable"]) + len(told(done)["skipped"]) == 1


@posix
def test_what_is_no_regular_file_is_not_read(tmp_path: Path, csaudit: Run) -> None:
    good(tmp_path)
    os.mkfifo(tmp_path / "pipe.json")
    (tmp_path / "folder.json").mkdir()
    (tmp_path / "loop").symlink_to(tmp_path)
    (tmp_path / "nowhere.json").symlink_to(tmp_path / "gone.json")
    (tmp_path / "self.json").symlink_to(tmp_path / "self.json")
    (tmp_path / "zero.json").symlink_to("/dev/zero")
    (tmp_path / "again.json").symlink_to(tmp_path / "good.json")
    done = csaudit("score", tmp_path, "-f", "json")
    assert done.code == 0
    assert set(told(done)["skipped"]) == {"pipe.json", "nowhere.json", "self.json", "zero.json"}
    assert json.loads(done.out)["summary"]["scored"] == 2
    for name in ("/dev/zero", "/dev/null", tmp_path / "pipe.json", tmp_path / "nowhere.json"):
        named = csaudit("score", name, "-f", "json")
        assert (named.code, len(told(named)["unreadable"])) == (3, 1)


@posix
@pytest.mark.skipif(os.name == "posix" and os.getuid() == 0 and not shutil.which("setpriv"), reason="root reads everything")
def test_what_may_not_be_read_is_said(tmp_path: Path) -> None:
    for name in ("good", "file", "closed", "unseen"):
        (tmp_path / "in" / name).mkdir(parents=True)
        good(tmp_path / "in" / name)
    (tmp_path / "in" / "file" / "good.json").chmod(0)
    (tmp_path / "in" / "closed").chmod(0)
    (tmp_path / "in" / "unseen").chmod(0o444)
    without = ("setpriv", "--bounding-set=-dac_override,-dac_read_search") if os.getuid() == 0 else ()
    call = [*without, sys.executable, "-m", "csaudit", "score", str(tmp_path / "in"), "-f", "json", "-q"]
    done = subprocess.run(call, capture_output=True, text=True, cwd=ROOT)
    for name in ("closed", "unseen"):
        (tmp_path / "in" / name).chmod(0o755)
    report = json.loads(done.stdout)
    assert (done.returncode, report["summary"]["scored"]) == (3, 1)
    reasons = {Path(one["source"]).relative_to(tmp_path / "in").parts[0]: one["reason"] for one in report["unreadable"]}
    assert set(reasons) == {"file", "closed", "unseen"}
    assert all("Permission denied" in reason for reason in reasons.values())


def test_a_file_that_vanishes_is_said_and_the_rest_goes_on(tmp_path: Path) -> None:
    from csaudit import find
    from csaudit.model import Transcript, Unreadable
    from csaudit.readers import Options

    for number in range(3):
        good(tmp_path, f"{number}.json")
    portions = list(find.portions([str(tmp_path)], lambda name: Options()))
    (tmp_path / "1.json").unlink()
    items = [item for part in portions if isinstance(part, find.Portion) for item in find.items(part, lambda name: Options())]
    assert [type(item) for item in items] == [Transcript, Unreadable, Transcript]


def test_a_file_that_grows_or_shrinks_between_looks_is_read_or_said(tmp_path: Path) -> None:
    from csaudit import find
    from csaudit.readers import Options
    from csaudit.source import Source

    path = tmp_path / "log.jsonl"
    path.write_text("".join(json.dumps(chat("hi", "hello", id=str(n))) + "\n" for n in range(200)))
    source = Source(str(path), path)
    assert source.head
    path.write_text("")
    portion = find.Portion((source,), True)
    assert [type(item).__name__ for item in find.items(portion, lambda name: Options())] == ["Unreadable"]


@posix
def test_names_in_any_bytes_are_read_and_shown(tmp_path: Path, csaudit: Run) -> None:
    names = [b"caf\xe9.json", b"new\nline.json", b"esc\x1b[2J.json", b"\xff\xfe.json", "é.json".encode(), "é.json".encode(), b"-rf.json", b"'; rm.json"]
    for number, name in enumerate(names):
        with contextlib.suppress(OSError), open(os.path.join(os.fsencode(tmp_path), name), "wb") as stream:
            stream.write(json.dumps(chat("my lamp is broken", "I am so sorry", id=str(number))).encode())
    count = len(list(tmp_path.iterdir()))
    for format in ("json", "terminal", "csv", "markdown", "sarif", "junit", "github", "gitlab", "jsonl"):
        done = csaudit("score", tmp_path, "-f", format, "-j", "2" if format == "json" else "1")
        assert done.code == 0, done.err
        assert format != "json" or json.loads(done.out)["summary"]["scored"] == count
    named = csaudit("score", os.path.join(os.fsdecode(tmp_path), os.fsdecode(b"caf\xe9.json")), "-f", "json")
    assert named.code == 0
    (tmp_path / "reply.md").write_text("---\ntitle: T\n---\nHello {{name}}")
    os.rename(tmp_path / "reply.md", os.path.join(os.fsencode(tmp_path), b"r\xe9ply.md"))
    for format in ("terminal", "json", "sarif", "junit", "gitlab", "github", "checkstyle", "rdjson", "markdown"):
        assert "bug in csaudit" not in csaudit("lint", tmp_path, "-f", format).err


@pytest.mark.parametrize("id", ["../../etc/passwd", "/etc/passwd", "CON", ".", "..", "", "x" * 300, "nul\0", "A", "a", "é", "e\u0301", "a\nb", "%2e%2e%2f"])
def test_an_id_is_never_a_path(tmp_path: Path, csaudit: Run, id: str) -> None:
    (tmp_path / "in").mkdir()
    written(tmp_path / "in" / "one.json", chat("my lamp is broken", "I am so sorry", id=id))
    for format in ("json", "junit", "sarif", "csv"):
        assert csaudit("score", tmp_path / "in", "-f", format, "-o", tmp_path / f"out.{format}").code == 0
    assert sorted(path.name for path in tmp_path.iterdir()) == ["in", "out.csv", "out.json", "out.junit", "out.sarif"]
    assert json.loads((tmp_path / "out.json").read_text())["transcripts"][0]["id"] in (id, id.strip() or "one")


def test_a_path_in_the_input_is_text(tmp_path: Path, csaudit: Run) -> None:
    record = chat("see file:///etc/passwd", "I am so sorry", id="1")
    record["messages"][0]["attachments"] = ["../../../etc/shadow", {"name": "..%2F..%2Fx", "url": "file:///etc/passwd"}]
    done = csaudit("score", written(tmp_path / "a.json", record), "-f", "json")
    assert done.code == 0
    assert "root:" not in done.out


@posix
@pytest.mark.parametrize("place", ["gone/out.json", "file/out.json", "folder"])
def test_an_output_that_cannot_be_written_is_exit_2_and_leaves_nothing(tmp_path: Path, csaudit: Run, place: str) -> None:
    good(tmp_path)
    (tmp_path / "file").write_text("")
    (tmp_path / "folder").mkdir()
    done = csaudit("score", tmp_path / "good.json", "-f", "json", "-o", tmp_path / place)
    assert done.code == 2
    assert "cannot be written" in done.err
    assert sorted(path.name for path in tmp_path.iterdir()) == ["file", "folder", "good.json"]
