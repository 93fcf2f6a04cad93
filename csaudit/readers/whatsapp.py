"""WhatsApp's exported chat: `_chat.txt` of an iPhone, "WhatsApp Chat with X.txt" of Android.

Recognised by its first lines: a date, a time and a dash ("03/02/2025, 09:14 - Ana: hi") or both in brackets
("[03/02/2025, 09:14:10] Ana: hi"), in any order of day, month and year. Other lines continue the message before them;
a line without "name: " is the system's (formats.md 1.8; whatstk and whatsapp-chat-parser read the same shapes). Times
have no zone. The agents have to be stated (--agent), or are guessed. Attachments, deletions and edits are marked in the
language of the phone: those below are known, others stay as text.
"""

import re
from collections.abc import Iterator, Sequence
from datetime import datetime

from csaudit import clock, roles
from csaudit.decoding import decode, split_lines
from csaudit.errors import InputError
from csaudit.model import Item, Transcript
from csaudit.readers import Options
from csaudit.reading.turns import Part, Turn, joined, settle
from csaudit.source import Source

EXAMPLE = "samples/formats/whatsapp.txt"

_MARKS = "\u200e\u200f\u202a\u202c\ufeff"  # direction marks that iPhones put before lines and media
_STAMP = (
    r"(\d{1,4}[./-]\d{1,2}[./-]\d{1,4}[.,]?[ \u202f]\d{1,2}[:.]\d\d(?:[:.]\d\d)?"
    r"(?:[ \u00a0\u202f]?[AaPp]\.?[ \u00a0]?[Mm]\.?)?)"
)
_START = re.compile(rf"[{_MARKS}]*(?:\[{_STAMP}\]|{_STAMP}\s[-–])[ :]?\s?")
_AUTHOR = re.compile(r"([^:\n]{1,80}): ?")
_FILE = r"<(?:attached|adjunto|anexado|Anhang|pièce jointe|allegato|bijgevoegd)\s?: ?([^<>\n]{1,200})>"
_ATTACHED = re.compile(
    _FILE + r"|([^\n<>]{1,200}\.\w{2,5}) \((?:file attached|archivo adjunto|arquivo anexado|Datei angehängt"
    r"|fichier joint|file allegato|bestand bijgevoegd)\)"
    r"|<([^<>\n]{0,30}(?:omitted|omitido|omitida|oculto|ausgeschlossen|omis|omesso|weggelaten))>"
    r"|((?:image|video|audio|sticker|GIF|document|Contact card|imagen|imagem|vídeo|Bild|figurinha|afbeelding|immagine) "
    r"(?:omitted|omitido|omitida|oculto|weggelassen|absente?|omesso|omessa|weggelaten))",
    re.IGNORECASE,
)
_CAPTIONED = re.compile(rf"\s?[{_MARKS}]?{_FILE}$", re.IGNORECASE)
_EDITED = re.compile(
    r"\s?<(?:This message was edited|Se editó este mensaje\.?|Mensagem editada|Diese Nachricht wurde bearbeitet\.?"
    r"|Ce message a été modifié|Questo messaggio è stato modificato)>$",
    re.IGNORECASE,
)
_DELETED = re.compile(
    r"(?:You deleted this message|This message was deleted(?: by admin [^\n]{1,60})?|Eliminaste este mensaje"
    r"|Se eliminó este mensaje|Mensagem apagada|Você apagou esta mensagem|Esta mensagem foi apagada"
    r"|Du hast diese Nachricht gelöscht|Diese Nachricht wurde gelöscht|Vous avez supprimé ce message"
    r"|Ce message a été supprimé|Hai eliminato questo messaggio|Questo messaggio è stato eliminato"
    r"|Missed (?:voice|video) call|Waiting for this message\.?[^\n]{0,80})\.?",
    re.IGNORECASE,
)
_NOTICE = re.compile(r"[^\n]{0,80}\b(?:end-to-end encrypted|cifrad[oa]s? de extremo a extremo|criptografia de ponta|"
                     r"Ende-zu-Ende-verschlüsselt|chiffrés? de bout en bout)", re.IGNORECASE)  # fmt: skip


def claims(source: Source) -> str | None:
    """Lines that begin with a date, a time and a dash, or with both in brackets, and hold an author."""
    try:
        lines = [line for _, line in split_lines(decode(source.head, source.encoding)[0]) if line.strip()][:20]
    except InputError:
        return None
    starts = [match for line in lines if (match := _START.match(line[:200]))]
    if not lines or not _START.match(lines[0][:200]):
        return None
    named = any(_AUTHOR.match(match.string, match.end()) for match in starts)
    seconds_or_dash = starts[0][2] is not None or "," in starts[0][0] or lines[0][0] in _MARKS
    return "a chat exported from WhatsApp" if named and seconds_or_dash else None


def read(sources: Sequence[Source], options: Options) -> Iterator[Item]:
    """One transcript a file, with the times as the phone had them."""
    for source in sources:
        entries = _entries(source.text)
        if not entries:
            raise InputError("empty" if not source.text.strip() else "no line begins with a date and a time")
        moments, warnings = clock.log_times([stamp for stamp, _ in entries], None, options.date_order)
        turns = [_turn(parts, moment) for (_, parts), moment in zip(entries, moments, strict=True)]
        messages, guessed = settle(turns, options)
        said = (*source.text_warnings, *warnings, *guessed)
        yield Transcript(source.stem, messages, source.name, channel="whatsapp", warnings=said)


def _entries(text: str) -> list[tuple[str, list[Part]]]:
    """The stamp and the lines of each entry."""
    entries: list[tuple[str, list[Part]]] = []
    for number, (_, line) in enumerate(split_lines(text), 1):
        if match := _START.match(line[:200]):
            stamp = re.sub(r"[.,](?=[ \u202f])", "", match[1] or match[2])
            entries.append((stamp, [(line[match.end() :], number, match.end() + 1)]))
        elif entries:
            entries[-1][1].append((line, number, 1))
    return entries


def _turn(parts: list[Part], moment: datetime | None) -> Turn:
    first, number, column = parts[0]
    author = _AUTHOR.match(first[:200])
    if author and _NOTICE.match(author[1]):
        author = None
    marked = author is not None and first[author.end() :].startswith(tuple(_MARKS))
    if author:
        parts = [(first[author.end() :], number, column + author.end()), *parts[1:]]
    kept, attachments = [], []
    for text, number, column in parts:
        bare = text.lstrip(_MARKS)
        column += len(text) - len(bare)
        bare = bare.rstrip(_MARKS + " ")
        if whole := _ATTACHED.fullmatch(bare[:300]):
            attachments.append(next(name for name in whole.groups() if name))
            continue
        if captioned := _CAPTIONED.search(bare, max(0, len(bare) - 300)):
            attachments.append(captioned[1])
            bare = bare[: captioned.start()]
        kept.append((bare, number, column))
    while kept and not kept[-1][0]:
        kept.pop()
    if kept and (edited := _EDITED.search(kept[-1][0], max(0, len(kept[-1][0]) - 100))):
        kept[-1] = (kept[-1][0][: edited.start()].rstrip(_MARKS + " "), *kept[-1][1:])
    text, origin = joined(kept)
    notice = author is None or _DELETED.fullmatch(text[:200]) or (marked and _NOTICE.match(text[:300]))
    name = author[1].strip(_MARKS + " ~\u00a0") if author else None
    return Turn(
        text,
        "system" if notice else roles.role_and_name(name or "")[0],
        name,
        timestamp=moment,
        attachments=tuple(attachments),
        origin=origin,
    )
