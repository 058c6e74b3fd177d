"""Messages about what Shopify alone says."""

from __future__ import annotations

from mostek.core.messages.row import Row

ROWS = {
    "shopify.not_paid": Row(
        ("Zamówienie nie jest opłacone.", "Dokument powstanie po zapłacie.", ""),
        ("The order is not paid.", "Its document follows the payment.", ""),
    ),
    "shopify.test": Row(
        (
            "To zamówienie testowe.",
            "Dokument nie jest potrzebny.",
            "Na czas prób włącz w źródle przyjmowanie zamówień testowych.",
        ),
        ("This is a test order.", "No document is needed.", "For trials, let the source take test orders."),
    ),
    "shopify.gift_cards": Row(
        (
            "Sprzedano tylko karty podarunkowe.",
            "Karta jest bonem różnego przeznaczenia, dokument dostanie zakup, który nią opłacono.",
            "Jeśli ma być inaczej, zmień to w ustawieniach źródła.",
        ),
        (
            "Only gift cards were sold.",
            "A card is a multi-purpose voucher: what is bought with it gets the document.",
            "If it should be otherwise, change it in the settings of the source.",
        ),
        "panel:sources",
    ),
    "shopify.empty": Row(
        ("W zamówieniu nic nie zostało.", "Dokument nie jest potrzebny.", ""),
        ("Nothing is left in the order.", "No document is needed.", ""),
    ),
    "shopify.nothing_returned": Row(
        ("Zwrot bez pieniędzy albo z pieniędzmi jeszcze w drodze.", "Nic się nie zmienia.", ""),
        ("A return without money, or with money still on its way.", "Nothing changes.", ""),
    ),
    "shopify.other_topic": Row(
        ("Shopify wysłało wiadomość, która nie dotyczy zamówienia.", "Nic się nie zmienia.", ""),
        ("Shopify sent a message that is not about an order.", "Nothing changes.", ""),
    ),
    "shopify.other_shop": Row(
        (
            "Wiadomość jest z innego sklepu: {detail}.",
            "Jej treść jest zachowana, dokumentu nie będzie.",
            "Dodaj ten sklep jako osobne źródło albo odinstaluj z niego aplikację.",
        ),
        (
            "The message comes from another shop: {detail}.",
            "Its text is kept, no document follows.",
            "Add that shop as a source of its own, or uninstall the app there.",
        ),
        "panel:sources",
    ),
    "shopify.works": Row(
        ("Klucze działają. Sklep: {detail}.", "Mostek widzi zamówienia i produkty.", ""),
        ("The keys work. Shop: {detail}.", "Mostek sees the orders and products.", ""),
    ),
    "shopify.no_key": Row(
        (
            "Brakuje klucza do Shopify.",
            "Zaginionych zamówień nikt teraz nie szuka.",
            "Wklej Client ID i Client secret aplikacji, a w starszej aplikacji token dostępu.",
        ),
        (
            "A key to Shopify is missing.",
            "Nobody looks for lost orders now.",
            "Paste the Client ID and the Client secret of the app, or the access token of an older app.",
        ),
        "panel:sources",
    ),
    "shopify.scopes": Row(
        (
            "Aplikacja w Shopify nie ma uprawnień: {detail}.",
            "Zaginionych zamówień nikt teraz nie szuka.",
            "Dodaj aplikacji uprawnienia read_orders i read_products, wydaj nową wersję i zatwierdź ją w sklepie.",
        ),
        (
            "The app at Shopify lacks rights: {detail}.",
            "Nobody looks for lost orders now.",
            "Give the app the scopes read_orders and read_products, release a version and approve it in the shop.",
        ),
        "panel:sources",
    ),
    "shopify.webhooks_stand": Row(
        ("Webhooki są w Shopify.", "Shopify zgłasza zamówienia pod adres tego źródła.", ""),
        ("The webhooks stand at Shopify.", "Shopify reports orders to the address of this source.", ""),
    ),
    "shopify.webhooks_missing": Row(
        (
            "W Shopify brakuje webhooków.",
            "Shopify usuwa je, gdy przez kilka godzin nie może dostarczyć wiadomości.",
            "Kliknij „Dodaj webhook za mnie”. Mostek doda je też sam przy najbliższym sprawdzaniu.",
        ),
        (
            "Webhooks are missing at Shopify.",
            "Shopify deletes them when it could not deliver for some hours.",
            "Click “Add the webhook for me”. Mostek also adds them at its next check.",
        ),
        "panel:sources",
    ),
    "shopify.registered": Row(
        ("Webhooki są dodane w Shopify.", "Shopify zgłasza zamówienia pod adres tego źródła.", ""),
        ("The webhooks are entered at Shopify.", "Shopify reports orders to the address of this source.", ""),
    ),
    "shopify.registered_before": Row(
        ("Webhooki były już w Shopify.", "Shopify zgłasza zamówienia pod adres tego źródła.", ""),
        (
            "The webhooks stood at Shopify already.",
            "Shopify reports orders to the address of this source.",
            "",
        ),
    ),
    "shopify.not_registered": Row(
        (
            "Shopify nie przyjęło webhooków.",
            "Zamówienia znajduje tylko sprawdzanie, co dziesięć minut.",
            "Sprawdź, czy adres Mostka zaczyna się od https i jest dostępny z internetu.",
        ),
        (
            "Shopify did not take the webhooks.",
            "Orders are only found by the check, every ten minutes.",
            "Check that Mostek's address begins with https and can be reached from the Internet.",
        ),
        "panel:sources",
    ),
}
