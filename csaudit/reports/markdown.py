"""The run as a Markdown page, for a pull request or a job summary: figures, criteria, agents, what to read first."""

from typing import TextIO

from csaudit.findings import Linted
from csaudit.model import Skipped
from csaudit.reports import Look
from csaudit.run import Run
from csaudit.safe import markdown as safe
from csaudit.summary import Tally

MAX_PROBLEMS = 50


def write(run: Run, out: TextIO, look: Look) -> None:
    """Headings, tables and lists that GitHub and GitLab render alike; nothing from an input is markup."""
    figures, rubric = run.summary, run.scorer.rubric
    out.write(f"# Service audit: {safe(rubric.name)} {safe(rubric.version)}\n\n")
    if look.redacted:
        out.write("Names, addresses and numbers are pseudonyms.\n\n")
    out.write(f"{figures.scored} scored, {figures.unreadable} unreadable, {sum(figures.skipped.values())} skipped, "
              f"of {figures.found} found.\n\n")  # fmt: skip
    if figures.scored:
        passed = f"{figures.passed} of {figures.scored}"
        out.write("| mean | median | passed | critical fails | coverage |\n|---:|---:|---:|---:|---:|\n")
        out.write(f"| {_number(figures.mean)} | {_number(figures.quantile(0.5))} | {passed} | {figures.critical} | "
                  f"{_share(figures.mean_coverage)} |\n\n")  # fmt: skip
        _criteria(run, out)
        out.write("\n## Agents\n\nIn the order of names, not ranked.\n\n")
        out.write("| agent | conversations | score | most often failed |\n|---|---:|---:|---|\n")
        for name, agent in sorted(figures.agents.items()):
            often = sorted(agent.failed.items(), key=lambda one: (-one[1], one[0]))[:3]
            failed = ", ".join(f"{safe(one)} {times}" for one, times in often)
            out.write(f"| {safe(name)} | {agent.conversations} | {_number(agent.score)} | {failed} |\n")
        _worst(run, out)
        if figures.warnings:
            out.write("\n## Warnings\n\n")
        for kind, times in sorted(figures.warnings.items()):
            more = f" (and {times - 1} more about {safe(kind)})" if times > 1 else ""
            out.write(f"- {safe(figures.said[kind])}{more}\n")
    problems = 0
    for problem in run.problems():
        if problems == 0:
            out.write("\n## Not scored\n\n")
        problems += 1
        if problems <= MAX_PROBLEMS:
            kind = "skipped" if isinstance(problem, Skipped) else "unreadable"
            out.write(f"- {kind}: {safe(problem.source)}: {safe(problem.reason)}\n")
    if problems > MAX_PROBLEMS:
        out.write(f"- and {problems - MAX_PROBLEMS} more\n")


def _criteria(run: Run, out: TextIO) -> None:
    out.write("## Criteria\n\n| criterion | asks | pass | fail | n/a | unsure |\n|---|---|---:|---:|---:|---:|\n")
    idle = []
    for criterion in run.scorer.criteria:
        tally = run.summary.criteria.get(criterion.id, Tally())
        if not (tally.passed or tally.failed or tally.unsure):
            idle.append(safe(criterion.id))
            continue
        counts = f"{tally.passed} | {tally.failed} | {tally.not_applicable} | {tally.unsure}"
        out.write(f"| {safe(criterion.id)} | {safe(criterion.title)} | {counts} |\n")
    if idle:
        out.write(f"\nNowhere applied: {', '.join(idle)}.\n")


def _worst(run: Run, out: TextIO) -> None:
    worst = run.worst()
    weights = {criterion.id: criterion.weight for criterion in run.scorer.criteria}
    if worst:
        out.write("\n## Read these first\n")
    for card in worst:
        out.write(
            f"\n### {safe(card.id)}: {_number(card.score)}\n\n{safe(card.source)}, {safe(', '.join(card.agents))}\n\n"
        )
        fails = (one for one in card.verdicts if one.outcome == "fail")
        out.writelines(
            f"- **{safe(one.criterion)}**: {safe(one.reason)}\n"
            for one in sorted(fails, key=lambda one: -weights[one.criterion])
        )


def _number(value: float | None) -> str:
    return "–" if value is None else f"{value:g}"


def _share(value: float | None) -> str:
    return "–" if value is None else f"{value:.0%}"


MAX_FINDINGS = 500  # a job summary on GitHub holds 1 MiB


def findings(linted: Linted, out: TextIO, look: Look) -> None:
    """Lint: a table of findings, for a pull request or a job summary."""
    out.write(f"# Canned replies: {linted.total}\n\n")
    out.write(f"{linted.replies} replies in {linted.files} files.\n\n")
    fresh = [one for one in linted.findings if not one.known]
    if fresh:
        out.write("| place | severity | rule | what | advice |\n|---|---|---|---|---|\n")
    for one in fresh[:MAX_FINDINGS]:
        place = f"{one.file}:{one.line}:{one.column}" if one.line is not None else one.file
        out.write(f"| {safe(place)} | {one.severity} | {safe(one.rule)} | {safe(one.message)} | {safe(one.advice)} |\n")
    if len(fresh) > MAX_FINDINGS:
        out.write(f"\nAnd {len(fresh) - MAX_FINDINGS} more.\n")
    out.writelines(f"\n- unreadable: {safe(str(problem))}\n" for problem in linted.unreadable)
