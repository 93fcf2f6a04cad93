"""`csaudit lint`, `rules` and `rule`: canned replies checked on every change, as a linter does."""

from typing import Annotated

import typer

from csaudit.commands import options


def lint(
    paths: Annotated[
        list[str],
        typer.Argument(metavar="PATH...", help="Files, folders or globs; - for standard input.", show_default=False),
    ],
    rubric_name: Annotated[
        str | None,
        typer.Option(
            "-r",
            "--rubric",
            metavar="FILE|NAME",
            show_default=False,
            help="The rules about wording.  [default: replies]",
        ),
    ] = None,
    format: Annotated[
        str,
        typer.Option(
            "-f",
            "--format",
            metavar="NAME",
            help="terminal, json, jsonl, sarif, junit, github, gitlab, checkstyle, rdjson, markdown.",
        ),
    ] = "terminal",
    out: options.Output = None,
    reports: Annotated[
        list[str] | None,
        typer.Option("--report", metavar="FORMAT:FILE", help="One more report from the same run; repeatable."),
    ] = None,
    syntax: Annotated[
        str | None,
        typer.Option(
            "--syntax",
            metavar="NAME",
            help="The placeholders' syntax: zendesk, intercom, "
            "liquid, ...  [default: told by the file, or what explains every token]",
        ),
    ] = None,
    kind: Annotated[
        str | None, typer.Option("--kind", metavar="NAME", help="What the replies are: complaint, refund, ...")
    ] = None,
    variables: Annotated[
        list[str] | None,
        typer.Option(
            "--variable", metavar="NAME", help="A placeholder name that is known; * stands for anything; repeatable."
        ),
    ] = None,
    input: Annotated[
        str | None, typer.Option("--input", metavar="NAME", help="Read with this reader: zendesk_macros, yaml, ...")
    ] = None,
    include_inactive: Annotated[
        bool, typer.Option("--include-inactive", help="Check replies that are switched off, too.")
    ] = False,
    fail_on: Annotated[
        str | None,
        typer.Option(
            "--fail-on",
            metavar="error|warning|info|never",
            show_default=False,
            help="Exit 1 from this severity on.  [default: error]",
        ),
    ] = None,
    max_warnings: Annotated[
        int | None, typer.Option("--max-warnings", metavar="N", min=0, help="Exit 1 for more than N warnings.")
    ] = None,
    min_severity: Annotated[
        str | None, typer.Option("--min-severity", metavar="error|warning|info", help="Report nothing below.")
    ] = None,
    exit_zero: Annotated[bool, typer.Option("--exit-zero", help="Exit 0 whatever is found.")] = False,
    ignore: Annotated[
        list[str] | None, typer.Option("--ignore", metavar="RULE", help="Switch a rule off; repeatable.")
    ] = None,
    only: Annotated[
        list[str] | None, typer.Option("--only", metavar="RULE", help="Report only this rule; repeatable.")
    ] = None,
    baseline_file: Annotated[
        str | None,
        typer.Option(
            "--baseline",
            metavar="FILE",
            help="Findings that are known already do not count; what is fixed is pruned from FILE.",
        ),
    ] = None,
    write_baseline: Annotated[
        str | None, typer.Option("--write-baseline", metavar="FILE", help="Write all findings to FILE, and exit 0.")
    ] = None,
    changed_since: Annotated[
        str | None,
        typer.Option("--changed-since", metavar="REF", help="Report only what the lines changed since REF hold."),
    ] = None,
    fix: Annotated[
        bool,
        typer.Option(
            "--fix", help="Mend what cannot go wrong: curly quotes and case in placeholders, doubled words, spaces."
        ),
    ] = False,
    diff: Annotated[bool, typer.Option("--diff", help="With --fix: print the changes, make none.")] = False,
    require_reason: Annotated[bool, typer.Option("--require-reason", help="Every suppression needs a reason.")] = False,
    stdin_filename: Annotated[
        str, typer.Option("--stdin-filename", metavar="NAME", help="What - is called.")
    ] = "stdin.md",
    allow_empty: Annotated[bool, typer.Option("--allow-empty", help="No file to check is no error.")] = False,
    quiet: Annotated[bool, typer.Option("-q", "--quiet", help="No notes on standard error.")] = False,
    redact: options.Redact = None,
    hash_only: options.HashOnly = False,
    color: options.Color = "auto",
    config_file: options.ConfigFile = None,
    isolated: options.Isolated = False,
) -> int:
    """Check canned replies: placeholders, blame, dead ends, what each kind of reply must do, style."""
    given = dict(locals())
    from csaudit.commands import checking

    return checking.lint(**given)


def rules(
    rubric_name: Annotated[str, typer.Option("-r", "--rubric", metavar="FILE|NAME")] = "replies",
    format: Annotated[str, typer.Option("-f", "--format", metavar="terminal|json")] = "terminal",
) -> int:
    """List the rules of lint: id, severity, what is wrong, whether --fix mends it."""
    from csaudit.commands import checking

    return checking.rules(rubric_name, format)


def rule(
    id: Annotated[str, typer.Argument(metavar="RULE", show_default=False)],
    rubric_name: Annotated[str, typer.Option("-r", "--rubric", metavar="FILE|NAME")] = "replies",
) -> int:
    """Explain one rule of lint: why it is one, what to do, a good and a bad example."""
    from csaudit.commands import checking

    return checking.rule(id, rubric_name)
