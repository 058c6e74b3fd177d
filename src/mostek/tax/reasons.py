"""Every reason: code, sentence in Polish and English, legal basis.

The ordinary case (Polish rate for a Polish buyer, proof of sale for a consumer) gives no reason of its own: a
reason says what made this sale differ. Articles without a name of the act are of the VAT act of 11.03.2004.
"""

from __future__ import annotations

from mostek.tax.decision import Reason
from mostek.tax.reasons_after import AFTER
from mostek.tax.words import Name, fill

EU_282 = "rozporządzenie 282/2011"

# code: (Polish, English, legal basis)
REASONS: dict[str, tuple[str, str, str | None]] = {
    # The sale as a whole
    "sale.free": (
        "Do zapłaty jest 0,00, więc nie ma czego dokumentować.",
        "Nothing to pay, so nothing to document.",
        None,
    ),
    "sale.voucher_mpv": (
        "Bon różnego przeznaczenia: podatek i dokument dopiero przy realizacji.",
        "Multi-purpose voucher: tax and document only when it is redeemed.",
        "art. 8b ust. 1",
    ),
    # The buyer
    "buyer.consumer_pl": ("Kupujący prywatny z Polski.", "Private buyer in Poland.", None),
    "buyer.consumer_eu": (
        "Kupujący prywatny z innego kraju Unii: {country}.",
        "Private buyer in another country of the Union: {country}.",
        None,
    ),
    "buyer.consumer_outside": (
        "Kupujący prywatny spoza Unii: {country}.",
        "Private buyer outside the Union: {country}.",
        None,
    ),
    "buyer.firm_pl": ("Firma z Polski, NIP poprawny.", "Polish business with a correct NIP.", None),
    "buyer.firm_eu": (
        "Firma z Unii, numer VAT potwierdzony w VIES.",
        "EU business, VAT number confirmed by VIES.",
        f"{EU_282} art. 18 ust. 1",
    ),
    "buyer.firm_proven": (
        "Firma z Unii bez czynnego numeru VAT, ale z innym dowodem prowadzenia działalności.",
        "EU business without an active VAT number, with other proof of being a business.",
        f"{EU_282} art. 18 ust. 1",
    ),
    "buyer.firm_unconfirmed": (
        "VIES nie potwierdza numeru VAT: przy usługach kupujący jest konsumentem, towary mają stawkę polską.",
        "VIES does not confirm the VAT number: a consumer for services; goods bear the Polish rate.",
        f"{EU_282} art. 18 ust. 2; art. 42 ust. 1 pkt 1",
    ),
    "buyer.firm_outside": ("Firma spoza Unii.", "Business outside the Union.", f"{EU_282} art. 18 ust. 3"),
    "buyer.firm_northern_ireland": (
        "Firma z Irlandii Północnej: numer XI dotyczy tylko towarów, przy usługach to firma spoza Unii.",
        "Northern Irish business: an XI number covers goods only; for services it is outside the Union.",
        None,
    ),
    "buyer.company_without_number": (
        "Firma bez numeru podatkowego i bez prośby o fakturę: sprzedaż jak dla konsumenta.",
        "A company without a tax number that did not ask for an invoice: treated as a consumer.",
        None,
    ),
    # Where it is taxed and how
    "place.evidence": (
        "Miejsce kupującego według zgodnych danych: {country}.",
        "Place of the buyer by agreeing evidence: {country}.",
        f"{EU_282} art. 24b i 24f",
    ),
    "vat.reverse_charge_eu": (
        "Usługę dla firmy z Unii rozlicza nabywca w swoim kraju.",
        "The customer accounts for the VAT on a service to an EU business.",
        "art. 28b ust. 1",
    ),
    "vat.reverse_charge": (
        "Usługa dla zagranicznej firmy nie podlega polskiemu VAT, podatek rozlicza nabywca.",
        "A service to a foreign business is outside Polish VAT; the customer accounts for it.",
        "art. 28b ust. 1",
    ),
    "vat.outside_digital": (
        "Usługa elektroniczna dla konsumenta spoza Unii nie podlega polskiemu VAT.",
        "An electronic service to a consumer outside the Union is outside Polish VAT.",
        "art. 28k ust. 1",
    ),
    "vat.outside_live": (
        "Wydarzenie online dla konsumenta spoza Unii nie podlega polskiemu VAT.",
        "An online event for a consumer outside the Union is outside Polish VAT.",
        "art. 28g ust. 3",
    ),
    "vat.outside_listed": (
        "Taka usługa dla konsumenta spoza Unii nie podlega polskiemu VAT.",
        "This kind of service to a consumer outside the Union is outside Polish VAT.",
        "art. 28l",
    ),
    "vat.seller_place": (
        "Usługa dla konsumenta jest opodatkowana w kraju sprzedawcy.",
        "A service to a consumer is taxed where the seller is.",
        "art. 28c ust. 1",
    ),
    "vat.event_place": (
        "Wstęp na wydarzenie jest opodatkowany tam, gdzie się ono odbywa: {country}.",
        "Admission to an event is taxed where it takes place: {country}.",
        "art. 28g ust. 1-2",
    ),
    "vat.voucher_spv": (
        "Bon jednego przeznaczenia: podatek przy sprzedaży bonu, przy realizacji bez dokumentu.",
        "Single-purpose voucher: taxed when sold, no document when redeemed.",
        "art. 8a ust. 1",
    ),
    "vat.wdt": (
        "Towar wyjeżdża do firmy w Unii z czynnym numerem VAT: stawka 0%.",
        "Goods go to an EU business with an active VAT number: 0%.",
        "art. 42 ust. 1",
    ),
    "vat.wdt_without_vat_ue": (
        "Sprzedawca nie jest zarejestrowany do VAT-UE, więc towar ma stawkę polską.",
        "The seller is not registered for VAT-UE, so the goods bear the Polish rate.",
        "art. 42 ust. 1 pkt 3",
    ),
    "vat.export": (
        "Towar wyjeżdża poza Unię: eksport, stawka 0%.",
        "The goods leave the Union: export, 0%.",
        "art. 41 ust. 4-6",
    ),
    "vat.oss_digital": (
        "VAT kraju konsumenta przez OSS: {country}, {rate}%.",
        "VAT of the consumer's country through OSS: {country}, {rate}%.",
        "art. 28k ust. 1",
    ),
    "vat.oss_live": (
        "Wydarzenie online: VAT kraju konsumenta przez OSS, bez progu: {country}, {rate}%.",
        "Online event: VAT of the consumer's country through OSS, no threshold: {country}, {rate}%.",
        "art. 28g ust. 3",
    ),
    "vat.oss_event": (
        "Wydarzenie w innym kraju Unii: VAT tego kraju przez OSS: {country}, {rate}%.",
        "An event in another country of the Union: VAT of that country through OSS: {country}, {rate}%.",
        "art. 28g ust. 2",
    ),
    "vat.oss_goods": (
        "Sprzedaż na odległość: VAT kraju dostawy przez OSS: {country}, {rate}%.",
        "Distance sale of goods: VAT of the country of delivery through OSS: {country}, {rate}%.",
        "art. 22 ust. 1 pkt 1a",
    ),
    "vat.below_threshold_digital": (
        "Sprzedaż konsumentom z Unii mieści się w progu 42 000 zł: stawka polska.",
        "Sales to EU consumers are within the threshold of PLN 42,000: Polish rate.",
        "art. 28k ust. 2",
    ),
    "vat.below_threshold_goods": (
        "Sprzedaż konsumentom z Unii mieści się w progu 42 000 zł: stawka polska.",
        "Sales to EU consumers are within the threshold of PLN 42,000: Polish rate.",
        "art. 22a ust. 1",
    ),
    "vat.exempt_seller": (
        "Sprzedawca jest zwolniony z VAT, dokument bez VAT.",
        "The seller is exempt from VAT; the document carries none.",
        "{basis}",
    ),
    "vat.exempt_product": ("Sprzedaż zwolniona z VAT.", "The sale is exempt from VAT.", "{basis}"),
    # Which document
    "document.proforma": (
        "Zamówienie nie jest opłacone: pro forma, faktura po wpłacie.",
        "The order is not paid: a pro forma now, the invoice after payment.",
        None,
    ),
    "document.obligatory": (
        "Sprzedaż firmie trzeba udokumentować fakturą.",
        "A sale to a business needs an invoice.",
        "art. 106b ust. 1 pkt 1",
    ),
    "document.obligatory_distance": (
        "Sprzedaż towaru na odległość bez OSS wymaga faktury, także dla konsumenta.",
        "A distance sale of goods without OSS needs an invoice, for a consumer too.",
        "art. 106b ust. 1 pkt 2",
    ),
    "document.asked": ("Kupujący poprosił o fakturę.", "The buyer asked for an invoice.", "art. 106b ust. 3"),
    "document.always_invoice": (
        "Według ustawień każda sprzedaż dostaje fakturę.",
        "The settings give every sale an invoice.",
        None,
    ),
    "document.oss_invoice": (
        "Dane OSS zapisuje w wFirmie faktura; prawo jej tu nie wymaga.",
        "wFirma keeps OSS data on invoices; the law does not ask for one here.",
        "art. 106b ust. 4a",
    ),
    "document.on_request": (
        "Kupujący nie prosił o dokument, a prawo go nie wymaga.",
        "The buyer asked for no document and the law needs none.",
        "art. 106b ust. 2-3",
    ),
    "document.fiscal": (
        "Sprzedaż konsumentowi rejestruje kasa online.",
        "The online cash register records sales to consumers.",
        "art. 111 ust. 1",
    ),
    "document.fiscal_with_nip": (
        "Paragon z NIP-em do 450 zł (100 euro) jest fakturą uproszczoną.",
        "A fiscal receipt with the NIP up to PLN 450 (EUR 100) is a simplified invoice.",
        "art. 106e ust. 5 pkt 3; art. 145n",
    ),
    "document.fiscal_exempt": (
        "Sprzedaż zwolniona, firma nie prosiła o fakturę: wystarczy paragon.",
        "An exempt sale and no request: the receipt is enough.",
        "art. 106b ust. 2",
    ),
    "document.invoice_to_receipt": (
        "Faktura do paragonu fiskalnego.",
        "An invoice to a fiscal receipt.",
        "art. 106h ust. 1; art. 109 ust. 3d",
    ),
    "document.receipt_too_big": (
        "Paragon z NIP-em nie zastępuje tu faktury.",
        "A fiscal receipt with the NIP does not replace the invoice here.",
        "art. 106e ust. 5 pkt 3; art. 145n",
    ),
    "document.receipt_is_invoice": (
        "Paragon z NIP-em, który kupujący już ma, jest fakturą uproszczoną.",
        "The fiscal receipt with the NIP that the buyer has is a simplified invoice.",
        "art. 106e ust. 5 pkt 3; art. 145n",
    ),
    "document.receipt_without_nip": (
        "Na paragonie nie ma NIP-u, więc faktury dla firmy wystawić nie wolno.",
        "The receipt does not show the NIP, so an invoice to a business is forbidden.",
        "art. 106b ust. 5-6",
    ),
    "document.receipt_given": (
        "Kupujący ma już paragon fiskalny i nie prosi o fakturę.",
        "The buyer has a fiscal receipt already and asks for no invoice.",
        "art. 106b ust. 3",
    ),
    # KSeF
    "ksef.relief": (
        "Faktury poza KSeF mieszczą się w tym miesiącu w 10 000 zł.",
        "Invoices outside KSeF are within PLN 10,000 this month.",
        "art. 145m",
    ),
    "ksef.relief_used_up": (
        "Faktury poza KSeF przekraczają w tym miesiącu 10 000 zł: ta i następne idą do KSeF.",
        "Invoices outside KSeF exceed PLN 10,000 this month: this one and the next go to KSeF.",
        "art. 145m ust. 2",
    ),
    **AFTER,
}


def reason(code: str, **names: Name) -> Reason:
    return worded(REASONS[code], code, names)


def worded(row: tuple[str, str, str | None], code: str, names: dict[str, Name]) -> Reason:
    pl, en = fill(row[0], row[1], names)
    basis = row[2] and fill(row[2], "", names)[0]
    return Reason(code=code, pl=pl, en=en, basis=basis)
