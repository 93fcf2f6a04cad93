"""Made-up support conversations in csaudit's JSON lines: seeded, so that everybody measures the same bytes.

    python tests/benchmarks/make_input.py 1000000 big.jsonl

Written for this, by a small grammar: no line of it is anybody's. What it shares with real conversations are the figures
that cost time: 4 to 18 messages each (10.5 on average), 16 to 250 characters a message (103 from customers, 128 from
agents), and cue hits per message within 20 % of what `csaudit cues` finds in real ones (run.py prints both).
"""

import random
import re
import sys
from collections.abc import Iterator
from typing import Any, BinaryIO

import msgspec

_GRAMMAR: dict[str, tuple[str, ...]] = {
    "thing": (
        "kettle", "oak desk", "winter coat", "blender", "router", "season ticket", "garden hose", "mattress", "pram",
        "headset", "coffee grinder", "floor lamp", "monthly plan", "gift card", "laptop sleeve", "bike light", "tent",
        "set of towels", "printer", "fitness band", "camera lens", "cot", "shower screen", "violin case", "toaster oven",
        "train pass", "hotel room", "SIM card", "standing desk", "rug", "carrier bag", "water filter", "sat nav",
    ),
    "place": (
        "Leeds", "the depot", "my flat", "Ghent", "your Riverside branch", "my sister's house", "work", "Oslo", "the hub",
        "gate 14", "the collection point", "Porto", "our cottage", "the lobby", "Cardiff", "locker 6",
    ),
    "day": (
        "Monday", "Tuesday", "yesterday", "last week", "on the 3rd", "this morning", "Friday", "two weeks ago", "tonight",
        "the 19th of May", "Sunday evening", "an hour ago", "in March",
    ),
    "name": (
        "Amara", "Tom", "Priya", "Jonas", "Mrs Okafor", "Lucía", "Mr Bell", "Wen", "Sofie", "Dmitri", "Aoife", "Rashid",
        "Bea", "Carlos", "Ines", "Noor",
    ),
    "agent": ("Alisha", "Ben", "Kofi", "Marta", "Deepak", "Yuki", "Grace", "Oskar"),
    "money": ("£{n}.99", "${n}", "€{n}.50", "{n} pounds", "Rs {n}"),
    "code": ("AB-{n}{n}", "#{n}{n}", "CN{n}-{n}", "{n}{n}{n}", "ref {n}/{n}"),
    "colour": ("green", "slate grey", "cream", "navy", "the wrong shade of blue", "bright orange"),
    "fault": (
        "leaks all over the worktop", "does not switch on", "keeps dropping the signal", "arrived with a crack",
        "makes a grinding noise", "has a leg missing", "was never delivered", "came in {colour}", "smells of smoke",
        "shows error {n}", "won't charge past {n} percent", "turned up open and scratched", "is stuck on the second step",
        "says it is out for delivery and then nothing", "was left in the rain at {place}", "tore on the first evening",
    ),
    "ask": (
        "Where is my {thing}?", "Can you tell me when the {thing} will be here?", "how do i send the {thing} back",
        "Is it possible to change the address to {place}?", "what are your hours on {day}", "do you ship to {place}?",
        "Could somebody explain the {money} on my bill?", "can i add {thing} to order {code}", "why was i charged {money}",
        "How long does the battery of the {thing} last?", "is the {thing} still in stock in {place}",
    ),
    "trouble": (
        "I bought a {thing} from you {day} and it {fault}.", "the {thing} i ordered {day} {fault}",
        "my {thing} {fault}, order {code}", "Your driver went to {place} instead, so the {thing} is lost.",
        "I was charged {money} twice for the {thing}", "you sent the wrong {thing}", "The {thing} {fault} again.",
        "still waiting on the {thing} since {day}", "It is {day} and there is no {thing} at {place}.",
        "the app crashed when i paid {money} for the {thing}", "The engineer never came to {place} {day}.",
        "I have called about the {thing} since {day} but nobody rings back", "my refund of {money} has not come yet",
    ),
    "anger": (
        "This is ridiculous.", "worst service i have had", "I am so annoyed!!", "absolutely useless", "FIX THIS NOW",
        "I'm really disappointed to be honest.", "this is a joke", "I will take my business elsewhere.", "unbelievable",
        "not good enough", "I have had enough of this", "what a shambles", "appalling how long this takes",
    ),
    "detail": (
        "the order number is {code}", "It was {money}, paid by card {day}.", "I live near {place}", "I tried that {day}",
        "it happened {day}, just after the update", "yes, twice, and it still {fault}", "my postcode is LS{n} 4QT",
        "I already reset it and it made no difference", "the box says {code}", "it is for my mother who lives in {place}",
        "no, the light on the front stays red", "the courier said {place} but nobody there knows about a {thing}",
        "I have the receipt here somewhere, one sec", "the screen just shows the logo and goes round and round",
    ),
    "story": (
        "the {brand} stood in the hall all weekend and the children were playing around it",
        "we moved to {place} {day} with the {brand} {thing}, the stairs are narrow and the lift was full of boxes",
        "it is the {colour} {brand} model from the spring catalogue, page {n}, with the round handle and the long lead",
        "at the till in {place} a man with glasses put it in a {brand} bag together with the {thing}",
        "on the {brand} website it shows a picture of the {thing} beside a plant on a white table",
        "my neighbour {name} took the parcel in at {n} and put it under the stairs next to the {brand} {thing}",
        "the {brand} {thing} ran fine on the train to {place} and all through the evening",
    ),
    "brand": ("{a}{b}{c}", "{a}{c}", "{a}{b}{b}{c}"),
    "a": ("Va", "Ko", "Tri", "Lu", "Mor", "Sen", "Pel", "Qui", "Dra", "Fen", "Gro", "Ha", "Jo", "Nu", "Ry", "Bel", "Cas"),
    "b": ("ri", "lo", "ta", "ne", "vi", "do", "sa", "me", "ku", "po", "ga", "li", "fe", "zu", "ra"),
    "c": ("x", "ne", "tor", "lia", "mo", "dex", "rin", "sta", "va", "let", "ko", "ron", "bly", "nd", "que"),
    "short": ("yes", "ok", "no", "thanks", "hello?", "right", "{code}", "one moment", "done", "hm", "sure", "anyone there?"),
    "happy": (
        "Thank you so much, that worked.", "great, thanks for your help", "ok that's perfect", "brilliant, cheers",
        "Thanks, have a good day.", "it works now, thank you", "Lovely. Bye!", "appreciate it", "that's all then, bye",
    ),
    "hello": ("Hi {name}, ", "Hello, ", "Good morning {name}. ", "Hi there! ", "Hello {name}, this is {agent}. ", "", "", "", ""),
    "sorry": (
        "I'm so sorry that your {thing} {fault}.", "Sorry about that.", "We apologise for the delay with your {thing}.",
        "I am sorry to hear that you had to wait.", "Apologies for the mix-up at {place}.", "That must be frustrating.",
        "I understand how annoying this must be.", "Oh no, that is not what we want to hear.",
    ),
    "clarify": (
        "Could you tell me your order number?", "Which {thing} is it, the {colour} one?", "May I have your postcode please?",
        "Did it happen {day} or before?", "Is the light on the front green or red?", "Can you send us a photo of the {thing}?",
        "What does it say on the label?", "Have you tried it with another cable?", "Do you see {code} on the box?",
    ),
    "act": (
        "I'll look into this for you right away.", "Let me check with {place}.", "I have refunded {money} to your card.",
        "I'm sending a new {thing} to {place}.", "We will replace the {thing} free of charge.", "I have passed this on to our team.",
        "I've booked an engineer for {day}.", "Our warehouse is looking for the {thing} now.", "I can see the order from {day}.",
        "It left {place} {day} and should be with you soon.", "I will get back to you by {day}.",
    ),
    "tell": (
        "Please go to Settings, tap Plans and choose the {thing}.", "The {thing} comes with a cable and a two year guarantee.",
        "Delivery to {place} takes three to five working days.", "You can bring it to {place} with the receipt.",
        "The page at https://example.com/help/{n} shows the steps.", "Hold the button for ten seconds until the light blinks.",
        "It costs {money} and can be cancelled at any time.", "The tracking page is updated each evening.",
        "Our shop in {place} opens at nine and closes at six.", "The {thing} is sold in {colour} and {colour}.",
        "The {brand} {thing} is made in {place}, weighs {n} grams and folds flat under a bed or behind a door.",
        "In the {brand} app there is a tile with a small house on it, and below it the list of rooms with the {thing}.",
        "The {colour} {brand} series has a wooden frame, the {colour} one an iron frame, and both fit through a {n} cm door.",
        "Parcels from {place} go by rail to the {brand} centre, are sorted there in the evening and travel on by van.",
        "Once the form is filled in, the team in {place} takes two days to go through it.",
    ),
    "refuse": (
        "Unfortunately we cannot change the address once it has left {place}.", "I'm afraid the {thing} is out of stock.",
        "That is not possible without a receipt.", "We don't have a {thing} in {colour}, but the {colour} one is the same size.",
        "You should have kept the box.", "There is nothing we can do about the fee.", "I don't know, you need to ask {place}.",
    ),
    "close": (
        "Is there anything else I can help you with?", "Thank you for your patience, {name}.", "Have a lovely day!",
        "Thanks for getting in touch.", "Just let us know if it happens again.", "You're welcome!", "Thank you for being with us.",
        "Take care. ^{agent}",
    ),
}  # fmt: skip
_SLOT = re.compile(r"\{(\w+)\}")
_SLANG = {"you": "u", "please": "pls", "your": "ur", "because": "cos", "are": "r", "thanks": "thx", "don't": "dont"}
_CHANNELS = ("chat", "chat", "chat", "email", "social", "messaging", None)


