"""Cue kinds: how a cue is found where phrases do not reach. One file each; the file's name is the key in a rubric.

    cues:
      paraphrase:
        said_by: agent
        paraphrase: {needs: problem}      # csaudit/cues/paraphrase.py with these options

To add one, write `cues/NAME.py` with

    class Options(Struct, frozen=True, forbid_unknown_fields=True): ...      # what the rubric may say

    def needs(options: Options) -> tuple[str, ...]:          # optional: the cues whose hits it looks at
    def find(transcript: Transcript, role: Role, hits: Mapping[str, Sequence[Hit]], options: Options) -> Iterable[Hit]:

A kind that is nothing but patterns (undertaking) gives `patterns(options)` instead, pairs of a name and an RE2 source:
they are checked with the rubric and scanned with the phrases.

`role` is the cue's `said_by`. It sees the whole transcript, both ways, and the hits of the cues it needs; phrases run
first, then the others in order of need. A hit points at the words that made it (`text[start:end]`), says whether it is
`sure`, and may carry a `note` for the reason; `by` names the means. Only public messages count (model.said_by). Nothing
here depends on an agent's name, the clock or a locale. The cue's own `except` phrases cancel a kind's hits as well.
Imports: model, patterns and what the kind needs of the outside; never another cue.
"""
