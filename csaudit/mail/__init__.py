"""Mail: what somebody newly wrote (`reply`), the parts of a MIME message (`mime`), and threads of mails (`threads`)."""
