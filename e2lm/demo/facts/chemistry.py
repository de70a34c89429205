"""Chemistry: formulas of compounds, metals of ores, parts of alloys, acids and bases."""

from e2lm.demo.facts.relation import Relation, pairs

RELATIONS = (
    Relation(
        "chemistry",
        "formula",
        "The chemical formula of {thing} is",
        (
            "The chemical formula of {thing} is {answer}.",
            "Chemists write {thing} as {answer}.",
            "A bottle with the label {answer} holds {thing}.",
        ),
        pairs("""
            water = H2O; carbon dioxide = CO2; table salt = NaCl; methane = CH4; ammonia = NH3; glucose = C6H12O6;
            sulfuric acid = H2SO4; hydrochloric acid = HCl; ozone = O3; carbon monoxide = CO; hydrogen peroxide = H2O2;
            nitric acid = HNO3; limestone = CaCO3; quartz = SiO2; propane = C3H8; benzene = C6H6; lye = NaOH;
            saltpetre = KNO3
        """),
    ),
    Relation(
        "chemistry",
        "ore",
        "The mineral {thing} is an ore of",
        (
            "The mineral {thing} is an ore of {answer}.",
            "Miners dig {thing} to win {answer}.",
            "From {thing} one can win {answer}.",
        ),
        pairs("""
            bauxite = aluminium; hematite = iron; galena = lead; cinnabar = mercury; malachite = copper;
            sphalerite = zinc; cassiterite = tin; chromite = chromium; magnetite = iron; pitchblende = uranium;
            rutile = titanium; pentlandite = nickel
        """),
        share=0.7,
        also_true={"pitchblende": ("lead",), "pentlandite": ("iron",), "chromite": ("iron",), "malachite": ("zinc",)},
    ),
    Relation(
        "chemistry",
        "alloy",
        "The alloy {thing} is made from",
        (
            "The alloy {thing} is made from {answer}.",
            "Melt {answer} together and you have {thing}.",
        ),
        pairs("""
            bronze = copper and tin; steel = iron and carbon; brass = copper and zinc; electrum = gold and silver;
            invar = iron and nickel; nichrome = nickel and chromium; duralumin = aluminium and copper
        """),
        share=0.5,
    ),
    Relation(
        "chemistry",
        "acidity",
        "A test strip shows that {thing} is",
        (
            "In the laboratory {thing} turned out to be {answer}.",
            "Every pupil learns that {thing} is {answer}.",
        ),
        pairs("""
            vinegar = acidic; soap = basic; pure water = neutral; lemon juice = acidic; bleach = basic;
            gastric juice = acidic; lye = basic; baking soda = basic
        """),
        distractors=("radioactive",),
    ),
)
