"""Vendors' exports: each sample and fixture reads as it should, nobody else claims it, and no mutation is read silently
as something else or ends in a traceback."""

import json
import re
from collections.abc import Iterator
from copy import deepcopy
from importlib.util import module_from_spec, spec_from_file_location
from pathlib import Path
from typing import Any

import msgspec
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from csaudit import plugins, readers
from csaudit.errors import InputError
from csaudit.model import Transcript, Unreadable, place
from csaudit.readers import Options
from csaudit.source import Source

ROOT = Path(__file__).parent.parent.parent
FIXTURES = ROOT.parent / "shared" / "fixtures"
VENDORS = [
    "amazon_connect", "chatwoot", "drift", "freshchat", "freshdesk", "front", "genesys", "gorgias", "helpscout",
    "hubspot", "intercom", "livechat", "liveperson", "salesforce", "sunshine", "tawkto", "teams", "zendesk",
    "zendesk_chat",
]  # fmt: skip
FOLDERS = {
    "amazon_connect": "amazon_connect", "freshdesk": "freshdesk", "helpscout": "helpscout", "intercom": "intercom",
    "livechat": "livechat", "salesforce_livechat": "salesforce", "zendesk_chat": "zendesk_chat",
    "zendesk_comments": "zendesk",
}  # fmt: skip


def transcripts(reader: str, value: Any, name: str = "x.json", **options: Any) -> list[Transcript]:
    data = value if isinstance(value, bytes) else json.dumps(value).encode()
    return list(plugins.load("readers", reader).read([Source(name, data=data)], Options(**options)))


def one(reader: str, value: Any, **options: Any) -> Transcript:
    (transcript,) = transcripts(reader, value, **options)
    assert isinstance(transcript, Transcript), transcript
    return transcript


def told(transcript: Transcript) -> list[str]:
    """Who said what, a line each: "agent Jo: text", with "(internal)" and [attachments] where there are any."""
    return [
        f"{message.role} {message.author or '-'}{' (internal)' if message.visibility == 'internal' else ''}: "
        f"{' / '.join(message.text.splitlines())}{''.join(f' [{name}]' for name in message.attachments)}"
        for message in transcript.messages
        if message.role != "system"
    ]


def sample(reader: str) -> Source:
    path = ROOT / plugins.load("readers", reader).EXAMPLE
    return Source(path.name, path)