def conversations(messages: int, seed: int = 1) -> Iterator[dict[str, Any]]:
    """Conversations with `messages` messages in all."""
    chance = random.Random(seed)
    made = 0
    while made < messages:
        turns = min(2 + int(chance.gammavariate(3.4, 2.55)), messages - made)
        yield {"id": f"c{seed}-{made}", "channel": chance.choice(_CHANNELS), "messages": list(_messages(chance, turns))}
        made += turns


def one_long(messages: int, seed: int = 1) -> dict[str, Any]:
    """One conversation of that many messages, of the same stuff."""
    many = conversations(messages, seed)
    return {"id": "long", "channel": "chat", "messages": [message for one in many for message in one["messages"]]}


def write(out: BinaryIO, many: Iterator[dict[str, Any]]) -> None:
    """One conversation a line."""
    encode = msgspec.json.Encoder().encode
    out.writelines(encode(one) + b"\n" for one in many)


def _messages(chance: random.Random, turns: int) -> Iterator[dict[str, Any]]:
    upset, slang = chance.random() < 0.3, chance.random() < 0.25
    for turn in range(turns):
        customer = turn % 2 == 0 if chance.random() < 0.93 else turn % 2 == 1
        text = _customer(chance, turn, turns, upset) if customer else _agent(chance, turn, turns)
        if customer and slang:
            text = " ".join(_SLANG.get(word, word) for word in text.lower().split())
        if chance.random() < 0.05:
            text = text.replace("'", "’")
        yield {"role": "customer" if customer else "agent", "text": text}


