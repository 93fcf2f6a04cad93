"""Liquid's and Jinja's own parsers agree with the scanner on which blocks and closers are broken."""

import pytest

from csaudit.placeholders.scan import scan
from csaudit.placeholders.syntaxes import named

liquid = pytest.importorskip("liquid")
jinja2 = pytest.importorskip("jinja2")

TEXTS = [
    ("{% if a %}b{% endif %}", True),
    ("{% if a %}b{% else %}c{% endif %}{{ d }}", True),
    ("{% for a in b %}{{ a.c }}{% endfor %}", True),
    ("{% raw %}{{ {% endraw %}", True),
    ("{% if a %}b", False),
    ("{% if a %}b{% endfor %}", False),
    ("b{% endif %}", False),
    ("{% nonsense %}", False),
]


@pytest.mark.parametrize(("text", "right"), TEXTS)
def test_python_liquid_agrees(text, right):
    try:
        liquid.Environment().from_string(text)
        parsed = True
    except liquid.exceptions.LiquidError:
        parsed = False
    assert parsed == right == (not scan(text, named("liquid")))


@pytest.mark.parametrize(("text", "right"), TEXTS)
def test_jinja_agrees(text, right):
    try:
        jinja2.Environment(autoescape=True).parse(text)
        parsed = True
    except jinja2.TemplateSyntaxError:
        parsed = False
    assert parsed == right == (not scan(text, named("jinja")))
