"""Secrets leave a run after scoring: no verdict changes, offsets hold, and one person has one pseudonym."""

import json
from collections.abc import Callable
from functools import cache
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from csaudit import rubric
from csaudit.model import Message, Scorecard, Transcript
from csaudit.redact import Redactor
from csaudit.scoring import Scorer
from csaudit.secrets import PSEUDONYM
from tests.conftest import ROOT, Outcome

CARD, MAIL, PHONE, QUERY = "4111 1111 1111 1111", "zsuzsa.okonkwo@example.com", "555-010-4477", "token=8f2a"
CONVERSATION = {
    "id": f"{MAIL}-17",
    "channel": "chat",
    "customer": "Zsuzsa Okonkwo",
    "messages": [
        {"role": "customer", "author": "Zsuzsa Okonkwo", "text": f"Hi, I'm Zsuzsa. My kettle is broken and {CARD} was charged! {PHONE}"},
        {"role": "agent", "author": "Ilmari Vasko", "text": f"Hello Ms Okonkwo, I'm sorry your kettle is broken. I will write to {MAIL} today."},
        {"role": "customer", "author": "Zsuzsa Okonkwo", "text": f"Thanks Ilmari, see https://shop.example/o?{QUERY}, I'm @zsuzsa_o. Will wait."},
    ],
}  # fmt: skip
SECRETS = ("zsuzsa", "okonkwo", "ilmari", "vasko", CARD, MAIL, PHONE, QUERY, "4477", "1111")
REPORTS = ("terminal", "json", "jsonl", "csv", "markdown", "sarif", "junit", "github", "gitlab")


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A folder with a conversation full of secrets, in a file that is called by one, and a broken file beside it."""
    (tmp_path / f"chat with {MAIL}.json").write_text(json.dumps(CONVERSATION))
    (tmp_path / f"other {PHONE}.jsonl").write_text(json.dumps({**CONVERSATION, "id": "2"}) + '\n{"messages": 1}\n{broken\n')
    return tmp_path


def held(text: str) -> set[str]:
    """The secrets that a text holds, whatever the case; names as words of their own."""
    import re

    return {secret for secret in SECRETS if re.search(rf"(?<![\w]){re.escape(secret)}(?![\w])", text, re.IGNORECASE)}


@pytest.mark.parametrize("format", REPORTS)
@pytest.mark.parametrize("flags", [("--redact",), ("--hash-only",), ("--redact", "-j", "2")], ids=" ".join)
def test_no_secret_is_in_any_report_nor_on_standard_error(
    folder: Path, csaudit: Callable[..., Outcome], format: str, flags: tuple[str, ...]
) -> None:
    done = csaudit("score", *sorted(folder.iterdir()), "-f", format, *flags)
    assert done.code == 3
    assert held(done.out.replace(str(folder), "") + done.err.replace(str(folder), "")) == set()


@pytest.mark.parametrize("format", ["sarif", "junit", "github", "gitlab"])
def test_reports_that_others_see_are_redacted_unless_told_not_to(
    folder: Path, csaudit: Callable[..., Outcome], format: str
) -> None:
    assert held(csaudit("score", folder, "-f", format).out) == set()
    plain = csaudit("score", folder, "-f", format, "--no-redact")
    assert MAIL in plain.out
    said = plain.err if format == "gitlab" else plain.out  # a bare array has no place for it
    assert "not redacted" in said or '"redacted": false' in said


def test_one_conversation_is_shown_redacted(tmp_path: Path, csaudit: Callable[..., Outcome]) -> None:
    (tmp_path / "one.json").write_text(json.dumps(CONVERSATION))
    shown = csaudit("score", tmp_path / "one.json", "--redact").out
    assert "My kettle is broken" in shown
    assert held(shown) == set()
    assert "redacted" in shown.split("\n")[0]


def test_the_same_person_has_the_same_pseudonym_whichever_worker_read_it(folder: Path, csaudit: Callable[..., Outcome]) -> None:
    for number in range(150):
        (folder / f"{number:03}.json").write_text(json.dumps({**CONVERSATION, "id": str(number)}))
    serial = csaudit("score", folder, "-f", "json", "--redact")
    assert csaudit("score", folder, "-f", "json", "--redact", "-j", "2").out == serial.out
    assert len(json.loads(serial.out)["summary"]["agents"]) == 1


def test_a_secret_key_changes_every_pseudonym(folder: Path, csaudit: Callable[..., Outcome], monkeypatch: pytest.MonkeyPatch) -> None:
    before = csaudit("score", folder, "-f", "json", "--redact").out
    monkeypatch.setenv("CSAUDIT_REDACTION_KEY", "known to us alone")
    after = csaudit("score", folder, "-f", "json", "--redact").out
    assert set(PSEUDONYM.findall(before)).isdisjoint(PSEUDONYM.findall(after))


def outcomes(text: str) -> list[object]:
    return [(one["score"], one["passed"], [(v["criterion"], v["outcome"]) for v in one["verdicts"]])
            for one in json.loads(text)["transcripts"]]  # fmt: skip


@pytest.mark.parametrize("flag", ["--redact", "--hash-only"])
def test_no_verdict_changes(csaudit: Callable[..., Outcome], flag: str) -> None:
    samples = (ROOT / "samples" / "chat", ROOT / "samples" / "email")
    plain = csaudit("score", *samples, "-f", "json").out
    assert outcomes(csaudit("score", *samples, "-f", "json", flag).out) == outcomes(plain)


def test_hash_only_hands_on_no_text(csaudit: Callable[..., Outcome]) -> None:
    run = json.loads(csaudit("score", ROOT / "samples" / "chat", "-f", "json", "--hash-only").out)
    for card in run["transcripts"]:
        assert PSEUDONYM.fullmatch(card["id"])
        assert PSEUDONYM.fullmatch(card["source"])
        for verdict in card["verdicts"]:
            assert '"' not in verdict["reason"]
            for one in (*verdict["evidence"], *verdict["applied"], *verdict["nearest"]):
                assert PSEUDONYM.sub("", one["quote"]) == ""
                assert one["note"] == ""


def test_hash_only_and_no_redact_together_are_a_mistake(csaudit: Callable[..., Outcome]) -> None:
    assert csaudit("score", ROOT / "samples" / "chat", "--hash-only", "--no-redact").code == 2


def test_convert_and_cues_redact_too(folder: Path, csaudit: Callable[..., Outcome]) -> None:
    converted = csaudit("convert", folder, "--redact")
    assert held(converted.out + converted.err) == set()
    assert "My kettle is broken" in converted.out
    for format in ("terminal", "jsonl"):
        found = csaudit("cues", folder, "--redact", "-f", format)
        assert "sorry" in found.out
        assert held(found.out + found.err) == set()


def test_explain_and_inspect_redact_too(folder: Path, csaudit: Callable[..., Outcome]) -> None:
    (one,) = folder.glob("chat*")
    plain, clean = csaudit("explain", one, "apology"), csaudit("explain", one, "apology", "--redact")
    assert plain.out.split("\n")[0].rpartition(": ")[2] == clean.out.split("\n")[0].rpartition(": ")[2]
    assert "sorry your kettle is broken" in clean.out
    assert (clean.code, held(clean.out + clean.err)) == (0, set())
    for path in folder.iterdir():
        looked = csaudit("inspect", path, "--redact")
        assert "sorry your kettle is broken" in looked.out
        assert held(looked.out + looked.err) == set()


def test_a_transcript_that_is_skipped_is_called_as_redaction_calls_it(tmp_path: Path, csaudit: Callable[..., Outcome]) -> None:
    german = {"id": "Zsuzsa Okonkwo 17", "messages": [
        {"role": "customer", "author": "Zsuzsa Okonkwo", "text": "meine Lampe ist leider kaputt gegangen und ich bin sehr traurig"},
        {"role": "agent", "text": "Es tut mir sehr leid, dass Ihre Lampe kaputt ist. Wir werden Ihnen sofort eine neue schicken und das Geld geben."},
    ]}  # fmt: skip
    (tmp_path / "a.json").write_text(json.dumps(german))
    done = csaudit("score", tmp_path, "-f", "json", "--redact", "--allow-empty")
    (skipped,) = json.loads(done.out)["skipped"]
    assert "German" in skipped["reason"]
    assert held(done.out + done.err) == set()


def test_explain_calls_people_and_conversations_as_the_report_does(folder: Path, csaudit: Callable[..., Outcome]) -> None:
    report = json.loads(csaudit("score", folder, "-f", "json", "--redact").out)
    ids = [card["id"] for card in report["transcripts"]]
    listed = csaudit("explain", folder, "apology", "--redact")
    assert listed.code == 2
    assert listed.err.split("\n")[1:3] == [f"  {id}" for id in ids]
    assert held(listed.err.replace(str(folder), "")) == set()
    told = csaudit("explain", folder, "apology", "--redact", "--id", ids[0])
    assert told.code == 0
    assert set(report["summary"]["agents"]) <= set(PSEUDONYM.findall(told.out))


def test_cues_stand_at_their_offsets_in_what_convert_prints(folder: Path, csaudit: Callable[..., Outcome]) -> None:
    rows, records = (list(map(json.loads, csaudit(*words, folder, "--redact").out.split("\n")[:-1])) for words in (("cues", "-f", "jsonl"), ("convert",)))
    ids = list(dict.fromkeys(row["transcript"] for row in rows))
    assert len(rows) > 10
    for row in rows:
        text = records[ids.index(row["transcript"])]["messages"][row["message"]]["text"]
        assert PSEUDONYM.sub("-", text[row["start"] : row["end"]]) == PSEUDONYM.sub("-", row["quote"])


def test_an_exception_s_words_are_those_of_the_redacted_text(tmp_path: Path, csaudit: Callable[..., Outcome]) -> None:
    (tmp_path / "rubric.yaml").write_text("""name: R
