"""Prints the README's accuracy section: `python tests/accuracy/table.py [FOLDER]`, the folder with the labels.

FOLDER is ../shared/gold by default: transcripts.jsonl, labels.jsonl, ratings.jsonl (its README says how they were made).
For each cue: n, precision and recall with 95 % Wilson intervals and Cohen's kappa with its 95 % interval (statsmodels),
Gwet's AC1. For each verdict of verdicts.yaml: agreement with the verdict that the labels give. Then how the
whole score agrees with reviewers' ratings. Messages on which the two labellings differed are left out of a cue's row.

    pip install statsmodels
"""

import hashlib
import json
import statistics
import sys
from collections import Counter, defaultdict
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from csaudit import rubric
from csaudit.hits import Finder
from csaudit.model import Transcript
from csaudit.readers import Options, module
from csaudit.run import judged
from csaudit.scoring import Scorer
from csaudit.source import Source

HERE = Path(__file__).parent
CUES = ("thanks greeting apology personal further_help clarify ownership make_it_right follow_up empathy paraphrase negative "
        "blame problem upset").split()  # fmt: skip
CUSTOMERS = ("problem", "upset")
Pairs = list[tuple[bool, bool]]  # (said by csaudit, true by the labels)


GOLD = HERE.parent.parent.parent / "shared" / "gold"


def main(folder: Path) -> None:
    """Print the three tables."""
    if not (folder / "labels.jsonl").exists():
        print(f"no labels in {folder}: the tables need them")
        return
    print("\n".join(tables(folder)))


def tables(folder: Path) -> Iterator[str]:
    """The lines of the README's accuracy section."""
    labels = {row["id"]: row for row in _rows(folder / "labels.jsonl")}
    source = Source("transcripts.jsonl", folder / "transcripts.jsonl")
    transcripts = [one for one in module("jsonl").read([source], Options()) if isinstance(one, Transcript)]
    yield from _cue_table(transcripts, labels)
    yield from _verdict_table(transcripts, labels)
    yield from _rating_lines(transcripts, {row["id"]: row for row in _rows(folder / "ratings.jsonl")})


def _rows(path: Path) -> list[dict[str, Any]]:
    return [json.loads(line) for line in path.read_text("utf-8").split("\n") if line.strip()]


def _cue_table(transcripts: list[Transcript], labels: dict[str, Any]) -> Iterator[str]:
    from statsmodels.stats.proportion import proportion_confint

    loaded = rubric.load("english")
    finder = Finder(loaded.cues, CUES)
    pairs: dict[str, Pairs] = defaultdict(list)
    for transcript in transcripts:
        found = finder.find(transcript).found
        for index, turn in enumerate(labels[transcript.id]["turns"]):
            for cue in CUES:
                if turn["role"] == ("customer" if cue in CUSTOMERS else "agent") and cue not in turn["unsure"]:
                    said = any(hit.message == index for hit in found.get(cue, ()))
                    pairs[cue].append((said, cue in turn["yes"]))
    yield ("| cue | n | precision | recall | kappa | AC1 |\n|---|---:|---|---|---|---:|")
    kappas = []
    for cue in CUES:
        counts = Counter(pairs[cue])
        hit, extra, missed = counts[True, True], counts[True, False], counts[False, True]
        kappa, low, high = _kappa(pairs[cue])
        kappas.append(kappa)
        shares = [_share(hit, hit + other, proportion_confint) for other in (extra, missed)]
        yield (f"| {cue} | {hit + missed} | {shares[0]} | {shares[1]} | {kappa:.2f} ({low:.2f} to {high:.2f}) | {_ac1(pairs[cue]):.2f} |")
    yield (f"| mean | | | | {statistics.mean(kappas):.2f} | |\n")


def _share(hits: int, of: int, interval: Any) -> str:
    if not of:
        return "-"
    low, high = interval(hits, of, method="wilson")
    return f"{hits / of:.2f} ({low:.2f} to {high:.2f})"


def _kappa(pairs: Pairs) -> tuple[float, float, float]:
    from statsmodels.stats.inter_rater import cohens_kappa

    counts = Counter(pairs)
    table = [[counts[said, true] for true in (True, False)] for said in (True, False)]
    result = cohens_kappa(table)
    return float(result.kappa), float(result.kappa_low), float(result.kappa_upp)


def _ac1(pairs: Pairs) -> float:
    """Gwet's AC1 for two raters and two categories (Gwet 2008, formula 8), which stays true where one category is rare.

    The same to nine digits as irrCAC 0.4.4 on fifteen random tables; irrCAC needs a numpy below 2.
    """
    agreed = sum(said == true for said, true in pairs) / len(pairs)
    prevalence = sum(said + true for said, true in pairs) / (2 * len(pairs))
    chance = 2 * prevalence * (1 - prevalence)
    return (agreed - chance) / (1 - chance)