# What a person reads in each sample.
SAMPLES = {
    "amazon_connect": [
        "bot -: Please say why you are calling.",
        "agent -: Blue Ferry, this is [PII], how can I help?",
        "customer -: Our ferry was cancelled and nobody told us.",
        "agent -: That should not have happened. I can put you on the five o'clock.",
    ],
    "chatwoot": [
        "bot -: How can we help?",
        "customer Bea Solano: The lamp I returned is not refunded",
        "bot Lumo: Which lamp is it? / Desk lamp / Floor lamp",
        "agent Rafa (internal): warehouse has it since Monday",
        "agent Rafa: Hi Bea, it reached us on Monday and we were slow. The refund is done now. [refund.pdf]",
    ],
    "drift": [
        "customer 501: Does the trial stop by itself?",
        "bot 2: Let me find someone. / I will wait",
        "agent 7 (internal): has a card on file",
        "agent 7: It does not, I'm afraid — but I have cancelled it for you. [cancelled.pdf]",
    ],
    "freshchat": [
        "customer Lior Katz: My delivery says 9:00 but nobody is here",
        "bot b-1: Would you like a person to help? / Yes please / No",
        "agent Dee Marsh (internal): van 3 has room after two",
        "agent Dee Marsh: I have moved it to 14:00, Lior. Anything else? [slot.ics]",
    ],
    "freshdesk": [
        "customer Noemi Varga: Hello, / I ordered size 38 and got 36. Can you swap them? [label.jpg]",
        "agent 6001 (internal): 38 is out of stock until Friday",
        "agent 6001: Dear Noemi, /  / we sent the wrong box, and I apologise. Size 38 is back on Friday; I have put "
        "a pair aside for you. /  / Lorcan",
        "customer Noemi Varga: Friday is fine, thank you.",
        "agent 6001 (internal): Please hold one pair of 38 for order 2291",
        "bot -: Your request has been marked as solved.",
    ],
    "front": [
        "customer Paul Roche: I see two charges for one tent.",
        "bot -: Thank you, we have your mail.",
        "agent Mira Oz (internal): bank says duplicate",
        "agent Mira Oz: Bonjour Paul, / you are right, we charged you twice. The second charge is reversed. / Mira "
        "[reversal.pdf]",
    ],
    "genesys": [
        "bot -: For reservations, press one.",
        "agent -: Thank you for calling the Ivy Inn.",
        "customer -: Our table was given away.",
        "agent -: That is our mistake. I am sorry.",
    ],
    "gorgias": [
        "customer Tova Lehr: My parcel is at number 12, I live at 21! [door.png]",
        "bot Gus P: We got your mail.",
        "agent Gus P (internal): courier swaps digits again",
        "agent Gus P: Dear Tova, /  / I am sorry. It reaches number 21 at noon.",
        "customer Tova Lehr: It is here, thanks.",
    ],
    "helpscout": [
        "customer Ines Falk: I waited an hour for the 23:10 and it never came.",
        "bot Help Desk: We have your message & will answer tonight.",
        "agent Bo Lind (internal): Driver confirmed the breakdown",
        "agent Bo Lind: Dear Ines, /  / the 23:10 never came, and that was our fault. The full fare is on its way "
        "back to you. /  / Bo [refund.pdf]",
    ],
    "hubspot": [
        "bot Crib bot: Hi! What can we help you with?",
        "customer Karel Bos: Is the paint on the crib safe for babies & toddlers?",
        "agent Ada Quist: Good question, and thank you for asking. One moment.",
        "agent A-12 (internal): certificate is in the supplier folder",
        "agent Ada Quist: The certificate is attached. It holds for the crib and the rails. [certificate.pdf]",
    ],
    "intercom": [
        "customer Arne Moe: Your invoice shows 20 seats, we have 12 & I said so last month",
        "bot Fin: You can change seats under Billing.",
        "agent Sunniva (internal): He wrote on 3 June, we never answered",
        "agent Sunniva: Hi Arne, you did write, and we missed it. I am sorry. /  / The new invoice is for 12 seats. "
        "[invoice-12.pdf]",
        "customer Arne Moe: Thanks for the quick fix",
    ],
    "livechat": [
        "bot Inky: Hello, I am fetching a colleague.",
        "customer Yusra Hadid: My posters came out green",
        "agent Lead (internal): offer a reprint",
        "agent Ned: Green is not what you ordered, sorry Yusra. We print them again today.",
        "agent Ned: Where shall they go? / Home / Shop",
        "customer Yusra Hadid:  [green.jpg]",
    ],
    "liveperson": [
        "customer Emil Dorn: Our router blinks red since the storm",
        "bot Greeter: What do you see? / Red light / No light",
        "agent Petra Blum (internal): area 7 is down until noon",
        "agent Petra Blum: I am sorry about the outage, Mr Dorn. A technician comes today at four.",
        "customer Emil Dorn:  [router.jpg]",
        "customer Emil Dorn: Four is good, thanks",
    ],
    "salesforce": [
        "agent Selma K: Good morning, you're through to Selma. What happened?",
        "customer Ivo Pell: the hinge broke: third time / and the \"new\" screws do not fit",
        "agent Selma K: I am sorry, that is one time too many. Two options: / 1) a new door / 2) your money back",
        "agent Bram O: Hello Ivo, Bram here. The new door comes on Friday.",
        "customer Ivo Pell: good & thanks",
    ],
    "sunshine": [
        "customer Perla N: My plant box came without the plants",
        "bot Fern: I am sorry to hear that. What shall I do? / Send it again / Talk to a person",
        "customer Perla N:  [box.jpg]",
        "agent Ruud: Hi Perla, Ruud here. The plants are on a second van & should reach you today.",
    ],
    "tawkto": [
        "bot -: Thanks for visiting Hotel Ahoi. Ask away!",
        "customer Sten Aho: The shower in 12 is cold",
        "agent Milla: Oh no, sorry Sten. Someone is on the way up now.",
        "customer Sten Aho:  [shower.jpg]",
    ],
    "teams": [
        "customer Ottilie Graf: We got 39 crates, not 40.",
        "agent Jan Prins: Good morning Ottilie, sorry to hear that. Let me look.",
        "bot Order bot: Order 118 has 40 crates.",
        "agent Jan Prins: The list is attached & the missing crate is on the 10:00 van. [list.xlsx]",
    ],
    "zendesk": [
        "customer Olga Brandt: Hello, /  / My new Brisk kettle trips the fuse every time I boil it. I have had it "
        "for six days. /  / Olga Brandt [receipt.pdf]",
        "agent Hamid R (internal): Same lot as ticket 5098, stop shipping lot 17",
        "agent Hamid R: Dear Olga, /  / I am sorry your kettle did this & glad that you stopped using it. A new one "
        "leaves us today, and you need not send the old one back. /  / - Please unplug it / - Throw the base away /  / "
        "Hamid",
        "customer Olga Brandt: It came this morning and works. Thank you, Hamid.",
    ],
    "zendesk_chat": [
        "bot Sailboard Rentals: Welcome! Ask us about boards and lessons.",
        "customer Wanda Ilic: I booked two boards for Saturday but got a mail for one",
        "agent Teo: Hello Wanda, sorry about that. I have added the second board, at no charge.",
        "agent Teo:  [booking-8841.pdf]",
    ],
}


