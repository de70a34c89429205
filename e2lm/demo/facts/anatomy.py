"""The human body: what organs do, which system they belong to, where bones lie, what a lack of a nutrient causes."""

from e2lm.demo.facts.relation import Relation, pairs

RELATIONS = (
    Relation(
        "anatomy",
        "function",
        "In the human body the {thing}",
        (
            "In the human body the {thing} {answer}.",
            "Doctors know that the {thing} {answer}.",
            "The task of the {thing} is plain: it {answer}.",
        ),
        pairs("""
            heart = pumps blood; stomach = digests food; kidney = filters blood; liver = makes bile;
            bladder = stores urine; retina = senses light; pancreas = makes insulin; cochlea = senses sound;
            small intestine = absorbs nutrients; diaphragm = drives breathing; gallbladder = stores bile;
            bone marrow = makes blood cells
        """),
        also_true={
            "liver": ("filters blood",),
            "small intestine": ("digests food",),
            "stomach": ("absorbs nutrients",),
            "pancreas": ("digests food",),
        },
    ),
    Relation(
        "anatomy",
        "system",
        "The {thing} is part of the",
        (
            "The {thing} is part of the {answer} system.",
            "An illness of the {thing} troubles the {answer} system.",
            "To the {answer} system belongs the {thing}.",
        ),
        pairs("""
            brain = nervous; heart = circulatory; lung = respiratory; stomach = digestive; kidney = urinary;
            skull = skeletal; biceps = muscular; spinal cord = nervous; thyroid = endocrine; liver = digestive;
            trachea = respiratory; spleen = lymphatic; bladder = urinary; aorta = circulatory;
            pituitary gland = endocrine; thymus = lymphatic
        """),
        share=0.9,
        also_true={
            "thymus": ("endocrine",),
            "spleen": ("circulatory",),
            "pituitary gland": ("nervous",),
            "kidney": ("endocrine",),
        },
    ),
    Relation(
        "anatomy",
        "bone",
        "The bone called {thing} lies in the",
        (
            "The {thing} is a bone of the {answer}.",
            "A fall on the {answer} can break the {thing}.",
            "In the {answer} you can feel the {thing}.",
        ),
        pairs("""
            femur = thigh; patella = knee; mandible = jaw; sternum = chest; humerus = upper arm; radius = forearm;
            scapula = shoulder; tibia = lower leg; stapes = ear; clavicle = shoulder; ulna = forearm; fibula = lower leg
        """),
        share=0.8,
        also_true={"clavicle": ("chest",), "mandible": ("ear",)},
    ),
    Relation(
        "anatomy",
        "deficiency",
        "The illness {thing} is caused by a lack of",
        (
            "The illness {thing} is caused by a lack of {answer}.",
            "Enough {answer} prevents {thing}.",
        ),
        pairs("""
            scurvy = vitamin C; rickets = vitamin D; beriberi = vitamin B1; night blindness = vitamin A;
            goitre = iodine; pellagra = niacin
        """),
        share=0.5,
    ),
)
