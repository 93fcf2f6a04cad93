"""Cases 16 and 17: headers and parts that are made to break whoever reads them."""

import base64
import json
import time
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.conftest import Outcome
from tests.hostile.inputs import acting

HEAD = "From: Priya <priya@mail.example>\r\nTo: help@shop.example\r\nDate: Mon, 3 Mar 2025 10:00:00 +0000\r\nMessage-ID: <1@mail.example>\r\n"
TEXT = "Content-Type: text/plain; charset=utf-8\r\n\r\nmy lamp is broken\r\n"


def nested(depth: int) -> str:
    head = "".join(f'Content-Type: multipart/mixed; boundary="b{n}"\r\n\r\n--b{n}\r\n' for n in range(depth))
    return HEAD + head + TEXT


MAILS = {
    "folded header": HEAD + "X-Injected: a\r\n b\r\n" + TEXT,
    "newline in an encoded word": HEAD + "Subject: =?utf-8?Q?=0AHeader?=\r\n" + TEXT,
    "a header of 1 MB": HEAD + "Subject: " + "x" * (1 << 20) + "\r\n" + TEXT,
    "a folded header of 1 MB": HEAD + "Subject: " + "x\r\n " * (1 << 18) + "\r\n" + TEXT,
    "10,000 recipients": HEAD + "Cc: " + ", ".join(f"p{n}@mail.example" for n in range(10_000)) + "\r\n" + TEXT,
    "10,000 headers": HEAD + "".join(f"X-{n}: y\r\n" for n in range(10_000)) + TEXT,
    "10,000 references": HEAD + "References: " + " ".join(f"<{n}@x.example>" for n in range(10_000)) + "\r\n" + TEXT,
    "no end boundary": HEAD + 'Content-Type: multipart/mixed; boundary="b"\r\n\r\n--b\r\n' + TEXT,
    "no boundary at all": HEAD + "Content-Type: multipart/mixed\r\n\r\n" + "my lamp is broken\r\n",
    "empty boundary": HEAD + 'Content-Type: multipart/mixed; boundary=""\r\n\r\n--\r\n' + TEXT,
    "unknown charset": HEAD + TEXT.replace("utf-8", "x-klingon"),
    "unknown encoding": HEAD + "Content-Transfer-Encoding: x-uu-rot13\r\n" + TEXT,
    "base64 junk": HEAD + "Content-Transfer-Encoding: base64\r\n" + TEXT.replace("my lamp", "!!!!***"),
    "base64 of 20 MB": HEAD + "Content-Transfer-Encoding: base64\r\n" + TEXT.replace("my lamp is broken", base64.encodebytes(b"x" * (20 << 20)).decode()),
    "3,000 nested parts": nested(3000),
    "200,000 parts": HEAD + 'Content-Type: multipart/mixed; boundary="b"\r\n\r\n' + f"--b\r\n{TEXT}" * 200_000 + "--b--\r\n",
    "a mail in a mail in a mail": HEAD + "Content-Type: message/rfc822\r\n\r\n" + (HEAD + "Content-Type: message/rfc822\r\n\r\n") * 500 + HEAD + TEXT,
    "an attachment called by a path": HEAD + 'Content-Type: multipart/mixed; boundary="b"\r\n\r\n--b\r\n' + TEXT
    + '\r\n--b\r\nContent-Type: text/plain\r\nContent-Disposition: attachment; filename="..%2F..%2Fetc"; filename*=utf-8\'\'..%2F..%2Fx\r\n\r\nroot\r\n--b--\r\n',
    "no headers": "\r\nmy lamp is broken\r\n",
    "only headers": HEAD,
    "year 9999 and a zone of 99 hours": HEAD.replace("2025", "9999").replace("+0000", "+9959") + TEXT,
    "year 1": HEAD.replace("2025", "0001") + TEXT,
    "NULs and escapes": HEAD.replace("Priya", "P\0\x1b[2J") + "Subject: \x9b31m\0\r\n" + TEXT,
    "addresses that are none": HEAD.replace("<priya@mail.example>", "<<<>>>@@,,;;:::\"") + TEXT,
    "quotes upon quotes": HEAD + TEXT + "".join(">" * n + " x\r\n" for n in range(2000)),
    "HTML upon HTML": HEAD + TEXT.replace("plain", "html").replace("my lamp", "<div><blockquote>" * 20_000),
}  # fmt: skip


@pytest.mark.parametrize("case", MAILS)
@pytest.mark.parametrize("kind", ["eml", "mbox"])
def test_a_mail_is_read_or_refused_within_seconds_and_nothing_of_it_acts(
    tmp_path: Path, csaudit: Callable[..., Outcome], case: str, kind: str
) -> None:
    start = "From priya@mail.example Mon Mar  3 10:00:00 2025\r\n" if kind == "mbox" else ""
    path = tmp_path / f"x.{kind}"
    path.write_bytes((start + MAILS[case]).encode("latin-1"))
    began = time.process_time()
    done = csaudit("score", path, "-f", "json", "--agent-domain", "shop.example")
    assert time.process_time() - began < 15
    report = json.loads(done.out)
    assert report["summary"]["scored"] + report["summary"]["unreadable"] + report["summary"]["skipped"] >= 1
    assert "bug in csaudit" not in done.out
    assert acting(done.out) == []
    converted = csaudit("convert", path, "--agent-domain", "shop.example").out
    for line in converted.splitlines():
        record = json.loads(line)
        assert "\n" not in (record.get("subject") or "")
        assert all(message["text"] != "root" for message in record["messages"])
