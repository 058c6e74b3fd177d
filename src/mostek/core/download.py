"""The PDF of an issued Document, straight from wFirma."""

from __future__ import annotations

from mostek.core import tokens
from mostek.core.models import Document


def pdf(document: Document) -> bytes:
    """Raises WfirmaError. The Document must have been issued."""
    if not document.wfirma_id:
        raise ValueError("only an issued document has a PDF")
    return tokens.client(document.connection).invoice_download(document.wfirma_id)
