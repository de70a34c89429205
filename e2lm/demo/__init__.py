"""The demo: tiny models that learn true facts while being measured, so that there is a real run to look at anywhere."""
