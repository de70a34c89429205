"""The competition's scores: SQ as published, RC and CS reconstructed, their weighted total, the SQ of noise."""
