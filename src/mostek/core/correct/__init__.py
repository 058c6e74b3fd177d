"""What follows from refunds and mistakes once a document was issued: plans, approval, the chain in wFirma."""
