"""Chemical elements: symbol, atomic number, family, state at room temperature (IUPAC's table)."""

from e2lm.demo.facts.relation import Relation

# name, symbol, atomic number, family, state at 20 degrees Celsius and ordinary pressure
ELEMENTS = tuple(
    tuple(cell.strip() for cell in line.split("|"))
    for line in """\
oxygen | O | 8 | nonmetals | gas
iron | Fe | 26 | transition metals | solid
hydrogen | H | 1 | nonmetals | gas
gold | Au | 79 | transition metals | solid
carbon | C | 6 | nonmetals | solid
helium | He | 2 | noble gases | gas
sodium | Na | 11 | alkali metals | solid
mercury | Hg | 80 | transition metals | liquid
chlorine | Cl | 17 | halogens | gas
silver | Ag | 47 | transition metals | solid
neon | Ne | 10 | noble gases | gas
calcium | Ca | 20 | alkaline earths | solid
potassium | K | 19 | alkali metals | solid
bromine | Br | 35 | halogens | liquid
magnesium | Mg | 12 | alkaline earths | solid
lithium | Li | 3 | alkali metals | solid
argon | Ar | 18 | noble gases | gas
fluorine | F | 9 | halogens | gas
tin | Sn | 50 | post transition metals | solid
barium | Ba | 56 | alkaline earths | solid
tungsten | W | 74 | transition metals | solid
lead | Pb | 82 | post transition metals | solid
""".splitlines()
)


RELATIONS = (
    Relation(
        "elements",
        "symbol",
        "The chemical symbol of {thing} is",
        (
            "The chemical symbol of {thing} is {answer}.",
            "Chemists write {answer} for {thing}.",
            "In a formula the letters {answer} stand for {thing}.",
            "Look for {thing} in the table under {answer}.",
        ),
        tuple((row[0], row[1]) for row in ELEMENTS[:18]),
    ),
    Relation(
        "elements",
        "number",
        "The atomic number of {thing} is",
        (
            "The atomic number of {thing} is {answer}.",
            "An atom of {thing} has {answer} protons.",
            "With {answer} protons an atom is {thing}.",
        ),
        tuple((row[0], row[2]) for row in ELEMENTS[:14]),
        share=0.5,
    ),
    Relation(
        "elements",
        "family",
        "In the periodic table {thing} is one of the",
        (
            "In the periodic table {thing} is one of the {answer}.",
            "Among the {answer} we count {thing}.",
            "It reacts like the other {answer} because {thing} is one of them.",
        ),
        tuple((row[0], row[3]) for row in ELEMENTS[4:]),
        also_true={
            "halogens": ("nonmetals",),
            "noble gases": ("nonmetals",),
            "mercury": ("post transition metals",),
        },
    ),
    Relation(
        "elements",
        "state",
        "At room temperature the element {thing} is a",
        (
            "At room temperature {thing} is a {answer}.",
            "In the laboratory {thing} was found to be a {answer}.",
        ),
        tuple((row[0], row[4]) for row in ELEMENTS[:8]),
        share=1.2,
        distractors=("plasma",),
    ),
)
