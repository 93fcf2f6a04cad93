"""csaudit audits customer-service writing: transcripts in, cues, verdicts, a report out."""

__version__ = "0.1.0"
