"""Slack's export of a workspace: a folder or zip with users.json and a folder for each channel, a file for each day.

Recognised by a day's messages ({type: message, ts, user}) or by the lists of users and channels beside them. A thread
is a conversation of its own, over as many days as it takes; what is said in a channel outside of threads is one. Names
come from users.json. Who is an agent has to be stated (--agent), except that a user of another workspace (is_stranger,
another team) is a customer, and that bot_id and bot_message are bots; other subtypes are the system's.
"""

import re
from collections.abc import Iterator, Sequence
from typing import Any

from csaudit import clock
from csaudit.errors import InputError
from csaudit.model import Item, Origin, Role, Transcript, Unreadable
from csaudit.readers import Options
from csaudit.reading.turns import Turn, in_time_order, settle
from csaudit.source import Source

TOGETHER = True
EXAMPLE = "samples/formats/slack/support/2025-04-02.json"

_LISTS = frozenset(
    ["users", "channels", "groups", "dms", "mpims", "integration_logs", "canvases", "file_conversations", "lists"]
)
_SAID = frozenset(
    ["bot_message", "thread_broadcast", "file_share", "me_message", "file_comment", "reply_broadcast"]
)
_OF_A_LIST = frozenset(["team_id", "profile", "members", "creator", "service_type", "is_empty"])
_MARKUP = re.compile(r"<([@#!])?([^<>|\n]{1,500})(?:\|([^<>\n]{0,500}))?>|&(amp|lt|gt);")
_SIGNS = {"amp": "&", "lt": "<", "gt": ">"}
_Users = dict[str, dict[str, Any]]


def claims(source: Source) -> str | None:
    """A day of a channel, or a list of users or channels as Slack writes them."""
    value = source.first_json
    if not isinstance(value, list):
        return None
    first = value[0] if value and isinstance(value[0], dict) else {}
    if first.get("type") == "message" and re.fullmatch(r"\d{9,11}\.\d{1,6}", str(first.get("ts"))):
        return "a day of a channel in a Slack export"
    listed = source.stem in _LISTS and re.fullmatch(r"[A-Z][A-Z0-9]{1,20}", str(first.get("id", "C1")))
    if listed and (not first or first.keys() & _OF_A_LIST):
        return f"the list of {source.stem} in a Slack export"
    return None


def read(sources: Sequence[Source], options: Options) -> Iterator[Item]:
    """The conversations of each channel, in the order of their first messages. Raises InputError without any."""
    users: _Users = {}
    for source in sources:
        if source.stem == "users":
            try:
                users = {str(user["id"]): user for user in _records(source.json) if "id" in user}
            except InputError as error:
                yield Unreadable(source.name, error.reason, error.line, error.column)
    home = _home(users)
    spoken: dict[tuple[str, str], list[Turn]] = {}
    first_file: dict[tuple[str, str], str] = {}
    for source in sources:
        if source.stem in _LISTS:
            continue
        try:
            day = source.json
        except InputError as error:
            yield Unreadable(source.name, error.reason, error.line, error.column)
            continue
        if not isinstance(day, list):
            yield Unreadable(source.name, "no list of Slack messages")
            continue
        for index, entry in enumerate(day):
            if isinstance(entry, dict) and "ts" in entry:
                key = _channel(source), str(entry.get("thread_ts", ""))
                first_file.setdefault(key, source.name)
                spoken.setdefault(key, []).append(_turn(entry, users, home, source.name, f"/{index}/text"))
            else:
                yield Unreadable(source.name, f"/{index}: no message")
    if not spoken:
        raise InputError("a Slack export without messages")
    for (channel, thread), turns in spoken.items():
        messages, guessed = settle(in_time_order(turns), options)
        if not users:
            guessed.insert(0, "partial: no users.json, so that people are called by their ids")
        yield Transcript(
            f"{channel}:{thread}" if thread else channel, messages, first_file[channel, thread],
            channel="slack", tags=(channel,), warnings=tuple(guessed),
        )  # fmt: skip


def _channel(source: Source) -> str:
    """The folder that a day's file lies in."""
    parts = [part for part in re.split(r"[/\\!]", source.name) if part]
    return parts[-2] if len(parts) > 1 else source.stem


def _home(users: _Users) -> str | None:
    """The team of most users: the workspace that was exported."""
    teams = [user["team_id"] for user in users.values() if isinstance(user.get("team_id"), str)]
    return max(set(teams), key=lambda team: (teams.count(team), team)) if teams else None


def _turn(entry: dict[str, Any], users: _Users, home: str | None, file: str, pointer: str) -> Turn:
    text = entry.get("text") if isinstance(entry.get("text"), str) else ""
    shared = _records(entry.get("attachments"))
    if not text:
        text = "\n".join(str(part.get("text") or part.get("fallback") or "") for part in shared).strip()
    files = _records(entry.get("files"))
    return Turn(
        _MARKUP.sub(lambda match: _decoded(match, users), str(text)),
        _role(entry, users, home),
        _name(entry, users),
        str(entry.get("client_msg_id") or entry["ts"]),
        clock.parse(entry["ts"]),
        attachments=tuple(str(part.get("name") or part.get("id") or "file") for part in files),
        origin=Origin(pointer=pointer, file=file),
    )


def _records(value: Any) -> list[dict[str, Any]]:
    return [part for part in value if isinstance(part, dict)] if isinstance(value, list) else []


def _role(entry: dict[str, Any], users: _Users, home: str | None) -> Role | None:
    if entry.get("subtype") is not None and str(entry["subtype"]) not in _SAID:
        return "system"
    user = users.get(str(entry.get("user")), {})
    if entry.get("bot_id") or entry.get("subtype") == "bot_message" or user.get("is_bot"):
        return "bot"
    team = user.get("team_id") or entry.get("user_team")
    return "customer" if user.get("is_stranger") or (home and team and team != home) else None


def _name(entry: dict[str, Any], users: _Users) -> str | None:
    """Who posted it; a bot that posts for a user is not that user."""
    user = users.get(str(entry.get("user")))
    posted_by_bot = bool(entry.get("bot_id")) or entry.get("subtype") == "bot_message"
    if user and (user.get("is_bot") or not posted_by_bot):
        return _called(user)
    profile = entry.get("bot_profile") if posted_by_bot else entry.get("user_profile")
    name = entry.get("username") or (_called({"profile": profile, **profile}) if isinstance(profile, dict) else None)
    return str(name or entry.get("bot_id" if posted_by_bot else "user") or "") or None


def _called(user: dict[str, Any]) -> str | None:
    profile = user["profile"] if isinstance(user.get("profile"), dict) else {}
    names = (profile.get("real_name"), user.get("real_name"), profile.get("display_name"), user.get("name"))
    return next((str(name) for name in names if name), None)


def _decoded(match: re.Match[str], users: _Users) -> str:
    """Mentions, channels and links as they are shown, and the three signs that Slack escapes, in one pass."""
    kind, target, label, sign = match.groups()
    if sign:
        return _SIGNS[sign]
    if kind == "@":
        return "@" + (label or _called(users.get(target, {})) or target)
    if kind == "#":
        return "#" + (label or target)
    if kind == "!":
        return label or "@" + target.split("^")[0]
    return label or target.removeprefix("mailto:")
