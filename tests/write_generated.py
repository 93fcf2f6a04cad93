"""Writes every generated file of the repository: `python tests/write_generated.py`. A test holds each to its source."""

from pathlib import Path

import msgspec

from csaudit import plugins, rubric

ROOT = Path(__file__).parent.parent


def generated() -> dict[Path, str]:
    """Each generated file and what belongs in it."""
    return {
        ROOT / "rubrics" / "rubric.schema.json": _json(rubric.schema()),
        ROOT / "csaudit" / "schemas" / "run.schema.json": _json(plugins.load("reports", "json").schema()),
    }


def _json(value: object) -> str:
    return msgspec.json.format(msgspec.json.encode(value), indent=2).decode() + "\n"


if __name__ == "__main__":
    for path, text in generated().items():
        path.write_text(text, encoding="utf-8")
        print(path.relative_to(ROOT))
