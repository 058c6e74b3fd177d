"""What each fault of the page does, in one line of Polish and one of English."""

from __future__ import annotations

from mostek.sandbox.control.faults import NAMES

_BOOKED = {
    "auto_send_dropped": ("wysyłki e-maila", "the order to e-mail it"),
    "currency_dropped": ("waluty", "the currency"),
    "description_dropped": ("uwag", "the remarks"),
    "email_dropped": ("adresu e-mail", "the e-mail address"),
    "gtu_dropped": ("kodów GTU", "the GTU codes"),
    "language_dropped": ("drugiego języka", "the second language"),
    "lumpcode_dropped": ("stawki ryczałtu", "the lump-sum rate"),
    "marks_dropped": (
        "schematu księgowego i oznaczeń sprzedaży",
        "the posting schema and the marks of the sale",
    ),
    "payment_dropped": ("wpłaty", "the payment"),
    "price_type_dropped": ("rodzaju ceny", "the kind of price"),
    "receiver_dropped": ("odbiorcy", "the receiver"),
    "reference_dropped": ("oznaczenia z Mostka", "the reference of the caller"),
    "sale_date_dropped": ("daty sprzedaży", "the date of the sale"),
    "vat_dropped": ("stawek VAT", "the VAT rates"),
}

EXPLAINED = {
    "bare_auth": ("odpowiada samym słowem AUTH", "answers with the one word AUTH"),
    "empty_body": ("wykonuje, odpowiada pustą stroną", "carries it out, answers with nothing"),
    "hook_duplicated": (
        "webhook o nowym dokumencie przychodzi dwa razy",
        "the webhook about the document comes twice",
    ),
    "hook_late:5": (
        "webhook o nowym dokumencie przychodzi po 5 s",
        "the webhook about the document comes 5 s late",
    ),
    "hook_lost": ("webhook o nowym dokumencie nie przychodzi", "the webhook about the document never comes"),
    "hook_wrong_layout": ("webhook przychodzi w nieznanym układzie", "the webhook comes in an unknown shape"),
    "html_500": ("pada ze stroną HTML, nic nie wykonuje", "crashes with an HTML page, nothing done"),
    "http:502": ("odpowiada HTTP 502, nic nie wykonuje", "answers HTTP 502, nothing done"),
    "ksef_batch": ("odmawia: faktura jest w drodze do KSeF", "refuses: the invoice is on its way to KSeF"),
    "ksef_rejected": (
        "wystawia, a KSeF potem odrzuca fakturę",
        "issues it, and KSeF then refuses the invoice",
    ),
    "ksef_unauthorised": ("odmawia: brak autoryzacji w KSeF", "refuses: not authorised in KSeF"),
    "late_find:5": ("nowy dokument widać dopiero po 5 s", "the new document can be found after 5 s only"),
    "limit": ("odmawia: za dużo wywołań", "refuses: too many calls"),
    "lost_reply": (
        "wykonuje, potem zrywa połączenie bez odpowiedzi",
        "carries it out, then drops the connection",
    ),
    "maintenance": ("przerwa techniczna, nic nie wykonuje", "down for maintenance, nothing done"),
    "missing_permission": ("odmawia: użytkownik bez uprawnień", "refuses: the user lacks permission"),
    "missing_scope": ("odmawia: aplikacja bez zakresu", "refuses: the application lacks the scope"),
    "ok_without_id": ("wykonuje, odpowiada bez numeru dokumentu", "carries it out, answers without an id"),
    "refuse_validation": ("nie przyjmuje daty, nic nie wykonuje", "does not accept the date, nothing done"),
    "refused": ("nie przyjmuje połączeń", "nobody listens"),
    "reset_before": (
        "zrywa połączenie, zanim cokolwiek wykona",
        "drops the connection before anything is done",
    ),
    "slow:2": ("czeka 2 s, potem działa", "waits 2 s, then goes on"),
    "snapshot_lock": ("przywraca kopię zapasową, nic nie wykonuje", "restores a backup, nothing done"),
    "status:FATAL": ("odpowiada kodem FATAL, nic nie wykonuje", "answers FATAL, nothing done"),
    "token_expired": ("dostęp wygasł przed czasem", "the access has expired before its time"),
    "token_revoked": ("zgoda została cofnięta", "the consent was withdrawn"),
    "truncated": ("wykonuje, odsyła połowę odpowiedzi", "carries it out, sends half of the answer"),
    "wrong_ip": ("odmawia: zły adres IP", "refuses: wrong IP address"),
    "xml_instead": ("wykonuje, odpowiada w XML zamiast JSON", "carries it out, answers in XML, not JSON"),
    **{
        name: (f"zapisuje dokument bez {lost}", f"books the document without {lacking}")
        for name, (lost, lacking) in _BOOKED.items()
    },
}

# Names without a line of their own would be missing from the page: fail at the start, not there.
ROWS = [(name, *EXPLAINED[name]) for name in NAMES]
