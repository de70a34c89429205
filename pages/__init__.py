"""The pages: query, pure function, figure, widgets."""
