"""A link's code is a hash of what it opens; what is too long for an address stays in the link."""

from __future__ import annotations

from e2lm.reviews.events import Event
from e2lm.reviews.links import CODE, LONGEST, code_of, in_pieces, is_sound, named_in, opened, query_of, whole
from e2lm.reviews.said import Link
from e2lm.reviews.state import replay

QUERY = query_of({"task": "mmlu", "subjects": ["law", "virology"], "find": ""})


def link(page: str, query: dict[str, tuple[str, ...]], code: str = "") -> Link:
    """As the journal gives it back: values are lists there."""
    said = {name: list(values) for name, values in query.items()}
    about = f"link:{code or code_of(page, query)}"
    line = Event("0" * 16, 1.0, "ada", "link", about, {"page": page, "query": said})
    return next(iter(replay([line]).links.values()))


def test_the_same_view_has_the_same_code_in_whatever_order_it_is_said() -> None:
    again = query_of({"subjects": ("law", "virology"), "task": ["mmlu"]})
    assert code_of("explore", QUERY) == code_of("explore", again)
    assert CODE.fullmatch(code_of("explore", QUERY))


def test_another_page_value_or_order_of_values_is_another_view() -> None:
    others = [
        code_of("explore", QUERY), code_of("curves", QUERY), code_of("explore", {}),
        code_of("explore", query_of({"task": "mmlu", "subjects": ["virology", "law"]})),
        code_of("explore", query_of({"task": "mmlu,law", "subjects": "virology"})),
    ]  # fmt: skip
    assert len(set(others)) == len(others)


def test_a_code_stays_what_it_is() -> None:
    """Links are pasted into mails and minutes: a change of this value would break every one of them."""
    assert code_of("question", query_of({"doc": "abc", "of": "mmlu"})) == "vwaji2v56t"


def test_a_line_that_was_edited_is_no_sound_link() -> None:
    assert is_sound(link("explore", QUERY))
    assert not is_sound(link("explore", query_of({"task": "other"}), code_of("explore", QUERY)))


def test_a_long_list_is_kept_whole_and_the_address_names_its_link() -> None:
    keys = "\n".join(f"{number:016x}" for number in range(14_042))
    one = link("explore", query_of({"task": "mmlu", "doc_keys": in_pieces(keys)}))
    assert whole(query_of(one.query)["doc_keys"]) == keys
    address = opened(one)
    assert address == {"task": ("mmlu",), "doc_keys": (f"link:{one.code}",)}
    assert named_in(address["doc_keys"][0]) == one.code


def test_a_short_list_stands_in_the_address_itself() -> None:
    assert opened(link("explore", query_of({"doc_keys": "a" * LONGEST})))["doc_keys"] == ("a" * LONGEST,)


def test_a_text_that_only_begins_like_a_link_is_a_text() -> None:
    assert named_in("link:short") == named_in("abcdefghij") == named_in("link:ABCDEFGHIJ") == ""
