"""Reports: one module a format. They see findings and the rule catalogue, nothing else, and return text."""
