"""Mail: what somebody newly wrote (`reply`, with the languages' `words`), the parts of a message (`mime`), its text
with places (`body`) in the right charset (`charsets`), and threads of mails as transcripts (`threads`).
"""
