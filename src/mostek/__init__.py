"""Mostek: one paid sale, one document in wFirma."""

__version__ = "0.1.0"
