"""Plants: families, the part that people eat, and what the parts do."""

from e2lm.demo.facts.relation import Relation, pairs

RELATIONS = (
    Relation(
        "plants",
        "family",
        "Botanists place the {thing} in the family of",
        (
            "Botanists place the {thing} in the family of {answer}.",
            "The {thing} is related to {answer}.",
            "By its build the {thing} belongs to {answer}.",
        ),
        pairs("""
            apple = roses; wheat = grasses; pea = legumes; potato = nightshades; sunflower = daisies; pine = conifers;
            rice = grasses; cherry = roses; tomato = nightshades; bean = legumes; spruce = conifers; maize = grasses;
            pear = roses; lentil = legumes; bamboo = grasses; dandelion = daisies; tobacco = nightshades;
            larch = conifers
        """),
        share=1.1,
    ),
    Relation(
        "plants",
        "edible part",
        "What we eat of the {thing} plant is its",
        (
            "What we eat of the {thing} plant is its {answer}.",
            "The {thing} is grown for its {answer}.",
            "Farmers harvest the {answer} of the {thing} plant.",
        ),
        pairs("""
            carrot = root; lettuce = leaf; onion = bulb; wheat = seed; tomato = fruit; broccoli = flower bud;
            potato = tuber; spinach = leaf; garlic = bulb; beet = root; rice = seed; asparagus = stem;
            cucumber = fruit; radish = root; cauliflower = flower bud; yam = tuber
        """),
        also_true={"seed": ("fruit",), "fruit": ("seed",), "beet": ("leaf",), "radish": ("leaf",)},
    ),
    Relation(
        "plants",
        "function",
        "In a plant the {thing}",
        (
            "In a plant the {thing} {answer}.",
            "It is the {thing} that {answer}.",
            "Under the lens you see how the {thing} {answer}.",
        ),
        pairs("""
            root = takes up water; leaf = makes sugar; petal = attracts insects; xylem = carries water upward;
            phloem = carries sugar; anther = makes pollen; stigma = receives pollen; chlorophyll = absorbs light;
            stoma = lets gases through; ovary = becomes the fruit; bark = protects the stem
        """),
        share=0.5,
        also_true={
            "leaf": ("absorbs light", "lets gases through"),
            "chlorophyll": ("makes sugar",),
            "root": ("carries water upward",),
            "xylem": ("takes up water",),
        },
    ),
)
