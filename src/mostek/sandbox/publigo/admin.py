"""The seller's side: orders with what became of their webhooks, webhooks, licence key, settings."""

from __future__ import annotations

import secrets
from dataclasses import replace

from flask import Blueprint, abort, current_app, redirect, render_template, request, url_for
from pydantic import TypeAdapter, ValidationError
from werkzeug.wrappers import Response

from mostek.sandbox.publigo.order import Status
from mostek.sandbox.publigo.settings import Settings
from mostek.sandbox.publigo.shop import Shop

admin = Blueprint("admin", __name__, url_prefix="/admin")

_SETTINGS = TypeAdapter(Settings)

_STATUS: TypeAdapter[Status] = TypeAdapter(Status)

PAGE = 50
CURRENCIES = ("PLN", "EUR", "USD", "GBP", "CZK")

EVENTS = {
    "order_paid": "Zamówienie zostało opłacone",
    "quiz_finished": "Quiz został ukończony",
    "certificate_issued": "Certyfikat został wystawiony",
    "student_enrolled_in_course": "Student został zapisany na kurs",
    "course_completed": "Kurs został ukończony",
}

SWITCHES = {
    "invoices": ("Włącz faktury", "Pokazuje pola faktury w zamówieniu."),
    "force_invoice": ("Wymagaj podania danych do faktury", "Każdy kupujący dostaje fakturę."),
    "invoices_for_persons": ("Faktury dla osób fizycznych", "Wyłączone: fakturę może wziąć tylko firma."),
    "skip_nip_check": ("Wyłącz weryfikację NIP", "Zaznaczone: sklep przyjmie każdy NIP."),
    "nip_for_receipts": ("NIP dla osób prywatnych", "Pole NIP (do paragonu). Webhook go nie przenosi."),
    "foreign_sale": (
        "Włącz uproszczoną sprzedaż zagraniczną (beta)",
        "Pyta o kraj i wysyła go w webhooku. Bez tego kraj jest pusty.",
    ),
    "newer_fields": (
        "Nowsze pola webhooka",
        "Wysyła user_id, url_params i delivery. Widział je jeden integrator, dokumentacja ich nie zna.",
    ),
    "has_rest": ("REST API v2", "Od planu PLUS. Wyłączone: każde pytanie kończy się odmową."),
    "lose_webhooks": ("Gub webhooki", "Nic nie wychodzi i nikt o tym nie wie, jak przy zerwanym połączeniu."),
}


@admin.get("/")
def enter() -> Response:
    return redirect(url_for(".list_orders"))


@admin.get("/zamowienia")
def list_orders() -> str:
    before = request.args.get("before", type=int)
    orders = _shop().orders(before=before, limit=PAGE + 1)
    further = orders[PAGE - 1].id if len(orders) > PAGE else None
    return render_template("admin/orders.html", orders=orders[:PAGE], further=further)


@admin.get("/zamowienia/<int:order_id>")
def show_order(order_id: int) -> str:
    order = _shop().order(order_id) or abort(404)
    return render_template("admin/order.html", order=order)


@admin.post("/zamowienia/<int:order_id>/webhook")
def send_again(order_id: int) -> Response:
    _shop().order(order_id) or abort(404)
    _shop().notify(order_id)
    return redirect(url_for(".show_order", order_id=order_id))


@admin.post("/zamowienia/<int:order_id>/status")
def set_status(order_id: int) -> Response:
    """*Zwrócone* and *Odwołane*. No webhook tells of them; REST v2 lists them."""
    try:
        wanted = _STATUS.validate_python(request.form.get("status"))
    except ValidationError:
        abort(400)
    _shop().order(order_id) or abort(404)
    _shop().set_status(order_id, wanted)
    return redirect(url_for(".show_order", order_id=order_id))


@admin.get("/narzedzia/webhooki")
def list_webhooks() -> str:
    return render_template("admin/webhooks.html", webhooks=_shop().webhooks(), events=EVENTS)


@admin.post("/narzedzia/webhooki")
def add_webhook() -> Response:
    url = request.form.get("url", "").strip()
    if url:
        _shop().add_webhook(url, active=request.form.get("status") != "paused")
    return redirect(url_for(".list_webhooks"))


@admin.post("/narzedzia/webhooki/<int:webhook_id>")
def change_webhook(webhook_id: int) -> Response:
    if webhook_id not in {webhook.id for webhook in _shop().webhooks()}:
        abort(404)
    match request.form.get("action"):
        case "activate":
            _shop().set_webhook_active(webhook_id, True)
        case "pause":
            _shop().set_webhook_active(webhook_id, False)
        case "remove":
            _shop().remove_webhook(webhook_id)
        case _:
            abort(400)
    return redirect(url_for(".list_webhooks"))


@admin.get("/narzedzia/klucz-api")
def show_key() -> str:
    return render_template("admin/key.html", key=_shop().key, api_key=_shop().api_key)


@admin.post("/narzedzia/klucz-api")
def change_key() -> Response:
    _shop().key = request.form.get("key", "").strip() or secrets.token_hex(16)
    return redirect(url_for(".show_key"))


@admin.get("/ustawienia/integracje")
def show_integrations() -> str:
    return render_template("admin/integrations.html", queue=_shop().queue()[::-1][:PAGE])


@admin.post("/ustawienia/integracje")
def change_integrations() -> Response:
    form = request.form
    _shop().settings = replace(
        _shop().settings, wfirma="wfirma" in form, wfirma_receipts="wfirma_receipts" in form
    )
    return redirect(url_for(".show_integrations"))


@admin.get("/ustawienia/ksiegowe")
def show_settings() -> str:
    return render_template("admin/settings.html", switches=SWITCHES, currencies=CURRENCIES)


@admin.post("/ustawienia/ksiegowe")
def change_settings() -> Response:
    form = request.form
    chosen = {"currency": form.get("currency"), "language": form.get("language")}
    if chosen["currency"] not in CURRENCIES:
        abort(400)
    try:
        # What this page does not show, such as a fault of REST, stays.
        kept = _SETTINGS.dump_python(_shop().settings)
        switched = {name: name in form for name in SWITCHES}
        _shop().settings = _SETTINGS.validate_python(kept | chosen | switched)
    except ValidationError:
        abort(400)
    return redirect(url_for(".show_settings"))


def _shop() -> Shop:
    shop: Shop = current_app.extensions["shop"]
    return shop
