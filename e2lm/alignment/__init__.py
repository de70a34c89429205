"""Whether questions are about science: verdicts of models, of people and from files, and what share they accept."""
