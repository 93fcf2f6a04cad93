"""Places of strings in JSON, YAML and CSV: the line and column of every character, however the file writes it."""

import json

import pytest
import yaml
from hypothesis import given, settings
from hypothesis import strategies as st

from csaudit.errors import InputError
from csaudit.places import Lines, csv_rows, json_document, yaml_document

_texts = st.text(st.characters(exclude_categories=["Cs"]), max_size=60)


def column_of(text, origin_lines, placed, offset):
    line, column = origin_lines.place(placed.at(offset))
    return text.split("\n")[line - 1][column - 1]


@settings(deadline=None)  # a busy machine is no bug
@given(st.recursive(_texts, lambda inner: st.lists(inner, max_size=3) | st.dictionaries(_texts, inner, max_size=3), max_leaves=6),
       st.booleans(), st.sampled_from([None, 1]))  # fmt: skip
def test_every_string_of_a_json_text_is_found_with_all_its_characters(value, ascii_only, indent):
    text = json.dumps(value, ensure_ascii=ascii_only, indent=indent)
    document = json_document(text, value)

    def walk(part, path):
        if isinstance(part, str):
            placed = document.string(path)
            assert placed is not None
            assert placed.text == part
            for offset, char in enumerate(part):
                at = text[placed.at(offset)]
                assert at == char or at == "\\"
        elif isinstance(part, list):
            for index, one in enumerate(part):
                walk(one, f"{path}/{index}")
        else:
            for key, one in part.items():
                walk(one, path + "/" + key.replace("~", "~0").replace("/", "~1"))

    walk(value, "")


def test_escapes_and_pairs_of_surrogates_count_as_the_characters_they_are():
    text = '{"a": "x\\n\\u00e9\\ud83d\\ude00 end"}'
    placed = json_document(text, json.loads(text)).string("/a")
    assert placed.text == "x\né😀 end"
    assert text[placed.at(placed.text.index("end")) :].startswith("end")


@settings(deadline=None)  # a busy machine is no bug
@given(st.lists(st.text("ab c'\"\\:-#é\n{}", max_size=40), max_size=4), st.sampled_from(["|", '"', "'", None]))
def test_every_word_of_a_yaml_text_is_found_where_it_stands(values, style):
    text = yaml.dump(values, default_style=style, allow_unicode=True, width=30)
    document = yaml_document(text)
    for index, value in enumerate(yaml.safe_load(text) or []):
        if not isinstance(value, str):
            continue
        placed = document.string(f"/{index}")
        for offset, char in enumerate(placed.text):
            if not char.isspace():
                assert text[placed.at(offset)] in (char, "\\", "'")


@pytest.mark.parametrize(
    ("text", "pointer", "word", "place"),
    [
        ("a: |\n  one\n\n  two three\n", "/a", "three", (4, 7)),
        ("a: >-\n  one\n  two\n", "/a", "two", (3, 3)),
        ("- b\n- c: 'it''s two'\n", "/1/c", "two", (2, 13)),
        ('a: "x\\u00e9 \\"two\\""\n', "/a", "two", (1, 15)),
        ("a: plain\n  two\nb: [x, two]\n", "/b/1", "two", (3, 8)),
        ("a: plain\n  two\n", "/a", "two", (2, 3)),
    ],
)
def test_a_word_of_a_yaml_scalar_has_its_line_and_column(text, pointer, word, place):
    document = yaml_document(text)
    placed = document.string(pointer)
    assert document.lines.place(placed.at(placed.text.index(word))) == place


@pytest.mark.parametrize(
    "text",
    ["a: [" * 100, "a: b: c", "a: *x", "a: 1\n---\nb: 2\n", "\t- x", "{{name}}: x: y", "[" * 5000],
)
def test_hostile_yaml_is_refused_with_its_place(text):
    with pytest.raises(InputError):
        yaml_document(text)


@settings(deadline=None)  # a busy machine is no bug
@given(st.lists(st.lists(st.text('ab,"\n; é', max_size=12), min_size=2, max_size=3), min_size=1, max_size=4))
def test_cells_of_csv_are_read_as_csv_reads_them_each_character_at_its_place(rows):
    import csv
    import io

    out = io.StringIO(newline="")
    csv.writer(out, lineterminator="\r\n").writerows(rows)
    text = out.getvalue()
    expected = [row for row in csv.reader(io.StringIO(text, newline="")) if any(row)]
    read = list(csv_rows(text))
    assert [[cell.text for cell in row] for row in read] == expected
    for row in read:
        for cell in row:
            assert all(text[cell.at(offset)] == char for offset, char in enumerate(cell.text))


def test_lines_end_at_line_feeds_and_carriage_returns_only():
    lines = Lines("a\u2028b\x0b\r\nc\rd\n")
    assert [lines.place(offset) for offset in (0, 3, 6, 8)] == [(1, 1), (1, 4), (2, 1), (3, 1)]
