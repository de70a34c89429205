"""The sky: order and kind of planets, their moons, the constellations of bright stars, superlatives of the planets."""

from e2lm.demo.facts.relation import Relation, pairs

RELATIONS = (
    Relation(
        "astronomy",
        "order",
        "Counted from the Sun, the planet {thing} is the",
        (
            "Counted from the Sun, the planet {thing} is the {answer}.",
            "The {answer} planet from the Sun is {thing}.",
        ),
        pairs("""
            Earth = third; Mars = fourth; Mercury = first; Jupiter = fifth; Venus = second; Saturn = sixth;
            Neptune = eighth; Uranus = seventh
        """),
    ),
    Relation(
        "astronomy",
        "kind",
        "Astronomers call {thing} a",
        (
            "Astronomers call {thing} a {answer}.",
            "Seen through a telescope {thing} is a {answer}.",
        ),
        pairs("""
            Jupiter = gas giant; Mars = rocky planet; Neptune = ice giant; Pluto = dwarf planet; Saturn = gas giant;
            Venus = rocky planet; Uranus = ice giant; Ceres = dwarf planet; Eris = dwarf planet
        """),
        share=1.2,
        distractors=("comet",),
        also_true={"ice giant": ("gas giant",)},
    ),
    Relation(
        "astronomy",
        "moon",
        "The moon {thing} goes around",
        (
            "The moon {thing} goes around {answer}.",
            "Around {answer} you find the moon {thing}.",
            "A probe on its way to {answer} took pictures of {thing}.",
        ),
        pairs("""
            Europa = Jupiter; Titan = Saturn; Phobos = Mars; Triton = Neptune; Ganymede = Jupiter; Charon = Pluto;
            Titania = Uranus; Enceladus = Saturn; Deimos = Mars; Oberon = Uranus; Callisto = Jupiter; Nereid = Neptune
        """),
        share=0.9,
    ),
    Relation(
        "astronomy",
        "constellation",
        "The star {thing} shines in the constellation",
        (
            "The star {thing} shines in the constellation {answer}.",
            "In {answer} the brightest point is {thing}.",
        ),
        pairs("""
            Vega = Lyra; Antares = Scorpius; Regulus = Leo; Spica = Virgo; Aldebaran = Taurus; Deneb = Cygnus;
            Altair = Aquila; Capella = Auriga; Arcturus = Bootes; Pollux = Gemini
        """),
        share=0.5,
    ),
)
