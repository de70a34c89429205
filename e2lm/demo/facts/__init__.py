"""Tables of true statements about nature, subject by subject, and the sentences that tell them."""

from e2lm.demo.facts import anatomy, animals, astronomy, chemistry, discoveries, elements, physics, plants, units
from e2lm.demo.facts.composed import COMPOSED
from e2lm.demo.facts.relation import Relation

RELATIONS: tuple[Relation, ...] = tuple(
    relation
    for table in (anatomy, animals, astronomy, chemistry, discoveries, elements, physics, plants, units)
    for relation in table.RELATIONS
)
SUBJECTS: tuple[str, ...] = tuple(dict.fromkeys(relation.subject for relation in RELATIONS))

__all__ = ["COMPOSED", "RELATIONS", "SUBJECTS", "Relation"]
