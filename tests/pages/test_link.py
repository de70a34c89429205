"""Short links: what a page shows is kept and opened again; what an address names and is not here is said."""

from __future__ import annotations

from pathlib import Path

from streamlit.testing.v1 import AppTest

from e2lm.candidates.candidate import Candidate
from e2lm.reviews.links import code_of, in_pieces, query_of
from pages.shared import queries
from results_store import open_store
from results_store.candidates import candidates, drop_candidate, save_candidate
from results_store.reviews import reviews, say
from tests.pages.conftest import Open
from tests.pages.opened import texts

FACTS = "local_mmlu_cloze_global_facts"


def said(app: AppTest) -> str:
    return texts(app).replace("\\", "")


def kept(home: Path, page: str, **query: str | tuple[str, ...]) -> str:
    """A link in the journal of `home`; its code."""
    values = query_of(query)
    code = code_of(page, values)
    say(home, "ada", "link", f"link:{code}", page=page, query={name: list(one) for name, one in values.items()})
    return code


def test_a_link_opens_its_page_with_a_list_too_long_for_an_address(open_app: Open, filled_home: Path) -> None:
    keys = [f"{number:016x}" for number in range(200)]
    code = kept(filled_home, "explore", family="sci-s", task=FACTS, doc_keys=in_pieces("\n".join(keys)))
    app = open_app(filled_home, "link", to=code)
    assert not app.exception
    assert app.query_params["doc_keys"] in (f"link:{code}", [f"link:{code}"])
    assert app.text_area(key="linked_doc_keys").value == "\n".join(keys)


def test_a_line_that_was_edited_leads_nowhere_and_the_page_says_where_links_are_kept(
    open_app: Open, filled_home: Path
) -> None:
    say(filled_home, "ada", "link", "link:abcdefghij", page="data", query={})
    app = open_app(filled_home, "link", to="abcdefghij")
    assert not app.exception
    assert "is not kept here" in said(app)
    assert "reviews.jsonl" in said(app)


def test_what_is_not_here_is_said_and_a_dropped_candidate_taken_back(open_app: Open, filled_home: Path) -> None:
    with open_store(filled_home) as store:
        one = save_candidate(store, Candidate("early", FACTS, ("a", "b"), "acc"))
        drop_candidate(store, one.version)
    app = open_app(filled_home, "build", family="sci-s", task=FACTS, metric="guess", before=one.version)
    assert not app.exception
    assert "the metric **guess** of this address is not here; shown is **acc**" in said(app)
    assert f"the candidate **{one.version}** of this address is not here" in said(app)
    next(button for button in app.button if "take it back" in button.label).click()
    app.run()
    assert [saved.version for saved in candidates(queries.store())] == [one.version]
    assert "the candidate" not in said(app)
    assert reviews(filled_home).said == ()
