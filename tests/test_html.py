"""HTML becomes the text that a person would have read, whatever the markup."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from csaudit.html import to_text


@pytest.mark.parametrize(
    ("markup", "text"),
    [
        pytest.param("<div>one</div><div>two</div>", "one\ntwo", id="blocks are lines"),
        pytest.param("one<br>two<br/>three", "one\ntwo\nthree", id="br breaks"),
        pytest.param("<div>one<br></div><div>two</div>", "one\ntwo", id="a br before the end of a block adds nothing"),
        pytest.param("<div>one</div><div><br></div><div>two</div>", "one\n\ntwo", id="an empty div is a blank line"),
        pytest.param("<p>one</p><p>two</p><p>&nbsp;</p><p>three", "one\n\ntwo\n\nthree", id="paragraphs"),
        pytest.param(
            "<p class=MsoNormal>one</p><p class=MsoNormal>two</p><p class=MsoNormal><o:p>&nbsp;</o:p></p>"
            "<p class=MsoNormal>three</p>", "one\ntwo\n\nthree", id="Outlook's paragraphs have no margin",
        ),
        pytest.param("<ul><li>one<li><p>two</p></li></ul>end", "- one\n- two\n\nend", id="lists"),
        pytest.param("<ul><li>a<ol><li>b</ol></ul>", "- a\n- b", id="a list in a list"),
        pytest.param("<table><tr><td>1<td>2</tr><tr><th>3</th><td>4</table>", "1 2\n3 4", id="cells and rows"),
        pytest.param("one&nbsp;two &amp; &#163;5 &lt;b&gt;", "one two & £5 <b>", id="entities"),
        pytest.param("one\n   two\t\tthree", "one two three", id="white space folds"),
        pytest.param("<pre>a\n  b\n\nc</pre>", "a\n  b\n\nc", id="pre keeps its lines"),
        pytest.param('<div style="white-space: pre-wrap">a\n  b</div>', "a\n  b", id="and so does pre-wrap"),
        pytest.param("a < b, I <3 it, 2 > 1", "a < b, I <3 it, 2 > 1", id="a bare angle bracket is text"),
        pytest.param('so happy <img src="x.png" alt="😀"> <img alt="logo">', "so happy 😀", id="emoji as a picture"),
        pytest.param("in&shy;de\u200bed", "indeed", id="break chances inside words are no text"),
        pytest.param("", "", id="nothing"),
    ],
)  # fmt: skip
def test_text_reads_as_on_the_page(markup: str, text: str) -> None:
    assert to_text(markup) == text


@pytest.mark.parametrize(
    "hidden",
    [
        "<head><title>t</title><style>p {}</style></head>",
        "<script>if (a < b) alert('</p>')</script>",
        "<STYLE>.x > p {}</STYLE>",
        "<!-- a comment > with -- dashes -->",
        "<!--[if gte mso 9]><xml>x</xml><![endif]-->",
        "<!DOCTYPE html>",
        "<?xml version='1.0'?>",
        '<div style="display: none">x</div>',
        '<span style="color:red; DISPLAY:NONE !important">x</span>',
        "<div hidden>x<div>y</div></div>",
        '<span style="font-size:0px">x</span>',
        '<div style="max-height:0;overflow:hidden">x</div>',
        '<div style="visibility:hidden">x</div>',
        "<template>x</template>",
    ],
)
def test_what_a_browser_does_not_show_is_dropped(hidden: str) -> None:
    assert to_text(f"{hidden}seen{hidden}") == "seen"


@pytest.mark.parametrize(
    "shown",
    [
        '<td style="font-size:0"><div style="font-size:13px">seen</div></td>',  # as MJML lays out every mail
        '<div style="height:0">seen</div>',
        '<div aria-hidden="false" style="opacity:0.9;line-height:0">seen</div>',
        '<p hidden>x<p>seen',
    ],
)
def test_what_only_looks_hidden_stays(shown: str) -> None:
    assert to_text(shown) == "seen"


@pytest.mark.parametrize(
    "quote",
    [
        pytest.param('<div class="gmail_quote">On Monday X wrote:<blockquote class="gmail_quote">q</blockquote></div>',
                     id="Gmail"),
        pytest.param('<div class="gmail_extra"><br><div class="gmail_quote">On<blockquote>q</blockquote></div></div>',
                     id="older Gmail"),
        pytest.param('<div class="gmail_quote gmail_quote_container"><div class="gmail_attr">---- Forwarded ----</div>'
                     "<div>q</div></div>", id="Gmail forward"),
        pytest.param('<blockquote type="cite"><div>On Monday X wrote:</div>q</blockquote>', id="Apple Mail"),
        pytest.param('<div class="moz-cite-prefix">X wrote:</div><blockquote type="cite">q</blockquote>',
                     id="Thunderbird"),
        pytest.param('<div id="ydp1" class="yahoo_quoted">q<blockquote>r</blockquote>s</div>', id="Yahoo"),
        pytest.param('<div id="appendonsend"></div><hr><div id="divRplyFwdMsg">From: X</div><p>q</p>', id="Outlook"),
        pytest.param('<div class="protonmail_quote">On X<blockquote class="protonmail_quote" type="cite">q</blockquote>'
                     "</div>", id="Proton"),
        pytest.param('<div class="zmail_extra">---- On X ----<blockquote>q</blockquote></div>', id="Zoho"),
        pytest.param('<span id="OLK_SRC_BODY_SECTION">q</span>', id="Outlook for Mac"),
    ],
)  # fmt: skip
def test_quoted_mail_goes_by_the_marks_of_mail_programs(quote: str) -> None:
    markup = f"<div>A reply.</div>{quote}"
    assert to_text(markup, quoted=False) == "A reply."
    assert "q" in to_text(markup)


def test_an_answer_between_two_quotes_stays() -> None:
    markup = (
        '<div class="gmail_quote"><div class="gmail_attr">On Monday X wrote:</div>'
        '<blockquote class="gmail_quote">When?<blockquote>Eh?</blockquote></blockquote><div>On Tuesday.</div>'
        '<blockquote class="gmail_quote">How much?</blockquote><div>Ten.</div></div>'
    )
    assert to_text(markup, quoted=False).split() == ["On", "Tuesday.", "Ten."]


def test_a_blockquote_without_a_mark_is_the_writers_own() -> None:
    assert to_text("<p>The terms say:</p><blockquote>Ten days.</blockquote>", quoted=False) == (
        "The terms say:\n\nTen days."
    )


@pytest.mark.parametrize(
    "hostile",
    [
        "<div>" * 3_000 + "x" + "</div>" * 3_000, "<div>" * 100_000 + "x", "</div>" * 100_000 + "x",
        "<b><i>" * 20_000 + "x" + "</b></i>" * 20_000, "x<!--" * 100_000, "x<a " * 100_000, "x" + "<a b='\">" * 100_000,
        "x<style>" * 50_000, 'x<div class="gmail_quote"><blockquote>' * 20_000 + "</div>" * 20_000, "x" + "<" * 100_000,
        "x" + '<a b="' * 100_000, "x" + "&" * 100_000, "<li>" * 50_000 + "x",
    ],
    ids=lambda markup: f"{markup[:12]} {len(markup)}",
)  # fmt: skip
def test_hostile_markup_is_read_too(hostile: str) -> None:
    to_text(hostile, quoted=False)
    assert "x" in to_text(hostile)


TAGS = st.sampled_from(
    ["<p>", "</p>", "<div>", "<div", "<li>", "<ul>", "<td>", "<br>", "<pre>", "</pre>", "<!--", "-->", "<style>", "&",
     "</style>", "&nbsp;", "&#0;", "&#xD800;", "<", ">", '"', "'", '<div class="gmail_quote">', "<blockquote>",
     "</blockquote>", "<b hidden>", " ", "\n", "\r", "a"]
)  # fmt: skip


@given(st.lists(TAGS | st.text(max_size=5), max_size=40).map("".join))
def test_any_markup_gives_clean_lines(markup: str) -> None:
    for quoted in (True, False):
        text = to_text(markup, quoted)
        assert "\n\n\n" not in text or "<pre" in markup
        assert text == text.strip("\n")
        assert all(line == line.rstrip() for line in text.split("\n"))


@given(st.text(st.characters(codec="utf-8", exclude_characters="<&\u00ad\u200b\ufeff\xa0")))
def test_text_without_tags_keeps_its_words(text: str) -> None:
    assert to_text(text).split() == text.split()
