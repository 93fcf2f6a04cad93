"""What the tests of readers share: text or bytes in, transcripts out, and where each character must stand."""

from csaudit import readers
from csaudit.decoding import split_lines
from csaudit.model import Item, Transcript, place
from csaudit.readers import Options
from csaudit.source import Source


def read(name: str, content: str | bytes, input_name: str = "case.txt", **options: object) -> list[Item]:
    """All items that the reader `name` makes of an input."""
    data = content.encode() if isinstance(content, str) else content
    return list(readers.module(name).read([Source(input_name, data=data)], Options(**options)))  # type: ignore[arg-type]


def one(name: str, content: str | bytes, input_name: str = "case.txt", **options: object) -> Transcript:
    """The only transcript in an input."""
    items = read(name, content, input_name, **options)
    assert len(items) == 1, items
    assert isinstance(items[0], Transcript), items
    return items[0]


def claimed(name: str, content: str | bytes, input_name: str = "case.txt") -> str | None:
    """Why the reader `name` takes an input for its own."""
    data = content.encode() if isinstance(content, str) else content
    return readers.module(name).claims(Source(input_name, data=data))  # type: ignore[no-any-return]


def spoken(transcript: Transcript) -> list[tuple[str, str | None, str]]:
    """Role, author and text of each message."""
    return [(message.role, message.author, message.text) for message in transcript.messages]


def misplaced(transcript: Transcript, content: str) -> list[tuple[int, int]]:
    """Message and offset of each character that does not stand in the file where the transcript says."""
    lines = [line for _, line in split_lines(content.removeprefix("\ufeff"))]
    wrong = []
    for index, message in enumerate(transcript.messages):
        for offset, character in enumerate(message.text):
            _, line, column, _ = place(transcript, index, offset)
            assert line is not None
            assert column is not None
            if character != "\n" and lines[line - 1][column - 1 : column] != character:
                wrong.append((index, offset))
    return wrong