@pytest.mark.parametrize("reader", VENDORS)
def test_a_sample_reads_as_a_person_reads_it(reader: str) -> None:
    first = next(plugins.load("readers", reader).read([sample(reader)], Options()))
    assert told(first) == SAMPLES[reader]


@pytest.mark.parametrize("reader", VENDORS)
def test_a_sample_is_claimed_by_its_reader_alone(reader: str) -> None:
    modules = {name: plugins.load("readers", name) for name in plugins.names("readers")}
    vendors = {name: module for name, module in modules.items() if not getattr(module, "GENERIC", False)}
    assert [name for name, module in vendors.items() if module.claims(sample(reader))] == [reader]
    found = readers.detect(sample(reader), Options())
    assert found is not None
    assert found[0] == reader


@pytest.mark.parametrize("reader", VENDORS)
def test_no_sample_is_in_need_of_warnings_but_those_that_are_its_point(reader: str) -> None:
    warnings = {warning for item in plugins.load("readers", reader).read([sample(reader)], Options())
                for warning in item.warnings}  # fmt: skip
    expected = {
        "amazon_connect": {"time: a call has offsets, no times"},
        "salesforce": {"empty: no Body, a missed chat"},
        "teams": {"deleted: 1 without a text left out /value/0/body/content", "roles: guessed Jan Prins as agent"},
    }
    assert warnings == expected.get(reader, set())


@pytest.mark.parametrize("reader", VENDORS)
def test_every_message_knows_where_its_text_stands(reader: str) -> None:
    source = sample(reader)
    document = None if reader == "salesforce" else source.json
    lines = source.text.split("\n")
    for transcript in plugins.load("readers", reader).read([source], Options()):
        for index, message in enumerate(transcript.messages):
            file, line, column, pointer = place(transcript, index, 0)
            assert file == source.name
            if document is None:
                assert line is not None
                assert column is not None
                first = message.text.split("\n")[0].replace('"', '""')
                assert lines[line - 1][column - 1 :].startswith(first) or "&" in lines[line - 1]
            elif message.text and not message.attachments:
                assert pointer is not None
                assert isinstance(resolved(document, pointer), str)


def resolved(document: Any, pointer: str) -> Any:
    for key in pointer.split("/")[1:]:
        document = document[int(key)] if isinstance(document, list) else document[key]
    return document


def fixtures() -> list[Path]:
    return sorted(path for folder in FOLDERS for path in (FIXTURES / folder).glob("*/expected.json"))


@pytest.mark.skipif(not FIXTURES.exists(), reason="the shared fixtures are not here")
@pytest.mark.parametrize("path", fixtures(), ids=lambda path: path.parent.parent.name)
def test_a_fixture_reads_without_a_difference(path: Path) -> None:
    spec = spec_from_file_location("compare", FIXTURES / "compare.py")
    assert spec is not None
    assert spec.loader is not None
    compare = module_from_spec(spec)
    spec.loader.exec_module(compare)
    expected = json.loads(path.read_text())
    options = msgspec.convert(expected["options"], Options)
    sources = [Source(name, path.parent / name) for name in expected["inputs"]]
    found = readers.detect(sources[0], options)
    assert found is not None
    assert found[0] == FOLDERS[path.parent.parent.name]
    got = list(readers.read(sources, options))
    assert compare.compare(expected, [msgspec.to_builtins(item) for item in got]) == []
    said = " ".join(warning for item in got if isinstance(item, Transcript) for warning in item.warnings)
    assert all("missed chat" in said for warning in expected["warnings"] if "missed chat" in warning)


# -- mutations ---------------------------------------------------------------------------------------------------------

# Fields that are there only where the thing is: without them the file says, validly, that there is no such thing.
OPTIONAL = {
    "attachments", "attchs", "Attachments", "attachment", "buttons", "actions", "items", "content_attributes",
    "reply_parts", "collection", "sub_parts", "quick_reply_button", "subtypes",
}  # fmt: skip
# The words of a button, which nobody said; and what only says it better than another field that is there.
LESSER = {"label", "title", "sent_datetime"}
# Front keeps the team's comments in a list of their own, which need not be in the file.
APART = {("front", "comments")}


def documents() -> list[Any]:
    own = [(reader, sample(reader).path) for reader in VENDORS if reader != "salesforce"]
    shared = [(FOLDERS[path.parent.parent.name], path.parent / name) for path in fixtures()
              for name in json.loads(path.read_text())["inputs"] if name.endswith(".json")]  # fmt: skip
    return [pytest.param(reader, path, id=f"{reader}-{path.stem}") for reader, path in own + shared if path]


