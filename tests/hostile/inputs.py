"""Inputs that mean harm, and what must never come of them."""

import json
import re
from pathlib import Path
from typing import Any

# A title, a cleared screen, a link, the clipboard, C1, an overwritten line, bells, a right-to-left override, tag characters.
ESCAPES = (
    "\x1b]0;pwned\x07", "\x1b[2J", "\x1b]8;;https://evil.example\x1b\\click\x1b]8;;\x1b\\", "\x1b]52;c;cHduZWQ=\x07", "\x9b31m",
    "safe\rEVIL", "a\x08\x08b", "\x07", "\x7f", "\u202eevil\u202c", "\u2066x\u2069", "zero\u200bwidth", "\ufeff", "\U000e0041\U000e0042",
    "\x85next", "\u2028line", "\x00nul", "\x0b\x0c", "\x90\x9c",
)  # fmt: skip
MARKUP = ("[/]", "[link=file:///etc/passwd]x[/link]", "[red]", "[10:02]", ":smile:", "[bold", "\\[", "{{x}}", "%s%n", "{0.__class__}")
ALL = " ".join((*ESCAPES, *MARKUP))
# What a terminal acts on or does not show; line feed and tab are let through, and csaudit's own colours are not asked for.
ACTS = re.compile(
    "[\x00-\x08\x0b-\x1f\x7f-\x9f\u00ad\u061c\u200b-\u200f\u2028-\u202e\u2060-\u206f\ufeff\ufff9-\ufffb\U000e0000-\U000e007f]"
)


def acting(text: str) -> list[str]:
    """What of a text a terminal would act on, each with what stands around it."""
    return [repr(text[max(0, one.start() - 20) : one.end() + 20]) for one in ACTS.finditer(text)]


def chat(*said: str, id: str = "1", **more: Any) -> dict[str, Any]:
    """A conversation of these texts, the customer's first."""
    roles = ("customer", "agent")
    return {"id": id, "messages": [{"role": roles[i % 2], "text": text} for i, text in enumerate(said)], **more}


def written(path: Path, value: Any) -> Path:
    """A file with this JSON."""
    path.write_text(json.dumps(value), "utf-8")
    return path


def good(folder: Path, name: str = "good.json") -> Path:
    """A file with nothing wrong."""
    return written(folder / name, chat("my lamp is broken", "I'm so sorry your lamp is broken. I will send a new one.", id=name))


# Runs csaudit in a process of its own whose paraphrase cue does something nasty when it meets the transcript "stop".
ACTING = """
import os, resource, signal, sys
from csaudit import cli, plugins
cue = plugins.load("cues", "paraphrase")
real = cue.find
def find(transcript, *rest):
    if transcript.id == "stop":
        {act}
    return real(transcript, *rest)
cue.find = find
sys.exit(cli.run(sys.argv[1:]))
"""
