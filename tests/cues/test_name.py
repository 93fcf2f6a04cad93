"""The customer addressed by name: by place and by what is known, never by which name it is."""

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from csaudit import names
from csaudit.cues import name
from csaudit.model import Hit, Message, Transcript


def found(text: str, *customer: str, author: str | None = None, agent: str | None = None) -> list[Hit]:
    """The hits in the agent's `text`, after what the customer said before."""
    said = tuple(Message("customer", one, author) for one in customer)
    transcript = Transcript("t", (*said, Message("agent", text, agent)), customer=author)
    return [hit for hit in name.find(transcript, "agent", {}, name.Options()) if hit.message == len(said)]


def quotes(text: str, *customer: str, author: str | None = None, agent: str | None = None) -> list[str]:
    return [text[hit.start : hit.end] for hit in found(text, *customer, author=author, agent=agent)]


@pytest.mark.parametrize(
    ("text", "quote"),
    [
        ("Hi Sarah, the kettle ships today.", "Sarah"),
        ("@kettle_fan Hi Sarah! Which colour?", "Sarah"),
        ("hello sarah, one moment", "sarah"),
        ("HI SARAH, IT SHIPS TODAY", "SARAH"),
        ("Good morning Zoë", "Zoë"),
        ("Dear Anne-Marie,\nThe form is attached.", "Anne-Marie"),
        ("Hi Lee Chia Shen, it is on its way", "Lee Chia Shen"),
        ("Hello Ludwig van Dam, it is on its way", "Ludwig van Dam"),
        ("Hello, Ola. Which shop was it?", "Ola"),
        ("Hi Will, may I call you?", "Will"),
        ("Hi May thanks for the photo", "May"),
        ("Thanks, Tom. I will check.", "Tom"),
        ("Thanks Tom for the photo", "Tom"),
        ("Thank you O'Neill.", "O'Neill"),
        ("No problem Tom :)", "Tom"),
        ("Certainly, Mr. Okafor.", "Mr. Okafor"),
        ("Mrs Smith I am so sorry this happened", "Mrs Smith"),
        ("Thank you Mrs. O’Brien", "Mrs. O’Brien"),
        ("That sounds odd, Priya! Which floor?", "Priya"),
        ("Have a lovely weekend, Priya.", "Priya"),
        ("Yes, Priya. It is open.", "Priya"),
        ("And Priya, could you try the side door?", "Priya"),
        ("We are sorry about that, Will.", "Will"),
        ("Is it working for you, Priya? ^MB", "Priya"),
    ],
)
def test_a_name_in_the_place_of_an_address_counts_and_is_quoted(text: str, quote: str) -> None:
    assert quotes(text) == [quote]
    assert all(hit.sure for hit in found(text))


@pytest.mark.parametrize(
    "text",
    [
        "Hi there, how can we help?",
        "Hi There, how can we help?",
        "Hello All,",
        "Good afternoon Team",
        "Dear Sir or Madam,",
        "Dear Valued Customer,",
        "Hi, Unfortunately it is sold out",
        "Hello Thank you for the photo",
        "Hi How can I help?",
        "Hi Can you send the form?",
        "Hi So sorry about that",
        "Thanks Again!",
        "Good Luck!",
        "@sarah_jones we are on it",
        "@4711 Thanks! It ships today",
        "Thanks for choosing Brightwater!",
        "It is sold in London, England.",
        "Please try Chrome, Firefox or Safari.",
        "Open Settings, then General.",
        "However, Monday is fine.",
        "The meeting is on Monday, Tuesday, Friday.",
        "Sarah's parcel is here",
        "I have the order for Sarah Jones",
        "The driver was called Sarah.",
    ],
)
def test_other_words_with_a_capital_and_people_spoken_about_do_not_count(text: str) -> None:
    assert quotes(text) == []


@pytest.mark.parametrize(
    "text",
    [
        "My name is Alisha, how can I help?",
        "Thanks for calling, this is Alisha.",
        "Hi, I'm Alisha",
        "You're through to Alisha.",
        "Hi there. It ships today. - Alisha",
        "Hi there. It ships today. ^Alisha",
        "Hi there. It ships today. ^JR",
        "Hi there. It ships today. /Ali",
        "Hi there. It ships today. Alisha",
        "It ships today.\nAlisha",
        "It ships today.\n\nThanks,\nAlisha",
        "It ships today. Kind regards, Alisha",
        "Regards, Alisha",
        "Which shop was it? TY - Alisha",
    ],
)
def test_the_agents_own_name_does_not_count(text: str) -> None:
    assert quotes(text) == []


@pytest.mark.parametrize("text", ["THAT SOUNDS ODD, PRIYA! WHICH FLOOR?", "OK, ONE MOMENT. THANKS PRIYA!"])
def test_where_all_is_in_capitals_they_tell_nothing_and_the_name_is_not_sure(text: str) -> None:
    assert [(hit.sure, text[hit.start : hit.end]) for hit in found(text)] == [(False, "PRIYA")]
    assert all(hit.sure for hit in found(text, "Hi, I'm Priya"))