def paths(value: Any, path: tuple[str | int, ...] = ()) -> Iterator[tuple[str | int, ...]]:
    steps = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    for key, child in steps:
        yield (*path, key)
        yield from paths(child, (*path, key))


def mutated(document: Any, path: tuple[str | int, ...], *value: Any) -> Any:
    copy = deepcopy(document)
    parent = copy
    for key in path[:-1]:
        parent = parent[key]
    if value:
        parent[path[-1]] = value[0]
    else:
        del parent[path[-1]]
    return copy


def reading(reader: str, document: Any) -> tuple[list[Any], set[str]]:
    """What is read of each conversation, as far as it counts, and every warning or complaint."""
    try:
        items = transcripts(reader, document)
    except InputError as error:
        return [], {error.reason}
    complaints = {str(item) for item in items if isinstance(item, Unreadable)}
    complaints |= {warning for item in items if isinstance(item, Transcript) for warning in item.warnings}
    said = [
        [(message.role, message.visibility, message.timestamp, " ".join(re.sub(r"(?m)^- ", "", message.text).split()))
         for message in item.messages if message.role != "system"]
        for item in items if isinstance(item, Transcript)
    ]  # fmt: skip
    return said, complaints


@pytest.mark.parametrize(("reader", "path"), documents())
def test_a_missing_field_changes_nothing_or_is_told(reader: str, path: Path) -> None:
    document = json.loads(path.read_text())
    expected, known = reading(reader, document)
    silent = []
    for place_ in paths(document):
        may = set(map(str, place_)) & OPTIONAL or place_[-1] in LESSER or (reader, place_[0]) in APART
        said, complaints = reading(reader, mutated(document, place_))
        if said != expected and not complaints - known and not may and isinstance(place_[-1], str):
            silent.append("/".join(map(str, place_)))
    assert silent == []


@pytest.mark.parametrize(("reader", "path"), documents())
def test_no_value_of_another_type_ends_in_a_traceback(reader: str, path: Path) -> None:
    document = json.loads(path.read_text())
    shapes = {tuple("*" if isinstance(key, int) else key for key in place_): place_ for place_ in paths(document)}
    for place_ in shapes.values():
        for value in (None, 7, -1e300, True, "x", "", [], [None], [["x"]], {}, {"a": 1}):
            broken = mutated(document, place_, value)
            plugins.load("readers", reader).claims(Source("x.json", data=json.dumps(broken).encode()))
            reading(reader, broken)


@pytest.mark.parametrize("reader", VENDORS)
@pytest.mark.parametrize("document", [None, 7, "x", [], [None], {}, {"messages": None}, [[]], {"data": {"data": {}}}])
def test_what_is_no_export_is_unreadable(reader: str, document: Any) -> None:
    source = Source("x.json", data=json.dumps(document).encode())
    module = plugins.load("readers", reader)
    assert module.claims(source) is None
    if document:
        assert all(isinstance(item, Unreadable) for item in module.read([source], Options(input=reader)))


def vocabulary() -> tuple[list[str], list[Any]]:
    """Every key of the samples, and every value that is a word: what random documents are made of."""
    keys: dict[str, None] = {}
    words: dict[Any, None] = {}
    for reader in VENDORS:
        if reader != "salesforce":
            document = sample(reader).json
            for path in paths(document):
                value = document
                for key in path:
                    value = value[key]
                if isinstance(path[-1], str):
                    keys[path[-1]] = None
                if isinstance(value, str) and len(value) < 20:
                    words[value] = None
    return list(keys), list(words)


KEYS, WORDS = vocabulary()
VALUES = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False) | st.sampled_from(WORDS)
    | st.text(max_size=9),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.sampled_from(KEYS), inner, max_size=6),
    max_leaves=20,
)


@settings(max_examples=60, deadline=None, suppress_health_check=list(HealthCheck))
@given(st.data())
def test_no_document_made_of_the_vendors_words_ends_in_a_traceback(data: st.DataObject) -> None:
    reader = data.draw(st.sampled_from([name for name in VENDORS if name != "salesforce"]))
    document = sample(reader).json
    for place_ in data.draw(st.lists(st.sampled_from(list(paths(document))), max_size=4)):
        try:
            document = mutated(document, place_, data.draw(VALUES))
        except (KeyError, IndexError, TypeError):
            continue  # an earlier change took the place away
    for name in VENDORS:
        plugins.load("readers", name).claims(Source("x.json", data=json.dumps(document).encode()))
    said, complaints = reading(reader, document)
    assert said or complaints
