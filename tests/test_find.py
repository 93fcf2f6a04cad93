"""What the user names, each file once, in an order that depends on names alone."""

import os
from pathlib import Path

import pytest

from csaudit import files, find
from csaudit.config import Config, Lint
from csaudit.errors import UsageError
from csaudit.find import Portion
from csaudit.lint import paths as lint_paths
from csaudit.model import Item, Skipped, Transcript, Unreadable
from csaudit.readers import Options

CHAT = "Customer: My lamp is broken.\nAgent: I am sorry about that.\n"


def options_for(name: str) -> Options:
    return Options()


def read(*paths: str) -> list[Item]:
    """All items of some paths."""
    found = list(find.portions(paths, options_for))
    return [item for one in found for item in (find.items(one, options_for) if isinstance(one, Portion) else (one,))]


def told(*paths: str) -> list[str]:
    """Each item by its file: as it is, or with the reason for which it is no transcript."""
    return [item.source if isinstance(item, Transcript) else f"{item.source}: {item.reason}" for item in read(*paths)]


@pytest.fixture(autouse=True)
def chats(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """One working folder with chats in two folders."""
    monkeypatch.chdir(tmp_path)
    for name in ("a/1.txt", "a/2.txt", "a/b/3.txt", "c/4.txt"):
        path = tmp_path / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(CHAT)


@pytest.mark.parametrize(
    ("paths", "expected"),
    [
        (("a/1.txt", "a/1.txt"), ["a/1.txt", "a/1.txt: named more than once, read once"]),
        (("a/1.txt", "./a/../a/1.txt"), ["a/1.txt", "./a/../a/1.txt: named more than once, read once"]),
        (("a", "a/2.txt"), ["a/1.txt", "a/b/3.txt", "a/2.txt"]),
        (("a/2.txt", "a"), ["a/2.txt", "a/1.txt", "a/b/3.txt"]),
        (("a", "a"), ["a/1.txt", "a/2.txt", "a/b/3.txt"]),
        (("a", "a/b"), ["a/1.txt", "a/2.txt", "a/b/3.txt"]),
        (("a/b", "a"), ["a/b/3.txt", "a/1.txt", "a/2.txt"]),
        (("a/*.txt", "a/1*"), ["a/1.txt", "a/2.txt", "a/1.txt: named more than once, read once"]),
        (("a/**",), ["a/1.txt", "a/2.txt", "a/b/3.txt"]),
        (("c/4.txt", "a/1.txt"), ["c/4.txt", "a/1.txt"]),
    ],
    ids=" ".join,
)
def test_each_file_is_read_once(paths: tuple[str, ...], expected: list[str]) -> None:
    assert told(*paths) == expected


def test_a_link_is_the_file_that_it_leads_to() -> None:
    os.symlink("../a/1.txt", "c/5.txt")
    os.symlink("a", "d")
    assert told("a", "c", "d") == ["a/1.txt", "a/2.txt", "a/b/3.txt", "c/4.txt"]


def test_what_a_folder_leaves_out_is_read_where_it_is_named() -> None:
    Path("a/.gitignore").write_text("2.txt\n")
    Path("a/.hidden.txt").write_text(CHAT)
    Path("a/notes.txt").write_text("Buy milk.\n")
    assert told("a", "a/2.txt", "a/.hidden.txt", "a/notes.txt") == [
        "a/1.txt", "a/b/3.txt", "a/2.txt", "a/.hidden.txt", "a/notes.txt: no reader knows this: text without speakers",
    ]  # fmt: skip
    assert [type(item) for item in read("a", "a/notes.txt")][-1] is Unreadable


@pytest.mark.parametrize(("path", "why"), [("no.txt", "no such file or folder"), ("no*.txt", "matches no file")])
def test_a_path_that_names_nothing_is_an_error_before_anything_is_read(path: str, why: str) -> None:
    with pytest.raises(UsageError, match=why):
        next(find.portions(["a/1.txt", path], options_for))


def test_lint_checks_each_file_once_too() -> None:
    Path("templates").mkdir()
    Path("templates/late.md").write_text("Hi {{name}},\n\nThank you for waiting.\n")
    found = lint_paths.chosen(["templates", "templates/late.md", "templates/late.md"], Config(), Lint())
    assert [one if isinstance(one, Skipped) else one.source.name for one in found] == [  # type: ignore[union-attr]
        "templates/late.md", Skipped("templates/late.md", "named more than once, read once"),
    ]  # fmt: skip


def test_the_size_of_all_is_that_of_each_file_once() -> None:
    assert files.total_size(["a", "a/1.txt", "a/1*", "c"]) == 4 * len(CHAT)


MAIL = "From: {who}@acme.test\nTo: x@acme.test\nDate: Mon, 3 Mar 2025 1{n}:00:00 +0000\nMessage-ID: <{n}@t>\nReferences: <1@t>\n\n{text}\n"


def test_mails_that_are_named_are_joined_as_those_of_a_folder_are_and_what_is_none_is_told() -> None:
    Path("a/1.eml").write_text(MAIL.format(who="ann", n=1, text="My lamp is broken."))
    Path("a/2.eml").write_text(MAIL.format(who="bob", n=2, text="I am sorry about that."))
    Path("a/3.eml").write_text("nothing of the kind")
    found = read("a/1.eml", "c/4.txt", "a/2.eml", "a/3.eml")

    assert [len(item.messages) for item in found if isinstance(item, Transcript)] == [2, 2]
    assert [str(item) for item in found if isinstance(item, Unreadable)] == ["a/3.eml: no reader knows this: text without speakers"]
