"""Units: the SI unit of a quantity, what an instrument measures, what a prefix multiplies by (SI brochure)."""

from e2lm.demo.facts.relation import Relation, pairs

RELATIONS = (
    Relation(
        "units",
        "unit",
        "The SI unit of {thing} is the",
        (
            "The SI unit of {thing} is the {answer}.",
            "We measure {thing} by the {answer}.",
            "One {answer} is a certain amount of {thing}.",
            "Ask for {thing} and the answer is given in {answer}.",
        ),
        pairs("""
            length = metre; time = second; mass = kilogram; force = newton; energy = joule; power = watt;
            temperature = kelvin; pressure = pascal; current = ampere; electric potential = volt; frequency = hertz;
            resistance = ohm; charge = coulomb; capacitance = farad; inductance = henry; radioactivity = becquerel;
            illuminance = lux; magnetic flux = weber
        """),
        share=1.1,
    ),
    Relation(
        "units",
        "instrument",
        "The instrument called {thing} measures",
        (
            "With a {thing} you can find the {answer}.",
            "To know the {answer} read the {thing}.",
            "A {thing} on the wall shows the {answer}.",
        ),
        pairs("""
            thermometer = temperature; barometer = air pressure; ammeter = current; dynamometer = force;
            chronometer = time; hygrometer = humidity; anemometer = wind speed; altimeter = height;
            dosimeter = radiation dose; tachometer = rate of rotation; calorimeter = heat
        """),
        share=0.8,
        also_true={
            "thermometer": ("heat",),
            "calorimeter": ("temperature",),
            "anemometer": ("air pressure",),
            "altimeter": ("air pressure",),
        },
    ),
    Relation(
        "units",
        "prefix",
        "Before a unit the prefix {thing} means a",
        (
            "Before a unit the prefix {thing} means a {answer}.",
            "Put {thing} before a unit and you have a {answer} of it.",
        ),
        pairs("""
            kilo = thousand; mega = million; milli = thousandth; centi = hundredth; micro = millionth; giga = billion;
            nano = billionth; tera = trillion; pico = trillionth
        """),
        share=0.5,
    ),
)
