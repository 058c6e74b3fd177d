"""Messages about shops on WooCommerce."""

from __future__ import annotations

from mostek.core.messages.row import Row

ROWS = {
    "woocommerce.not_paid": Row(
        (
            "Zamówienie nie jest opłacone.",
            "Dokument nie jest potrzebny.",
            "",
        ),
        (
            "The order is not paid.",
            "No document is needed.",
            "",
        ),
    ),
    "woocommerce.test": Row(
        (
            "Zamówienie opłacono w trybie testowym.",
            "Dokument nie jest potrzebny.",
            "Jeśli to próba, włącz w ustawieniach źródła przyjmowanie płatności testowych.",
        ),
        (
            "The order was paid in test mode.",
            "No document is needed.",
            "For a trial, let the source take test payments in its settings.",
        ),
        "panel:sources",
    ),
    "woocommerce.empty": Row(
        (
            "W zamówieniu nic nie ma.",
            "Dokument nie jest potrzebny.",
            "",
        ),
        (
            "There is nothing in the order.",
            "No document is needed.",
            "",
        ),
    ),
    "woocommerce.other_topic": Row(
        (
            "WooCommerce wysłało wiadomość, która nie dotyczy zamówienia.",
            "Nie dotyczy ona sprzedaży.",
            "Otwórz WooCommerce ➔ Ustawienia ➔ Zaawansowane ➔ Webhooki i wybierz temat o zamówieniach.",
        ),
        (
            "WooCommerce sent a message that is not about an order.",
            "It is not about a sale.",
            "Open WooCommerce ➔ Settings ➔ Advanced ➔ Webhooks and choose a topic about orders.",
        ),
        "panel:sources",
    ),
    "woocommerce.no_rights": Row(
        (
            "Sklep wysłał odmowę zamiast zamówienia: {detail}.",
            "Użytkownik, który dodał webhook, nie może już oglądać zamówień. Brakujące zamówienia znajduje sprawdzanie sklepu.",
            "Otwórz WooCommerce ➔ Ustawienia ➔ Zaawansowane ➔ Webhooki, usuń webhooki Mostka i połącz sklep jeszcze raz.",
        ),
        (
            "The shop sent a refusal instead of an order: {detail}.",
            "The user who added the webhook may not see orders any more. The check of the shop finds the missing ones.",
            "Open WooCommerce ➔ Settings ➔ Advanced ➔ Webhooks, delete those of Mostek and connect the shop again.",
        ),
        "panel:sources",
    ),
    "woocommerce.too_old": Row(
        (
            "Ten sklep ma za stare WooCommerce.",
            "Mostek nie może zapytać go o zmienione zamówienia. Wiadomości są nadal przyjmowane.",
            "Zaktualizuj WooCommerce do wersji 5.8 lub nowszej.",
        ),
        (
            "The WooCommerce of this shop is too old.",
            "Mostek cannot ask it for changed orders. Messages are still taken in.",
            "Update WooCommerce to 5.8 or newer.",
        ),
        "panel:sources",
    ),
    "woocommerce.no_https": Row(
        (
            "Adres sklepu nie zaczyna się od https.",
            "Klucze do sklepu jechałyby otwartym tekstem, więc Mostek z nich nie korzysta.",
            "Włącz w sklepie https i wpisz taki adres.",
        ),
        (
            "The address of the shop does not begin with https.",
            "The keys would travel in clear text, so Mostek does not use them.",
            "Switch https on in the shop and enter that address.",
        ),
        "panel:sources",
    ),
    "woocommerce.orders_read": Row(
        (
            "Klucze działają.",
            "Mostek widzi zamówienia i znajdzie zaginione.",
            "",
        ),
        (
            "The keys work.",
            "Mostek sees the orders and finds lost ones.",
            "",
        ),
    ),
    "woocommerce.key_refused": Row(
        (
            "Sklep nie przyjmuje kluczy.",
            "Zaginionych zamówień nikt nie szuka.",
            "Połącz sklep jeszcze raz.",
        ),
        (
            "The shop does not accept the keys.",
            "Nobody looks for lost orders.",
            "Connect the shop again.",
        ),
        "panel:sources",
    ),
    "woocommerce.no_rest": Row(
        (
            "Pod tym adresem nie odpowiada WooCommerce.",
            "Zaginionych zamówień nikt nie szuka.",
            "Sprawdź adres. W WordPressie w Ustawienia ➔ Bezpośrednie odnośniki wybierz inną postać niż prosta.",
        ),
        (
            "No WooCommerce answers at this address.",
            "Nobody looks for lost orders.",
            "Check the address. In WordPress under Settings ➔ Permalinks choose another structure than plain.",
        ),
        "panel:sources",
    ),
    "woocommerce.webhooks_work": Row(
        (
            "Webhooki są włączone.",
            "Sklep zgłasza zamówienia od razu.",
            "",
        ),
        (
            "The webhooks are on.",
            "The shop reports orders at once.",
            "",
        ),
    ),
    "woocommerce.webhook_missing": Row(
        (
            "W sklepie brakuje webhooków: {topics}.",
            "Zamówienia znajduje dopiero sprawdzanie sklepu.",
            "Kliknij „Dodaj webhook za mnie”.",
        ),
        (
            "The shop lacks webhooks: {topics}.",
            "Orders are only found by the check of the shop.",
            "Click “Add the webhook for me”.",
        ),
        "panel:sources",
    ),
    "woocommerce.webhook_disabled": Row(
        (
            "Sklep wyłączył webhooki: {topics}.",
            "Robi tak po kilku nieudanych próbach z rzędu. Zamówienia znajduje sprawdzanie sklepu, które włącza je z powrotem.",
            "Jeśli to się powtarza, kliknij „Dodaj webhook za mnie”.",
        ),
        (
            "The shop has switched webhooks off: {topics}.",
            "It does so after a few failures in a row. The check of the shop finds the orders and switches them on again.",
            "If it happens again, click “Add the webhook for me”.",
        ),
        "panel:sources",
    ),
    "woocommerce.webhook_paused": Row(
        (
            "Webhooki są w sklepie wstrzymane: {topics}.",
            "Zamówienia znajduje dopiero sprawdzanie sklepu.",
            "Otwórz WooCommerce ➔ Ustawienia ➔ Zaawansowane ➔ Webhooki i włącz je.",
        ),
        (
            "Webhooks are paused in the shop: {topics}.",
            "Orders are only found by the check of the shop.",
            "Open WooCommerce ➔ Settings ➔ Advanced ➔ Webhooks and switch them on.",
        ),
        "panel:sources",
    ),
    "woocommerce.webhooks_hidden": Row(
        (
            "Klucz nie może zobaczyć webhooków.",
            "Nie wiadomo, czy sklep zgłasza zamówienia od razu.",
            "Połącz sklep jeszcze raz jako jego administrator.",
        ),
        (
            "The key may not see the webhooks.",
            "It is not known whether the shop reports orders at once.",
            "Connect the shop again as its administrator.",
        ),
        "panel:sources",
    ),
    "woocommerce.registered": Row(
        (
            "Webhooki są w sklepie dodane.",
            "Sklep zgłasza zamówienia pod adres tego źródła.",
            "",
        ),
        (
            "The webhooks stand in the shop.",
            "The shop reports orders to the address of this source.",
            "",
        ),
    ),
    "woocommerce.no_secret": Row(
        (
            "Brakuje sekretu webhooka.",
            "Bez niego Mostek nie pozna wiadomości ze sklepu.",
            "Połącz sklep, wtedy sekret powstanie sam. Można też wpisać długi losowy tekst i zapisać.",
        ),
        (
            "The secret of the webhook is missing.",
            "Without it Mostek cannot know the messages of the shop.",
            "Connect the shop, and the secret makes itself. Or enter a long random text and save.",
        ),
        "panel:sources",
    ),
    "woocommerce.read_only": Row(
        (
            "Klucz nie może dodać webhooków.",
            "Ma uprawnienie tylko do odczytu.",
            "Połącz sklep jeszcze raz albo zrób klucz z uprawnieniem Odczyt/Zapis.",
        ),
        (
            "The key may not add webhooks.",
            "It can only read.",
            "Connect the shop again, or make a key with Read/Write.",
        ),
        "panel:sources",
    ),
    "woocommerce.denied": Row(
        (
            "Sklep nie dał Mostkowi dostępu.",
            "Nic się nie zmieniło.",
            "Połącz jeszcze raz i kliknij w sklepie „Zatwierdź”.",
        ),
        (
            "The shop gave Mostek no access.",
            "Nothing has changed.",
            "Connect again and click “Approve” in the shop.",
        ),
        "panel:sources",
    ),
    "woocommerce.keys_lost": Row(
        (
            "Sklep nie przekazał kluczy.",
            "Nic się nie zmieniło.",
            "Połącz sklep jeszcze raz.",
        ),
        (
            "The shop did not hand over its keys.",
            "Nothing has changed.",
            "Connect the shop again.",
        ),
        "panel:sources",
    ),
    "woocommerce.needs_https": Row(
        (
            "Mostek działa bez https, a WooCommerce przekazuje klucze tylko pod adres https.",
            "Połączyć można ręcznie.",
            "Zrób klucz w WooCommerce ➔ Ustawienia ➔ Zaawansowane ➔ REST API i wklej go niżej.",
        ),
        (
            "Mostek runs without https, and WooCommerce hands its keys to https addresses only.",
            "It can be connected by hand.",
            "Make a key under WooCommerce ➔ Settings ➔ Advanced ➔ REST API and paste it below.",
        ),
        "panel:sources",
    ),
}
