"""A row a transcript, a column a criterion: opens in a spreadsheet. Cells that look like formulas are defused."""

import csv
from typing import TextIO

from csaudit.reports import Look
from csaudit.run import Run
from csaudit.safe import cell


def write(run: Run, out: TextIO, look: Look) -> None:
    """RFC 4180 with a header; a criterion's cell holds its outcome; a last column the failed criteria's reasons.

    It begins with a byte order mark: without one, Excel takes UTF-8 for the machine's old code page, and spoils names.
    """
    out.write("\ufeff")
    rows = csv.writer(out, lineterminator="\r\n")
    ids = [criterion.id for criterion in run.scorer.criteria]
    rows.writerow(
        ["source", "id", "channel", "agents", "messages", "score", "passed", "coverage", *ids, "failed because"]
    )
    for card in run.scorecards():
        outcomes = {one.criterion: one.outcome for one in card.verdicts}
        because = "; ".join(f"{one.criterion}: {one.reason}" for one in card.verdicts if one.outcome == "fail")
        rows.writerow([
            cell(card.source), cell(card.id), cell(card.channel or ""),
            cell(", ".join(card.agents)), card.messages, "" if card.score is None else card.score,
            "yes" if card.passed else "no", "" if card.coverage is None else card.coverage,
            *(outcomes.get(name, "") for name in ids), cell(because),
        ])  # fmt: skip