def _customer(chance: random.Random, turn: int, turns: int, upset: bool) -> str:
    if turn == 0:
        kinds = [chance.choice(("trouble", "trouble", "ask")), "detail"][: chance.choice((1, 2, 2))]
    elif turn > turns - 3 and chance.random() < 0.55:
        kinds = ["happy"]
    else:
        kinds = chance.choices(("detail", "ask", "trouble", "short"), (5, 2, 3, 3), k=chance.choice((1, 1, 2, 3)))
    kinds[1:1] = ["story"] * chance.choice((0, 0, 0, 1, 1))
    if upset and chance.random() < 0.5:
        kinds.append("anger")
    return " ".join(_said(chance, kind) for kind in kinds)


def _agent(chance: random.Random, turn: int, turns: int) -> str:
    if turn > turns - 3:
        kinds = chance.choices(("close", "act", "tell"), (5, 2, 4), k=chance.choice((1, 2, 3)))
    else:
        weights = (2, 4, 4, 10, 1, 1)
        kinds = chance.choices(("sorry", "clarify", "act", "tell", "refuse", "close"), weights, k=chance.choice((1, 2, 2, 3, 3)))
    hello = _said(chance, "hello") if turn < 3 else ""
    return hello + " ".join(_said(chance, kind) for kind in kinds)


def _said(chance: random.Random, kind: str) -> str:
    """A sentence of a kind with its gaps filled."""
    def fill(match: re.Match[str]) -> str:
        return str(chance.randint(10, 999)) if match[1] == "n" else _said(chance, match[1])

    return _SLOT.sub(fill, chance.choice(_GRAMMAR[kind]))


if __name__ == "__main__":
    count, name = int(sys.argv[1]), sys.argv[2]
    with open(name, "wb") as stream:
        write(stream, conversations(count))
