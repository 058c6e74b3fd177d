"""A stand-in for wFirma: API v2, OAuth 2.0 and the settings pages a seller walks through. See COVERAGE.md."""
