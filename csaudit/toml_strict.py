"""[tool.csaudit] of a pyproject.toml, checked like YAML (see csaudit.yaml_strict).

tomllib knows no places: a key's line is where it first stands in the table.
"""

import re
import tomllib
from typing import Any

import yaml

from csaudit import yaml_strict
from csaudit.errors import Complaint


def load(data: bytes, file: str, shape: type) -> tuple[Any, list[Complaint]]:
    """The table as Maps, Seqs and scalars that fit `shape`, and every complaint about it; what does not fit is left out."""
    try:
        text = data.decode("utf-8")
        table = tomllib.loads(text).get("tool", {}).get("csaudit", {})
    except (ValueError, RecursionError) as error:  # tomllib passes on what int() and datetime() raise
        match = re.search(r"line (\d+), column (\d+)", str(error))
        line, column = (int(match[1]), int(match[2])) if match else (0, 0)
        return None, [Complaint(file, line, column, f"not TOML: {error}")]
    lines = text.split("\n")
    top = next((number for number, line in enumerate(lines) if line.startswith("[tool.csaudit")), 0)
    complaints: list[Complaint] = []
    return yaml_strict.check(_node(table, lines, top), file, shape, complaints), complaints


def _node(value: Any, lines: list[str], line: int) -> Any:
    mark = yaml.Mark("", 0, line, 0, "", 0)
    if isinstance(value, dict):
        pairs = []
        for key, part in value.items():
            found = re.compile(rf'^\s*(?:\[.*\b)?"?{re.escape(key)}"?\s*[=\].]')
            at = next((number for number in range(line, len(lines)) if found.match(lines[number])), line)
            place = yaml.Mark("", 0, at, 0, "", 0)
            pairs.append((yaml.ScalarNode("tag:yaml.org,2002:str", key, place, place, '"'), _node(part, lines, at)))
        return yaml.MappingNode("tag:yaml.org,2002:map", pairs, mark, mark)
    if isinstance(value, list):
        return yaml.SequenceNode("tag:yaml.org,2002:seq", [_node(part, lines, line) for part in value], mark, mark)
    text = str(value).lower() if isinstance(value, bool) else str(value)
    style = '"' if isinstance(value, str) else None
    tag = "tag:yaml.org,2002:str" if isinstance(value, str) else "tag:yaml.org,2002:float"
    return yaml.ScalarNode(tag, text, mark, mark, style)
