"""Engines: who does the work. One file each; the file's name is the word after `--engine`.

To add one, write `engines/NAME.py` with

    def parts(portions: Iterable[Found], plan: Plan, jobs: int) -> Iterator[Part]:
        \"\"\"`run.work(portion, plan)` for each portion, in the order of the portions.\"\"\"

An engine never changes a figure: parts come back in the order of the input, whoever made them.
"""
