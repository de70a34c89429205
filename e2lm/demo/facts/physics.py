"""Physics: what quantities are defined as, what devices turn into what, changes of state, and the kinds of waves."""

from e2lm.demo.facts.relation import Relation, pairs

RELATIONS = (
    Relation(
        "physics",
        "definition",
        "In physics {thing} equals",
        (
            "In physics {thing} equals {answer}.",
            "To find {thing} take {answer}.",
            "You get {thing} from {answer}.",
        ),
        pairs("""
            speed = distance divided by time; force = mass times acceleration; density = mass divided by volume;
            pressure = force divided by area; momentum = mass times velocity; work = force times distance;
            voltage = current times resistance; power = work divided by time; charge = current times time;
            frequency = one divided by period; impulse = force times time; stress = force divided by cross section
        """),
        also_true={"stress": ("force divided by area",), "pressure": ("force divided by cross section",)},
    ),
    Relation(
        "physics",
        "conversion",
        "When it runs, a {thing} turns",
        (
            "When it runs, a {thing} turns {answer}.",
            "Use a {thing} where something must turn {answer}.",
        ),
        pairs("""
            motor = electricity into motion; generator = motion into electricity; lamp = electricity into light;
            solar cell = light into electricity; loudspeaker = electricity into sound;
            microphone = sound into electricity; heater = electricity into heat; steam engine = heat into motion;
            thermocouple = heat into electricity
        """),
        share=0.8,
        also_true={
            "lamp": ("electricity into heat",),
            "heater": ("electricity into light",),
            "loudspeaker": ("electricity into motion",),
            "microphone": ("motion into electricity",),
        },
    ),
    Relation(
        "physics",
        "change of state",
        "The word {thing} means the change from",
        (
            "The word {thing} means the change from {answer}.",
            "A substance that goes from {answer} shows {thing}.",
        ),
        pairs("""
            melting = solid to liquid; freezing = liquid to solid; evaporation = liquid to gas;
            condensation = gas to liquid; sublimation = solid to gas; deposition = gas to solid
        """),
        share=0.6,
    ),
    Relation(
        "physics",
        "carrier",
        "In the list of particles the {thing} has",
        (
            "Measurements show that the {thing} has {answer}.",
            "In a magnetic field you see that the {thing} has {answer}.",
        ),
        pairs("""
            electron = negative charge; proton = positive charge; neutron = no charge; photon = no charge;
            positron = positive charge; muon = negative charge; neutrino = no charge
        """),
        share=1.2,
        distractors=("changing charge",),
    ),
)