@pytest.mark.parametrize("text", ["MAY I HAVE YOUR NAME, PLEASE?", "IT IS OPEN, THOUGH. NO REFUNDS!", "THANKS AGAIN!"])
def test_capitals_alone_make_no_name(text: str) -> None:
    assert quotes(text) == []


def test_a_customer_who_thanks_the_agent_by_name_does_not_give_that_name() -> None:
    assert quotes("It ships today. - Alisha", "where is it? Thanks, Alisha") == []
    assert quotes("Glad to hear it. Alisha, desk two", "Thanks, Alisha", agent="Alisha Brown") == []


@pytest.mark.parametrize(
    "said",
    ["my name is priya", "Hi, I'm Priya.", "Priya here, still waiting", "where is it? Thanks, Priya",
     "still broken\nPriya", "still broken - Priya", "this is Priya from flat 4", "name: priya sharma", "call me Priya"],
)  # fmt: skip
def test_a_name_that_the_customer_gave_counts_in_more_places_and_in_lower_case(said: str) -> None:
    assert quotes("thanks priya, i see it", said) == ["priya"]
    assert quotes("I have passed that on Priya ^MB", said) == ["Priya"]
    assert quotes("Could I ask, Priya, which floor it is?", said) == ["Priya"]


def test_a_name_in_the_data_counts_and_a_role_or_a_handle_with_digits_is_no_name() -> None:
    assert quotes("Could you Priya please hold", author="Priya Sharma") == ["Priya"]
    assert quotes("ok will, one moment", "hello", author="Will Hart") == ["will"]
    assert quotes("we will, of course", "hello", author="Will Hart") == []
    assert not any(map(names.words, ("Customer", "user_4711", "Visitor 12", "", None)))


def test_a_handle_used_as_a_name_counts() -> None:
    assert quotes("Hi Kettlefan, which colour?", "hello", author="kettlefan99") == ["Kettlefan"]


def test_a_name_that_the_agent_greeted_is_known_from_then_on() -> None:
    agent = (Message("agent", "Hi Bo, one moment"), Message("agent", "I have sent that off Bo ^MB"))
    hits = list(name.find(Transcript("t", agent), "agent", {}, name.Options()))
    assert [hit.message for hit in hits] == [0, 1]


@pytest.mark.parametrize(
    "text", ["Bea, once it is here we will ring you", "When did you post your form Bea?", "I hear you, Bea, one moment"]
)
def test_an_unknown_name_in_a_weak_place_is_not_sure(text: str) -> None:
    assert [(hit.sure, text[hit.start : hit.end]) for hit in found(text)] == [(False, "Bea")]


@pytest.mark.parametrize(
    "masked", ["NAME-M", "[PERSON_NAME]", "#NAME#", "<name>", "[First Name]", "{{customer.first_name}}"]
)
def test_redacted_names_and_placeholders_count_by_their_place(masked: str) -> None:
    assert quotes(f"Hi {masked}, one moment") == [masked]
    assert quotes(f"Okay {masked} - one moment") == [masked]
    assert quotes(f"Thanks for calling, this is {masked} at the desk") == []
    assert quotes(f"Your last name? {masked}, {masked}, {masked}.") == []


def test_a_placeholder_for_the_agent_or_the_company_does_not_count() -> None:
    assert quotes("Thanks, {{agent.name}}.") == quotes("Hello [COMPANY_NAME].") == []


def test_a_company_can_name_its_products_as_no_names() -> None:
    transcript = Transcript("t", (Message("agent", "It works on that too, Kindlebox."),))
    assert list(name.find(transcript, "agent", {}, name.Options()))
    assert not list(name.find(transcript, "agent", {}, name.Options(("Kindlebox",))))


FRAMES = [
    "Hi {}, it ships today", "Good morning {}!", "Dear Ms {},", "Thanks, {}. I will check.", "Sorry about that, {}.",
    "My name is {} and I can help", "It ships today. - {}", "It ships today.\n{}", "I have the order for {}",
    "@{} it ships today", "Thanks for choosing {}!", "{}, once it is here we will ring you", "Hi {} thanks for that",
]  # fmt: skip


@given(
    st.sampled_from(FRAMES),
    st.one_of(
        st.sampled_from(["Will", "May", "Mark", "Grace", "Hope", "Ty", "Sunny", "Emily", "Łukasz", "Zoë", "O'Neill"]),
        st.from_regex(r"[A-Z][a-z]{4,9}", fullmatch=True),
    ),
)
def test_no_verdict_depends_on_which_name_it_is(frame: str, other: str) -> None:
    assume(other.lower() not in names.NOBODY | names.OPENERS or other in {"Will", "May"})
    swapped = [(hit.start, hit.sure) for hit in found(frame.format(other))]
    if not other.isalpha() and frame.startswith("@"):
        return  # no handle
    assert swapped == [(hit.start, hit.sure) for hit in found(frame.format("Sarah"))]


@given(st.text(max_size=200))
def test_any_text_is_read_and_every_hit_lies_inside_it(text: str) -> None:
    for hit in found(text, text):
        assert 0 <= hit.start < hit.end <= len(text)
