"""How many of the messages TextBlob is asked about: by the default rubric, and by one with mood_turned."""

import json
import sys

from csaudit import find, rubric
from csaudit.cues import mood
from csaudit.model import Transcript
from csaudit.readers import Options
from csaudit.scoring import Scorer


def share(path: str, name: str) -> float:
    """The share of the file's messages that `name` asks TextBlob about."""
    scorer, options = Scorer(rubric.load(name)), Options()
    asked = messages = 0
    answer = mood._good

    def counting(index: int, text: str, at_least: float) -> object:
        nonlocal asked
        asked += 1
        return answer(index, text, at_least)

    mood._good = counting  # type: ignore[assignment]
    for portion in find.portions([path], lambda _: options):
        assert isinstance(portion, find.Portion)
        for item in find.items(portion, lambda _: options):
            assert isinstance(item, Transcript)
            scorer.score(item)
            messages += len(item.messages)
    mood._good = answer
    return asked / messages


if __name__ == "__main__":
    print(json.dumps({"service": share(sys.argv[1], "service"), "mood": share(sys.argv[1], sys.argv[2])}))
