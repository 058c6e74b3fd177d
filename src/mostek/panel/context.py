"""What every page needs: the menu with its badge."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from mostek.core.models import User
from mostek.panel import inbox

MENU = (
    ("overview", _("Overview"), {"overview"}),
    ("orders", _("Orders"), {"orders", "order", "order_answer", "order_mistake"}),
    ("documents", _("Documents"), {"documents", "document_pdf"}),
    (
        "inbox",
        _("Inbox"),
        {
            "inbox",
            "inbox_release",
            "document_undecided",
            "document_adopt",
            "document_issue",
            "corrections",
            "correction_refund",
        },
    ),
    ("products", _("Products"), {"products", "product", "product_decide"}),
    (
        "sources",
        _("Sources"),
        {
            "sources",
            "source",
            "source_add",
            "source_kind",
            "source_api_key",
            "source_api_key_revoke",
            "source_cut_over",
            "source_shadow",
            "source_moving",
        },
    ),
    ("proofs", _("Proof"), {"proofs", "proof", "proof_sign"}),
    (
        "settings",
        _("Settings"),
        {"settings", "integrations", "seller", "seller_preview", "endpoints", "endpoint"},
    ),
)


def everywhere(request: HttpRequest) -> dict[str, Any]:
    user = getattr(request, "user", None)
    if not isinstance(user, User):
        return {"menu": ()}
    match = request.resolver_match
    here = match.url_name or "" if match is not None and match.app_name == "panel" else ""
    return {
        "menu": [
            {"name": f"panel:{name}", "title": title, "here": here in pages or _belongs(here, name)}
            for name, title, pages in MENU
        ],
        "inbox_count": inbox.count(user),
    }


def _belongs(here: str, name: str) -> bool:
    return name == "settings" and here.startswith("connect")
