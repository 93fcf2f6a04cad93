"""What a reply reads like: every branch, with the way back to the source."""

import pytest

from csaudit.placeholders.reading import MAX_READINGS, readings
from csaudit.placeholders.syntaxes import named


def read(text, syntax="liquid", markup="text"):
    return [one.text for one in readings(text, named(syntax), markup)]


@pytest.mark.parametrize(
    ("syntax", "text", "texts"),
    [
        ("liquid", "Hi {{name}}, it is {{order.id}}.", ["Hi Alex, it is 1042."]),
        ("liquid", "{% if a %}Yes{% else %}No{% endif %}.", ["Yes.", "No."]),
        ("liquid", "{% if a %}Yes{% elsif b %}Maybe{% endif %}.", ["Yes.", "Maybe.", "."]),
        ("liquid", "{% case a %} {% when 1 %}One{% when 2 %}Two{% else %}Many{% endcase %}", ["One", "Two", "Many"]),
        ("liquid", "{% for a in b %}x{% endfor %}", ["x", ""]),
        ("liquid", "a{% comment %}b{% endcomment %}", ["ab"]),
        ("mustache", "{{#a}}x{{/a}}{{^a}}y{{/a}}", ["xy", "x", "y", ""]),
        ("handlebars", "{{#if a}}x{{else}}y{{/if}}", ["x", "y"]),
        ("spintax", "{Hi|Hello|} you", ["Hi you", "Hello you", " you"]),
        ("spintax", "{Hi|{Hey|Yo}}", ["Hi", "Hey", "Yo"]),
        ("helpscout", "Hi {%customer.firstName,fallback=there%}!", ["Hi Alex!"]),
        ("zendesk", "{% if a %}open", ["open", ""]),
    ],
)
def test_every_branch_is_read(syntax, text, texts):
    assert read(text, syntax) == texts


def test_html_is_read_without_its_tags_and_comments():
    text = "<!-- no --><p>Don&#39;t&nbsp;<b>worry</b></p><p>Bye</p><style>p {x}</style>"
    assert read(text, "none", "html")[0].split("\n") == ["", "Don't worry", "", "Bye", ""]


def test_markdown_is_read_without_its_marks():
    assert read("# Hi\n\n- **Tap** [here](https://x.example) or `x`\n", "none", "markdown") == [
        "Hi\n\nTap here or code\n"
    ]


def test_the_way_back_leads_to_the_same_characters():
    text = "<p>Hi {{name}}, we don&#39;t {% if a %}know{% else %}care{% endif %}</p>"
    for reading in readings(text, named("liquid"), "html"):
        for word in ("Hi", "we", "know", "care"):
            if word in reading.text:
                at = reading.source(reading.text.index(word))
                assert text[at : at + len(word)] == word


def test_ten_forks_are_not_a_thousand_readings_yet_each_branch_is_read():
    text = " ".join(f"{{% if a{n} %}}yes{n}{{% else %}}no{n}{{% endif %}}" for n in range(10))
    texts = read(text)
    assert 2 <= len(texts) <= MAX_READINGS
    for n in range(10):
        assert any(f"yes{n}" in one for one in texts)
        assert any(f"no{n}" in one for one in texts)


def test_blocks_nested_a_thousand_deep_end_well():
    assert readings("{% if a %}" * 300 + "x", named("liquid"))