def _verdict_table(transcripts: list[Transcript], labels: dict[str, Any]) -> Iterator[str]:
    """Verdicts by the labels against verdicts by csaudit, for the small rubric of verdicts.yaml."""
    scorer = Scorer(rubric.load(str(HERE / "verdicts.yaml")))
    outcomes: dict[str, list[tuple[str, str]]] = defaultdict(list)
    for transcript in transcripts:
        turns = labels[transcript.id]["turns"]
        for verdict in scorer.score(transcript).verdicts:
            true = _by_labels(verdict.criterion, turns)
            if true:
                outcomes[verdict.criterion].append((verdict.outcome, true))
    yield ("| verdict | n | pass by the labels called fail | recall of fail | unsure | kappa |\n|---|---:|---:|---:|---:|---:|")
    for criterion, pairs in outcomes.items():
        judged_ = [(said, true) for said, true in pairs if true in ("pass", "fail")]
        passes = [said for said, true in judged_ if true == "pass"]
        fails = [said for said, true in judged_ if true == "fail"]
        unsure = sum(said == "unsure" for said, _ in judged_) / len(judged_)
        decided = [(said == "fail", true == "fail") for said, true in judged_ if said in ("pass", "fail")]
        yield (f"| {criterion} | {len(judged_)} | {passes.count('fail') / max(1, len(passes)):.0%} | "
              f"{fails.count('fail') / max(1, len(fails)):.0%} | {unsure:.0%} | {_kappa(decided)[0]:.2f} |")  # fmt: skip
    yield ""


def _by_labels(criterion: str, turns: list[dict[str, Any]]) -> str | None:
    """The verdict that the labels give; None where a label that decides it is unsure."""
    def holds(role: str, cue: str, start: int = 0) -> bool:
        return any(cue in turn["yes"] for turn in turns[start:] if turn["role"] == role)

    def doubtful(role: str, cue: str, start: int = 0) -> bool:
        return any(cue in turn["unsure"] for turn in turns[start:] if turn["role"] == role)

    if criterion == "no_blame":
        return "fail" if holds("agent", "blame") else None if doubtful("agent", "blame") else "pass"
    start = 0
    if criterion != "thanks":
        cue = "upset" if criterion == "empathy" else "problem"
        if not holds("customer", cue):
            return None if doubtful("customer", cue) else "n/a"
        start = next(index for index, turn in enumerate(turns) if turn["role"] == "customer" and cue in turn["yes"])
    if not any(turn["role"] == "agent" for turn in turns[start:]):
        return "n/a"
    if holds("agent", criterion, start):
        return "pass"
    return None if doubtful("agent", criterion, start) else "fail"


def _rating_lines(transcripts: list[Transcript], ratings: dict[str, Any]) -> Iterator[str]:
    """How the whole score agrees with the ratings: on all, and on the two halves by the SHA-1 of the id."""
    scorer = Scorer(rubric.load("service"))
    rows = [(card.id, card.score, card.passed, ratings[card.id]) for card in _scored(transcripts, scorer) if card.score is not None]
    halves: dict[str, list[Any]] = {"all": rows, "even": [], "odd": []}
    for row in rows:
        halves["odd" if int(hashlib.sha1(row[0].encode()).hexdigest(), 16) % 2 else "even"].append(row)
    yield f"{len(rows)} of {len(ratings)} rated conversations have a score.\n"
    yield ("| score against rating | n | rank correlation | a passed one outscores a failed one | kappa of pass and fail "
           "| passes: csaudit, reviewers |\n|---|---:|---:|---:|---:|---|")  # fmt: skip
    for name, half in halves.items():
        yield f"| {name} | {len(half)} | {' | '.join(_agreement(half))} |"


def _agreement(rows: list[Any]) -> tuple[str, ...]:
    from scipy.stats import spearmanr

    rho = spearmanr([score for _, score, _, _ in rows], [row["rating"] for *_, row in rows]).statistic
    good = [score for _, score, _, row in rows if row["pass"]]
    poor = [score for _, score, _, row in rows if not row["pass"]]
    auc = sum((g > p) + (g == p) / 2 for g in good for p in poor) / (len(good) * len(poor))
    kappa = _kappa([(passed, row["pass"]) for _, _, passed, row in rows])[0]
    shares = f"{sum(passed for _, _, passed, _ in rows) / len(rows):.0%}, {len(good) / len(rows):.0%}"
    return f"{rho:.2f}", f"{auc:.0%}", f"{kappa:.2f}", shares


def _scored(transcripts: list[Transcript], scorer: Scorer) -> Iterator[Any]:
    for transcript in transcripts:
        card = judged(transcript, scorer)
        if hasattr(card, "score"):
            yield card


if __name__ == "__main__":
    main(Path(sys.argv[1]) if len(sys.argv) > 1 else GOLD)
