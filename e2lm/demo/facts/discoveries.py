"""Who found it, and what the sciences are about. Only findings that text books ascribe to one person."""

from e2lm.demo.facts.relation import Relation, pairs

RELATIONS = (
    Relation(
        "discoveries",
        "discoverer",
        "The credit for {thing} goes to",
        (
            "Every book on {thing} names {answer}.",
            "What we know of {thing} began with {answer}.",
            "The name of {answer} is tied to {thing}.",
            "In the museum a picture of {answer} explains {thing}.",
        ),
        pairs("""
            relativity = Einstein; natural selection = Darwin; universal gravitation = Newton; penicillin = Fleming;
            the periodic table = Mendeleev; radium = Curie; the laws of inheritance = Mendel; the nucleus = Rutherford;
            the electron = Thomson; the neutron = Chadwick; the uncertainty principle = Heisenberg;
            the rabies vaccine = Pasteur; the heliocentric model = Copernicus; the laws of planets = Kepler;
            electromagnetic induction = Faraday; continental drift = Wegener; the smallpox vaccine = Jenner;
            the circulation of blood = Harvey; the exclusion principle = Pauli; blood groups = Landsteiner;
            cosmic rays = Hess; superconductivity = Onnes
        """),
    ),
    Relation(
        "discoveries",
        "field",
        "The science called {thing} is the study of",
        (
            "The science called {thing} is the study of {answer}.",
            "Students of {thing} learn about {answer}.",
            "For {answer} ask an expert in {thing}.",
        ),
        pairs("""
            botany = plants; zoology = animals; geology = rocks; meteorology = weather; entomology = insects;
            optics = light; paleontology = fossils; ornithology = birds; genetics = heredity; mycology = fungi;
            acoustics = sound; seismology = earthquakes; toxicology = poisons; virology = viruses
        """),
        share=0.9,
    ),
)
