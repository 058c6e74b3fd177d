"""The panel around the settings: start, choice of the company, issued documents, users and their rights."""

from __future__ import annotations

from flask import Blueprint, abort, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from mostek.sandbox.wfirma import by_hand, pdf, session
from mostek.sandbox.wfirma.records import INCOME_PERMISSIONS, Company, Invoice, User

panel = Blueprint("panel", __name__, url_prefix="/panel")
panel.before_request(session.require_user)

Page = str | Response | tuple[str, int]
ROWS = 100


@panel.get("/")
def start() -> Page:
    return render_template("start.html")


@panel.post("/firma")
def choose_company() -> Page:
    """The company of the panel; with `without_company = panel` the API follows it."""
    chosen, user = request.form.get("company_id", ""), session.user()
    if not chosen.isdigit() or int(chosen) not in user.company_ids():
        abort(404)
    with session.books().acting():
        user.current_company_id = int(chosen)
    return redirect(session.safe_next())


@panel.get("/przychody")
def income() -> Page:
    user = session.user()
    if not user.may("income_view"):
        return render_template("denied.html"), 403
    with session.books().acting() as ledger:
        mine = [row for row in ledger.invoices.values() if row.company_id == user.current_company_id]
        emailed = {email.invoice_id for email in ledger.emails}
    return render_template("income.html", invoices=mine[: -ROWS - 1 : -1], total=len(mine), emailed=emailed)


@panel.get("/przychody/<int:invoice_id>.pdf")
def show_pdf(invoice_id: int) -> Page:
    books, user = session.books(), session.user()
    with books.acting() as ledger:
        row: Invoice | None = ledger.invoices.get(invoice_id)
        if row is None or row.company_id not in user.company_ids() or not user.may("income_view"):
            abort(404)
        printed = pdf.document(row, ledger.companies[row.company_id], pdf.Copies(), books.clock())
    return Response(printed, mimetype="application/pdf")


@panel.get("/przychody/<int:invoice_id>")
def show_invoice(invoice_id: int, wrong: str = "") -> Page:
    with session.books().acting():
        page = render_template("invoice.html", row=_invoice(invoice_id), wrong=wrong)
    return (page, 400) if wrong else page


@panel.post("/przychody/<int:invoice_id>")
def act_on_invoice(invoice_id: int) -> Page:
    """By hand, as any user of wFirma may. The guess is that the pages refuse none of it."""
    books = session.books()
    with books.acting() as ledger:
        row = _invoice(invoice_id)
        match request.form.get("act"):
            case "delete":
                by_hand.delete(ledger, row.id)
                return redirect(url_for("panel.income"))
            case "cancel":
                by_hand.cancel(row, books.clock())
            case "copy":
                return redirect(
                    url_for("panel.show_invoice", invoice_id=by_hand.copy(ledger, row, books.clock()).id)
                )
            case _:
                wanted = {name: request.form[name] for name in by_hand.CHANGEABLE if name in request.form}
                if wanted.get("total") == f"{row.total:.2f}":
                    del wanted["total"]  # untouched
                try:
                    by_hand.change(ledger, row, wanted, books.clock())
                except by_hand.BadChange as error:
                    return show_invoice(invoice_id, str(error))
    return redirect(url_for("panel.show_invoice", invoice_id=invoice_id))


def _invoice(invoice_id: int) -> Invoice:
    user = session.user()
    row = session.books().ledger.invoices.get(invoice_id)
    if row is None or row.company_id not in user.company_ids() or not user.may("income_view"):
        abort(404)
    return row


@panel.get("/magazyn")
def goods() -> Page:
    """Everybody sees the catalogue: no public page lists the rights that govern it."""
    with session.books().acting() as ledger:
        mine = [row for row in ledger.goods.values() if row.company_id == session.user().current_company_id]
    return render_template("goods.html", goods=mine[: -ROWS - 1 : -1], total=len(mine))


@panel.get("/ustawienia")
def settings() -> Page:
    return render_template("settings.html")


@panel.get("/ustawienia/inne/uzytkownicy")
def list_users() -> Page:
    _only_administrators()
    return render_template("users.html", users=_colleagues())


@panel.get("/ustawienia/inne/uzytkownicy/<int:user_id>")
def show_user(user_id: int) -> Page:
    _only_administrators()
    books = session.books()
    found = _colleague(user_id)
    companies: list[Company] = [books.ledger.companies[i] for i in found.company_ids()]
    return render_template("user.html", found=found, companies=companies)


@panel.get("/ustawienia/inne/uzytkownicy/<int:user_id>/uprawnienia")
def permissions(user_id: int, saved: bool = False) -> Page:
    _only_administrators()
    return render_template(
        "permissions.html", found=_colleague(user_id), boxes=INCOME_PERMISSIONS, saved=saved
    )


@panel.post("/ustawienia/inne/uzytkownicy/<int:user_id>/uprawnienia")
def save_permissions(user_id: int) -> Page:
    _only_administrators()
    found = _colleague(user_id)
    if found.role == "admin":
        abort(400)
    with session.books().acting():
        found.permissions = {name for name in request.form.getlist("income") if name in INCOME_PERMISSIONS}
    return permissions(user_id, saved=True)


def _only_administrators() -> None:
    if session.user().role != "admin":
        abort(403)


def _colleagues() -> list[User]:
    """Everybody who shares a company with the administrator."""
    mine = set(session.user().company_ids())
    return [user for user in session.books().ledger.users.values() if mine & set(user.company_ids())]


def _colleague(user_id: int) -> User:
    found = next((user for user in _colleagues() if user.id == user_id), None)
    if found is None:
        abort(404)
    return found