version: "1"
cues:
  charged: {said_by: customer, phrases: [charged], except: [{regex: 'card 4111 1111'}, charged 4111]}
criteria:
  - {id: charged, expect: {customer: charged}}
""")
    (tmp_path / "a.txt").write_text(f"Customer: my card {CARD} was charged {CARD} twice\nAgent: oh\n")
    told = csaudit("explain", tmp_path / "a.txt", "charged", "-r", tmp_path / "rubric.yaml", "--isolated", "--redact").out
    assert "did not count as charged" in told
    assert "/a.txt:1:11)" in told, "the place is that in the file"
    # The phrase itself is the rubric's, which is no input.
    assert "1111" not in told.replace("charged 4111", "")


@pytest.mark.parametrize(
    "words",
    [
        ("score", "{}"), ("score", "{}", "-f", "sarif"), ("score", ".", "-o", "gone/{}.json", "--allow-empty"), ("explain", "{}", "apology"), ("inspect", "{}"),
        ("cues", "{}"), ("convert", "{}"), ("convert", ".", "-o", "gone/{}"), ("lint", "{}"), ("lint", ".", "--baseline", "{}", "--allow-empty"),
    ],
    ids=" ".join,
)  # fmt: skip
def test_what_went_wrong_is_told_without_secrets(
    tmp_path: Path, csaudit: Callable[..., Outcome], monkeypatch: pytest.MonkeyPatch, words: tuple[str, ...]
) -> None:
    monkeypatch.chdir(tmp_path)
    named = [word.replace("{}", f"mail of {MAIL}") for word in words]
    plain = csaudit(*named, *(("--no-redact",) if words[0] in ("score", "lint") else ()))
    clean = csaudit(*named, *(("--redact",) if "sarif" not in words else ()))
    assert plain.code == clean.code == 2
    assert MAIL in plain.err
    assert (held(clean.err), "mail of [email-" in clean.err) == (set(), True)


def test_a_baseline_holds_no_secret_and_fits_with_and_without_redaction(tmp_path: Path, csaudit: Callable[..., Outcome]) -> None:
    (tmp_path / "macros").mkdir()
    reply = tmp_path / "macros" / f"to {MAIL}.md"
    reply.write_text(f"---\ntitle: Refund\nkind: refund\n---\nHello,\n\nyou should have have written to  {MAIL} or called {PHONE}. It is your fault.\n")
    for flag in ("--redact", "--no-redact"):
        assert csaudit("lint", tmp_path / "macros", "--write-baseline", tmp_path / f"{flag}.json", flag).code == 0
    kept = (tmp_path / "--redact.json").read_text()
    assert kept == (tmp_path / "--no-redact.json").read_text()
    assert (held(kept), "[email]" in kept) == (set(), True)
    for flag in ("--redact", "--no-redact", "--hash-only"):
        assert csaudit("lint", tmp_path / "macros", "--baseline", tmp_path / "--redact.json", flag).code == 0
    assert (tmp_path / "--redact.json").read_text() == kept
    reply.write_text("---\ntitle: Refund\nkind: refund\n---\nHello,\n\nI will refund it today.\n")
    csaudit("lint", tmp_path / "macros", "--baseline", tmp_path / "--redact.json")
    assert json.loads((tmp_path / "--redact.json").read_text())["findings"] != json.loads(kept)["findings"], "what is fixed leaves it"


def test_fingerprints_are_the_same_with_and_without_redaction(tmp_path: Path, csaudit: Callable[..., Outcome]) -> None:
    (tmp_path / "reply.md").write_text(f"---\ntitle: Refund\nkind: refund\n---\nHello,\n\nyou should have have written to  {MAIL}.\n")
    told = [{one["fingerprint"] for one in json.loads(csaudit("lint", tmp_path, "-f", "gitlab", flag).out)} for flag in ("--redact", "--no-redact")]
    assert told[0] == told[1]
    assert len(told[0]) > 1


def test_a_difference_is_shown_without_secrets(tmp_path: Path, csaudit: Callable[..., Outcome]) -> None:
    (tmp_path / "reply.md").write_text(f"---\ntitle: Refund\nkind: note\n---\nWe have have mailed {MAIL}.\n")
    assert MAIL in csaudit("lint", tmp_path, "--fix", "--diff").out
    clean = csaudit("lint", tmp_path, "--fix", "--diff", "--redact")
    assert "+We have mailed [email-" in clean.out
    assert held(clean.out + clean.err) == set()


def test_lint_redacts_what_others_see(tmp_path: Path, csaudit: Callable[..., Outcome]) -> None:
    (tmp_path / "reply.md").write_text(f"---\ntitle: Refund\nkind: refund\n---\nHello {{{{name}}}},\n\nyou should have have written to {MAIL}. It is your fault.\n\nBest,\nIlmari\n")
    for format in ("sarif", "junit", "github", "gitlab"):
        assert MAIL not in csaudit("lint", tmp_path, "-f", format).out
    assert MAIL not in csaudit("lint", tmp_path, "--redact").out
    assert '"redacted": false' in csaudit("lint", tmp_path, "-f", "sarif", "--no-redact").out


@pytest.mark.parametrize(
    ("name", "text", "left"),
    [
        ("Will Stone", "will you wait? Will said so, stone cold", "will you wait? {} said so, {} cold"),
        ("Zsuzsa Okonkwo", "Zsuzsa Okonkwo's order, ZSUZSA, and okonkwo.", "{}'s order, {}, and {}."),
        ("user_4711", "user_4711 wrote, not user_47110", "{} wrote, not user_47110"),
        ("Agent", "the agent said so", "the agent said so"),
        ("O'Neil", "Ms O’Neil, hello", "Ms {}, hello"),
        ("user_4711", "u\u017fer_4711 wrote, USER_4711 too", "{} wrote, {} too"),  # \u017f is an s where case is ignored
    ],
)
def test_names_of_the_data_are_found_as_words(name: str, text: str, left: str) -> None:
    said = Transcript("1", (Message("customer", text, author=name),))
    clean = Redactor("key").transcript(said)
    assert PSEUDONYM.sub("{}", clean.messages[0].text) == left
    assert len(set(PSEUDONYM.findall(clean.messages[0].text))) <= 1


@pytest.mark.parametrize("sign", ["9", "- ", "a ", "@", "Ana "])
def test_a_name_of_a_million_characters_is_as_good_as_any(sign: str) -> None:
    said = Transcript("1", (Message("customer", "my lamp is broken", author=sign * (1_000_000 // len(sign))),), customer=sign)
    assert len(Redactor("key").transcript(said).messages[0].author or "") < 1_000_001


def test_a_name_that_is_only_said_is_a_name_as_well() -> None:
    said = Transcript("1", (
        Message("customer", "hi, my name is dilnoza and it is late"),
        Message("agent", "Hello Dilnoza, I am Bram. One moment."),
        Message("customer", "thank you Bram"),
    ))  # fmt: skip
    texts = " ".join(message.text for message in Redactor("key").transcript(said).messages).lower()
    assert "dilnoza" not in texts
    assert "bram" not in texts


PIECES = st.sampled_from([CARD, MAIL, PHONE, "Zsuzsa", "Okonkwo", "sorry", "broken", "DE89 3704 0044 0532 0130 00", " ", ", ", "\n", "x", "it is ",
                          "İ", "\U0001f469\u200d\U0001f680", "@zsuzsa_o", "https://a.b/?q=1", "1", "@"])  # fmt: skip


@settings(max_examples=150, deadline=None)
@given(st.lists(st.tuples(st.sampled_from(["agent", "customer"]), st.lists(PIECES, max_size=12).map("".join)), max_size=4), st.booleans())
def test_a_quote_is_what_stands_at_its_offsets_in_the_redacted_text(said: list[tuple[str, str]], hashed: bool) -> None:
    messages = tuple(Message(role, text, author="Zsuzsa Okonkwo" if role == "customer" else None) for role, text in said)  # type: ignore[arg-type]
    transcript = Transcript("1", messages)
    card = scorer().score(transcript)
    clean, scored = Redactor("key", hashed).card(transcript, card)
    for verdict in scored.verdicts:
        for one in (*verdict.evidence, *verdict.applied, *verdict.nearest):
            assert clean.messages[one.message].text[one.start : one.end] == one.quote
    assert [one.outcome for one in scored.verdicts] == [one.outcome for one in card.verdicts]


@settings(max_examples=100, deadline=None)
@given(st.lists(PIECES, max_size=12).map(" ".join))
def test_what_is_redacted_once_stays_as_it_is(text: str) -> None:
    once = Redactor("key").transcript(Transcript("1", (Message("customer", text, author="Zsuzsa Okonkwo"),)))
    assert Redactor("key").transcript(once) == once


@cache
def scorer() -> Scorer:
    """The rubric compiled once."""
    return Scorer(rubric.load("service"))


def test_a_long_quote_is_not_cut_in_the_middle_of_a_secret() -> None:
    quote = "x" * 70 + " " + CARD
    transcript = Transcript("1", (Message("agent", quote),))
    reason = f'apology in message 1: "{quote[:77]}..."'
    verdict = Scorer(rubric.load("service")).score(transcript).verdicts[0]
    from msgspec.structs import replace

    card = Scorecard("1", "", None, False, None, (replace(verdict, reason=reason),))
    assert "4111" not in Redactor("key").card(transcript, card)[1].verdicts[0].reason
