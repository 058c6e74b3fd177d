"""Messages about Stripe."""

from __future__ import annotations

from mostek.core.messages.row import Row

ROWS = {
    "signature.secret": Row(
        (
            "Podpis wiadomości ze Stripe się nie zgadza.",
            "Wiadomość została odrzucona, nic z niej nie zapisano. Stripe ponawia ją przez trzy dni.",
            "W Stripe otwórz Workbench ➔ Webhooks, skopiuj Signing secret (whsec_…) tego adresu i zapisz.",
        ),
        (
            "The signature of a message from Stripe does not match.",
            "It was turned away and nothing of it was kept. Stripe repeats it for three days.",
            "In Stripe open Workbench ➔ Webhooks, copy the signing secret (whsec_…) of this address and save.",
        ),
        "panel:sources",
    ),
    "signature.time": Row(
        (
            "Podpis wiadomości różni się od zegara serwera o ponad pięć minut.",
            "Wiadomość została odrzucona. Nadawca ponowi ją z nowym podpisem.",
            "Sprawdź, czy zegar serwera jest dobry.",
        ),
        (
            "The signature of a message is more than five minutes away from the server's clock.",
            "It was turned away. The sender repeats it with a new signature.",
            "Check that the server's clock is right.",
        ),
        "panel:sources",
    ),
    "stripe.thin": Row(
        (
            "Stripe wysłało zdarzenie w postaci „thin”, bez treści.",
            "Samej sprzedaży w nim nie ma.",
            "W Stripe dodaj webhook na nowo i jako Payload style wybierz Snapshot.",
        ),
        (
            "Stripe sent a thin event, without its content.",
            "The sale itself is not in it.",
            "In Stripe add the webhook anew and choose Snapshot as the payload style.",
        ),
        "panel:sources",
    ),
    "stripe.currency": Row(
        (
            "Nie wiadomo, ile miejsc po przecinku ma kwota w tej walucie: {detail}.",
            "Treść wiadomości jest zachowana.",
            "Wystaw dokument ręcznie w wFirma.",
        ),
        (
            "It is not known how many decimals an amount in this currency has: {detail}.",
            "The text of the message is kept.",
            "Issue the document by hand in wFirma.",
        ),
        "panel:inbox",
    ),
    "stripe.not_paid": Row(
        ("Pieniądze jeszcze nie doszły.", "Stripe zgłosi, gdy dojdą.", ""),
        ("The money has not come yet.", "Stripe reports it when it does.", ""),
    ),
    "stripe.nothing_sold": Row(
        ("Kupujący tylko zapisał kartę.", "Dokument nie jest potrzebny.", ""),
        ("The buyer only saved a card.", "No document is needed.", ""),
    ),
    "stripe.by_invoice": Row(
        ("Tę sprzedaż opisuje faktura Stripe.", "Zamówienie powstaje z jej zdarzenia invoice.paid.", ""),
        ("An invoice of Stripe tells this sale.", "The order is made from its event invoice.paid.", ""),
    ),
    "stripe.bare_payment": Row(
        (
            "Płatność, która należy do Checkout, faktury albo formularza spoza nich.",
            "Checkout i faktury mają własne zdarzenia. Inne płatności są pomijane.",
            "Jeśli masz własny formularz płatności, włącz to w ustawieniach źródła.",
        ),
        (
            "A payment that belongs to a Checkout, an invoice, or a form outside both.",
            "Checkouts and invoices have events of their own. Other payments are left out.",
            "If you have a payment form of your own, switch it on in the settings of the source.",
        ),
    ),
    "stripe.asking": Row(
        ("Wiadomość nie mówi wszystkiego.", "Mostek od razu pyta Stripe o resztę.", ""),
        ("The message does not say everything.", "Mostek asks Stripe for the rest at once.", ""),
    ),
    "stripe.refund_not_done": Row(
        ("Zwrot nie jest jeszcze wykonany.", "Liczy się, gdy pieniądze wrócą do kupującego.", ""),
        ("The refund is not done yet.", "It counts once the money is back with the buyer.", ""),
    ),
    "stripe.dispute_not_lost": Row(
        ("Spór o płatność nie jest przegrany.", "Dokument pozostaje bez zmian.", ""),
        ("The dispute about the payment is not lost.", "The document stays as it is.", ""),
    ),
    "stripe.test_mode": Row(
        ("To zdarzenie testowe.", "Źródło przyjmuje tylko prawdziwe.", ""),
        ("This is a test event.", "The source takes live ones only.", ""),
    ),
    "stripe.live_mode": Row(
        (
            "To prawdziwe zdarzenie, a źródło jest testowe.",
            "Dokument nie powstanie.",
            "Jeśli to konto sprzedaje naprawdę, odznacz w źródle konto testowe i wklej klucze produkcyjne.",
        ),
        (
            "This is a live event, and the source is for tests.",
            "No document is made.",
            "If this account really sells, untick the test account in the source and paste the live keys.",
        ),
        "panel:sources",
    ),
    "stripe.other_account": Row(
        (
            "Zdarzenie dotyczy innego konta Stripe: {detail}.",
            "To źródło go nie przyjmuje.",
            "Dla każdego konta połączonego utwórz osobne źródło z jego acct_….",
        ),
        (
            "The event is about another Stripe account: {detail}.",
            "This source does not take it.",
            "Make a source of its own for each connected account, with its acct_….",
        ),
        "panel:sources",
    ),
    "stripe.other_event": Row(
        ("Zdarzenie nie dotyczy sprzedaży: {detail}.", "Nic się nie dzieje.", ""),
        ("The event is not about a sale: {detail}.", "Nothing happens.", ""),
    ),
    "stripe.key_of_test": Row(
        (
            "To klucz testowy, a źródło jest prawdziwe.",
            "Mostek nie widziałby sprzedaży.",
            "Wklej klucz rk_live_… albo zaznacz, że to konto testowe.",
        ),
        (
            "This is a test key, and the source is live.",
            "Mostek would not see the sales.",
            "Paste a key rk_live_…, or tick that this is a test account.",
        ),
        "panel:sources",
    ),
    "stripe.key_of_live": Row(
        (
            "To klucz prawdziwy, a źródło jest testowe.",
            "Mostek nie widziałby sprzedaży testowych.",
            "Wklej klucz rk_test_… albo odznacz konto testowe.",
        ),
        (
            "This is a live key, and the source is for tests.",
            "Mostek would not see the test sales.",
            "Paste a key rk_test_…, or untick the test account.",
        ),
        "panel:sources",
    ),
    "stripe.rights_missing": Row(
        (
            "Kluczowi brakuje uprawnień: {rights}.",
            "Mostek nie dowie się wszystkiego o sprzedaży.",
            "W Stripe otwórz API keys, edytuj klucz i przy tych pozycjach wybierz Read.",
        ),
        (
            "The key lacks rights: {rights}.",
            "Mostek does not learn everything about the sales.",
            "In Stripe open API keys, edit the key, and choose Read for these.",
        ),
        "panel:sources",
    ),
    "stripe.works": Row(
        (
            "Klucz Stripe działa i ma wszystkie uprawnienia.",
            "Mostek wie, co kupiono, i znajdzie zgubione.",
            "",
        ),
        (
            "The key of Stripe works and has every right.",
            "Mostek knows what was bought and finds what was lost.",
            "",
        ),
    ),
}
