"""Minutes as a page: one file, its code inside once, nothing asked of a network, people's text only ever text."""

from __future__ import annotations

from dataclasses import replace
from html.parser import HTMLParser

from e2lm.figures.minutes import report
from tests.e2lm.minutes.toy_meeting import HOSTILE, toy_minutes
from tests.e2lm.reviews.toy_evidence import TOY

ASKING = {"src", "href", "srcset", "poster", "data", "action", "formaction", "background"}


class _Read(HTMLParser):
    """The tags of a page, what they ask for, and its text outside of script and style."""

    def __init__(self) -> None:
        super().__init__()
        self.tags: list[str] = []
        self.asked: list[str] = []
        self.text = ""
        self.scripts: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append(tag)
        self.asked += [value or "" for name, value in attrs if name in ASKING]
        if tag == "script":
            self.scripts.append("")

    def handle_data(self, data: str) -> None:
        if self.cdata_elem == "script":
            self.scripts[-1] += data
        elif self.cdata_elem is None:
            self.text += data


PAGE = report(toy_minutes())


def _read() -> _Read:
    found = _Read()
    found.feed(PAGE)
    return found


def test_it_asks_for_nothing_but_places_on_itself() -> None:
    found = _read()
    assert found.asked
    assert all(address.startswith("#point-") for address in found.asked)
    assert not {"link", "iframe", "object", "embed", "base"} & {*found.tags}
    assert "default-src &#x27;none&#x27;" in PAGE


def test_the_code_of_figures_is_inside_once_and_one_figure_is_drawn() -> None:
    scripts = _read().scripts
    assert sum(len(script) > 1_000_000 for script in scripts) == 1
    drawn = [script for script in scripts if "Plotly.newPlot(" in script and len(script) < 1_000_000]
    assert len(drawn) == 1
    assert '"curves-1"' in drawn[0]


def test_it_holds_the_decision_the_numbers_and_the_command() -> None:
    text = _read().text
    for words in ("order is stable", "0.971", "0.965 to 0.977 (95 %)", "because no web-only run is loaded",
                  TOY.questions_hash, TOY.runs_hash, TOY.command, "beyond its interval"):  # fmt: skip
        assert words in text


def test_what_people_wrote_is_shown_letter_for_letter() -> None:
    found = _read()
    assert HOSTILE in found.text
    assert found.tags.count("script") == 2  # plotly's code and one figure


def test_a_model_named_as_a_tag_stays_a_name() -> None:
    name = "</script><script>alert(1)</script>"
    minutes = toy_minutes()
    looked = minutes.entries[0].looked
    assert looked is not None
    curves = (replace(TOY.curves[0], model=name), *TOY.curves[1:])
    entry = replace(minutes.entries[0], looked=replace(looked, evidence=replace(TOY, curves=curves)))
    found = _Read()
    found.feed(report(replace(minutes, entries=(entry,))))
    assert found.tags.count("script") == 2
    assert name in found.text


def test_equal_minutes_give_equal_bytes() -> None:
    assert report(toy_minutes()) == PAGE
