"""Pathways: a published sequence of achievements and certifications, with ways in, choices and ways out."""
