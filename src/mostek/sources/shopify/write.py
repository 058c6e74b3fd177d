"""The number of a document at its order in Shopify: metafields, which are set anew each time.

Reference: https://shopify.dev/docs/api/admin-graphql/latest/mutations/metafieldsset (2026-11-23).
"""

from __future__ import annotations

from mostek.sources.adapter import Access, DocumentNote, NeedsYou
from mostek.sources.shopify import admin, queries

SPACE = "mostek"
TYPES = {"url": "url"}


def write_back(access: Access, note: DocumentNote) -> None:
    fields = [
        {
            "ownerId": f"gid://shopify/Order/{note.order}",
            "namespace": SPACE,
            "key": name.removeprefix(f"{SPACE}_"),
            "type": TYPES.get(name.rpartition("_")[2], "single_line_text_field"),
            "value": value,
        }
        for name, value in note.labels.items()
    ]
    try:
        said = admin.ask(access, admin.new_token(access), queries.WRITE, {"metafields": fields})
    except NeedsYou as error:
        raise NeedsYou("write.rights", error.detail) if error.code == "shopify.scopes" else error from error
    faults = (said.get("metafieldsSet") or {}).get("userErrors") or []
    if faults:
        texts = "; ".join(str(one.get("message")) for one in faults)[:200]
        missing = any(one.get("code") in ("INVALID", "OWNER_NOT_FOUND") for one in faults)
        raise NeedsYou("write.no_order" if missing else "write.refused", texts)
