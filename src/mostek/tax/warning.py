"""Every warning: what a person should know or mend, though the document can be issued."""

from __future__ import annotations

from mostek.tax.decision import Reason
from mostek.tax.reasons import EU_282, worded
from mostek.tax.reasons_after import AFTER_WARNINGS
from mostek.tax.words import Name

# code: (Polish, English, legal basis)
WARNINGS: dict[str, tuple[str, str, str | None]] = {
    "buyer.name_missing": (
        "Na fakturze brakuje nazwy nabywcy.",
        "The invoice lacks the buyer's name.",
        "art. 106e ust. 1 pkt 3",
    ),
    "buyer.nip_placeholder": (
        "NIP {number} wygląda na wpisany na próbę. Warto zapytać kupującego o właściwy.",
        "The NIP {number} looks like one typed as a try. Ask the buyer for the real one.",
        None,
    ),
    "buyer.business_unproven": (
        "Kupujący podał się za firmę, ale nic tego nie potwierdza. Warto mieć dowód.",
        "The buyer says it is a business, but nothing shows it. Keep some proof.",
        f"{EU_282} art. 18 ust. 3",
    ),
    "territory.special": (
        "Adres leży na terytorium o osobnych zasadach VAT: {place}.",
        "The address is in a territory with VAT rules of its own: {place}.",
        "art. 2 pkt 3-5",
    ),
    "vat.duties_abroad": (
        "Sprzedawca może mieć w tym kraju ({country}) własne obowiązki VAT. Warto to sprawdzić.",
        "The seller may have VAT duties of its own there ({country}). Worth checking.",
        None,
    ),
    "vat.export_proof": (
        "Stawka 0% wymaga dokumentu wywozu (IE599) przed złożeniem deklaracji.",
        "The 0% rate needs proof of export (IE599) before the return is filed.",
        "art. 41 ust. 6",
    ),
    "vat.transport_proof": (
        "Stawka 0% wymaga dowodu wywozu towaru i informacji VAT-UE.",
        "The 0% rate needs proof of transport and the VAT-UE report.",
        "art. 42 ust. 1 i 3",
    ),
    "seller.vat_ue_missing": (
        "Sprzedawca nie jest zarejestrowany do VAT-UE, a ta usługa tego wymaga.",
        "The seller is not registered for VAT-UE, which this service requires.",
        "art. 97 ust. 3",
    ),
    "seller.exempt_basis_missing": (
        "W profilu sprzedawcy brakuje podstawy zwolnienia; przyjęto art. 113 ust. 1.",
        "The seller's profile lacks the basis of the exemption; art. 113 ust. 1 is assumed.",
        "art. 106e ust. 1 pkt 19",
    ),
    "oss.exempt_seller": (
        "VAT innego kraju trzeba rozliczyć w OSS mimo zwolnienia w Polsce.",
        "VAT of another country is due through OSS in spite of the exemption in Poland.",
        "art. 28k; art. 28g ust. 3",
    ),
    "oss.standard_rate": (
        "Produkt „{product}” może mieć za granicą ({country}) niższą stawkę. Przyjęto podstawową.",
        "The product “{product}” may have a lower rate abroad ({country}). The standard rate was used.",
        None,
    ),
    "oss.exemption_abroad": (
        "Zwolnienie produktu „{product}” obowiązuje w Polsce. Za granicą ({country}) przyjęto pełną stawkę.",
        "The exemption of “{product}” holds in Poland. Abroad ({country}) the standard rate was used.",
        None,
    ),
    "threshold.near": (
        "Sprzedaż konsumentom z Unii: {sum} zł z progu 42 000 zł.",
        "Sales to EU consumers: PLN {sum} of the threshold of PLN 42,000.",
        "art. 28k ust. 2; art. 22a ust. 1",
    ),
    "threshold.rate_missing": (
        "Brakuje kursu waluty, więc tej sprzedaży nie doliczono do progu 42 000 zł.",
        "The exchange rate is missing, so this sale was not counted towards the threshold of PLN 42,000.",
        None,
    ),
    "product.gtu_missing": (
        "Produkt „{product}” nie ma kodu GTU.",
        "The product “{product}” has no GTU code.",
        "§ 10 ust. 3 rozporządzenia JPK",
    ),
    "product.lump_sum_missing": (
        "Produkt „{product}” nie ma stawki ryczałtu.",
        "The product “{product}” has no lump-sum rate.",
        "art. 12 ust. 1 ustawy o ryczałcie",
    ),
    "product.exempt_basis_missing": (
        "Produkt „{product}” jest zwolniony z VAT, ale bez podanej podstawy.",
        "The product “{product}” is exempt from VAT without a stated basis.",
        "art. 106e ust. 1 pkt 19",
    ),
    "document.till_too": (
        "Tę sprzedaż trzeba też zarejestrować na kasie; paragon zostaje przy fakturze.",
        "The cash register has to record this sale too; its receipt stays with the invoice.",
        "art. 111 ust. 1; art. 106h",
    ),
    "document.oss_record": (
        "Sprzedaż w OSS trzeba ująć w ewidencji i przechować 10 lat, także bez dokumentu.",
        "A sale in OSS has to be kept in its record for 10 years, even without a document.",
        "art. 130d ust. 3",
    ),
    "amounts.rate_missing": (
        "Brakuje kursu waluty, więc limitów w złotych nie sprawdzono.",
        "The exchange rate is missing, so limits in PLN were not checked.",
        None,
    ),
    "ksef.disabled": (
        "Prawo wymaga KSeF, a w profilu sprzedawcy jest on wyłączony.",
        "The law requires KSeF and the seller's profile has it switched off.",
        "art. 106ga ust. 1",
    ),
    "deadline.passed": (
        "Termin wystawienia minął {day}.",
        "The last legal day was {day}.",
        "art. 106i ust. 1-2",
    ),
    **AFTER_WARNINGS,
}


def warning(code: str, **names: Name) -> Reason:
    return worded(WARNINGS[code], code, names)
