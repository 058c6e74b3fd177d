"""Messages of the completeness proof: what Mostek and wFirma do not share, and what to do about it."""

from __future__ import annotations

from mostek.core.messages.row import Row

_ORDER = "panel:orders"
_PROOF = "panel:proofs"

_SIGN_PL = "Jeżeli tak ma zostać, zatwierdź zestawienie z krótką uwagą."
_SIGN_EN = "If this is meant to stay so, sign the proof off with a short note."

ROWS = {
    "proof.question": Row(
        (
            "Opłacona sprzedaż czeka na odpowiedź i nie ma dokumentu.",
            "Dokument zostanie wystawiony po odpowiedzi.",
            "Otwórz zamówienie i odpowiedz na pytanie.",
        ),
        (
            "A paid sale waits for an answer and has no document.",
            "The document is issued once the question is answered.",
            "Open the order and answer the question.",
        ),
        _ORDER,
    ),
    "proof.held": Row(
        (
            "Dokument opłaconej sprzedaży został wstrzymany.",
            "W wFirma go nie ma albo trzeba to sprawdzić.",
            "Otwórz zamówienie: jest tam powód i następny krok.",
        ),
        (
            "The document of a paid sale is held.",
            "It is not in wFirma, or this has to be checked.",
            "Open the order: the reason and the next step are there.",
        ),
        _ORDER,
    ),
    "proof.unknown": Row(
        (
            "Nie wiadomo, czy wFirma wystawiła dokument tej sprzedaży.",
            "Mostek szuka go w wFirma i nic nie wysyła drugi raz, dopóki to nie jest jasne.",
            "Zaczekaj kilka minut i sprawdź miesiąc jeszcze raz.",
        ),
        (
            "It is not known whether wFirma issued the document of this sale.",
            "Mostek looks for it in wFirma and sends nothing a second time before that is clear.",
            "Wait a few minutes and check the month again.",
        ),
        _ORDER,
    ),
    "proof.waiting": Row(
        (
            "Dokument opłaconej sprzedaży czeka na wystawienie.",
            "Nic nie zginęło. Dokument czeka na swoją kolej albo na połączenie z wFirma.",
            "Sprawdź na pulpicie, czy połączenie działa.",
        ),
        (
            "The document of a paid sale waits to be issued.",
            "Nothing is lost. It waits for its turn or for the connection with wFirma.",
            "See on the overview whether the connection works.",
        ),
        _ORDER,
    ),
    "proof.unplanned": Row(
        (
            "Opłacona sprzedaż nie ma dokumentu.",
            "Jej dokument został anulowany albo nigdy nie powstał.",
            "Otwórz zamówienie i wystaw dokument albo wystaw go ręcznie w wFirma.",
        ),
        (
            "A paid sale has no document.",
            "Its document was cancelled or never made.",
            "Open the order and issue the document, or issue it by hand in wFirma.",
        ),
        _ORDER,
    ),
    "proof.doubled": Row(
        (
            "W wFirma są dwa dokumenty tej samej sprzedaży: {detail} i {number}.",
            "Oba mają oznaczenie Mostka. Jeden z nich jest zbędny.",
            "Porównaj je w wFirma i usuń albo skoryguj ten, którego nabywca nie dostał.",
        ),
        (
            "wFirma has two documents of the same sale: {detail} and {number}.",
            "Both carry Mostek's reference. One of them is too many.",
            "Compare them in wFirma, and delete or correct the one that the buyer did not get.",
        ),
        _PROOF,
    ),
    "proof.both": Row(
        (
            "Sprzedaż {about} ma dokument {detail} z Mostka i {number} wystawiony poza nim.",
            "Opis drugiego wymienia to zamówienie. Prawdopodobnie integracja sklepu z wFirma jest nadal włączona.",
            "Sprawdź przełącznik w sklepie. Zbędny dokument usuń albo skoryguj w wFirma.",
        ),
        (
            "Sale {about} has document {detail} from Mostek and {number} issued outside it.",
            "The description of the second one names this order. The shop's own wFirma integration is probably still on.",
            "See to the switch in the shop. Delete or correct the document too many in wFirma.",
        ),
        _ORDER,
    ),
    "proof.stranger": Row(
        (
            "Dokument {number} w wFirma ma oznaczenie Mostka, ale Mostek go nie zna.",
            "Tak bywa po przywróceniu starszej kopii bazy albo gdy z tą firmą łączy się drugi Mostek.",
            "Sprawdź, do którego zamówienia należy. Nie wystawiaj go ponownie.",
        ),
        (
            "Document {number} in wFirma carries Mostek's reference, but Mostek does not know it.",
            "This happens after an older copy of the database was restored, or when a second Mostek is connected to this company.",
            "Find the order it belongs to. Do not issue it again.",
        ),
        _PROOF,
    ),
    "proof.unsettled": Row(
        (
            "Dokument {number} jest w wFirma, a w Mostku nie jest uznany za wystawiony.",
            "Mostek jeszcze to wyjaśnia albo czeka na decyzję.",
            "Otwórz zamówienie: jest tam powód i następny krok.",
        ),
        (
            "Document {number} stands in wFirma, but Mostek does not count it as issued.",
            "Mostek is still settling this, or waits for a decision.",
            "Open the order: the reason and the next step are there.",
        ),
        _ORDER,
    ),
    "proof.deleted": Row(
        (
            "Dokumentu {number} nie ma już w wFirma.",
            "Mostek go wystawił, a ktoś go usunął. Sprzedaż nie ma teraz dokumentu.",
            "Wystaw dokument ręcznie w wFirma albo przywróć usunięty. " + _SIGN_PL,
        ),
        (
            "Document {number} is no longer in wFirma.",
            "Mostek issued it and somebody deleted it. The sale has no document now.",
            "Issue a document by hand in wFirma, or restore the deleted one. " + _SIGN_EN,
        ),
        _PROOF,
    ),
    "proof.cancelled": Row(
        (
            "Dokument {number} został w wFirma anulowany.",
            "Sprzedaż jest opłacona, a jej dokument się nie liczy.",
            "Sprawdź, dlaczego. Jeżeli sprzedaż jest ważna, wystaw dokument ręcznie. " + _SIGN_PL,
        ),
        (
            "Document {number} was cancelled in wFirma.",
            "The sale is paid and its document does not count.",
            "Find out why. If the sale stands, issue a document by hand. " + _SIGN_EN,
        ),
        _PROOF,
    ),
    "proof.changed": Row(
        (
            "Dokument {number} jest w wFirma inny, niż był przy wystawieniu.",
            "Ktoś go tam zmienił.",
            "Porównaj wartości. " + _SIGN_PL,
        ),
        (
            "Document {number} is different in wFirma from what was issued.",
            "Somebody changed it there.",
            "Compare the values. " + _SIGN_EN,
        ),
        _PROOF,
    ),
    "proof.sale_changed": Row(
        (
            "Sprzedaż zmieniła się po wystawieniu dokumentu.",
            "Dokument jest taki jak przedtem. Może być potrzebna korekta.",
            "Otwórz zamówienie i porównaj je z dokumentem.",
        ),
        (
            "The sale changed after its document had left.",
            "The document is as it was. A correction may be due.",
            "Open the order and compare it with the document.",
        ),
        _ORDER,
    ),
    "proof.correction_due": Row(
        (
            "Po zwrocie lub pomyłce potrzebna jest korekta, a w wFirma jeszcze jej nie ma.",
            "Dokument w wFirma pokazuje kwotę sprzed zmiany.",
            "Otwórz zamówienie: korekta czeka tam na zatwierdzenie albo na swoją kolej.",
        ),
        (
            "A refund or a mistake needs a correction, and it is not in wFirma yet.",
            "The document in wFirma shows the amount from before.",
            "Open the order: the correction waits there to be approved, or for its turn.",
        ),
        _ORDER,
    ),
    "proof.unread": Row(
        (
            "Źródło przysłało coś, czego nie udało się odczytać.",
            "Może to być sprzedaż.",
            "Otwórz stronę Do decyzji.",
        ),
        ("A source sent something that could not be read.", "It may be a sale.", "Open the inbox."),
        "panel:inbox",
    ),
    "proof.sums": Row(
        (
            "Sumy różnią się, choć dokumenty się zgadzają.",
            "Różnica wynika z VAT albo z zaokrągleń większych niż zwykle.",
            "Porównaj tabelę sum z rejestrem VAT w wFirma.",
        ),
        (
            "The sums differ although the documents agree.",
            "The difference comes from VAT, or from roundings larger than usual.",
            "Compare the table of sums with the VAT register in wFirma.",
        ),
        _PROOF,
    ),
    "proof.alike": Row(
        (
            "Dokument {number} wystawiony poza Mostkiem wymienia zamówienie {about}.",
            "Jeżeli zamówienie ma też dokument z Mostka, jeden z nich może być zbędny.",
            "Porównaj je, jeżeli oba są potrzebne, nie rób nic.",
        ),
        (
            "Document {number}, issued outside Mostek, names the order {about}.",
            "If the order has a document of Mostek as well, one of them may be too many.",
            "Compare them. If both are needed, do nothing.",
        ),
        _ORDER,
    ),
    "proof.on_its_way": Row(
        ("Sprzedaż przyszła w trakcie sprawdzania.", "Jej dokument jest w drodze.", ""),
        ("The sale came while the month was being checked.", "Its document is on its way.", ""),
    ),
    "proof.later": Row(
        (
            "Sprzedaż opłacono w tym miesiącu, a dokument ma datę innego.",
            "Liczy się do tamtego miesiąca.",
            "",
        ),
        (
            "The sale was paid in this month and its document is dated in another.",
            "It counts in that month.",
            "",
        ),
    ),
    "proof.earlier": Row(
        ("Dokument ma datę tego miesiąca, a sprzedaż opłacono w innym.", "Liczy się do tego miesiąca.", ""),
        (
            "The document is dated in this month and its sale was paid in another.",
            "It counts in this month.",
            "",
        ),
    ),
    "proof.nothing": Row(
        ("Z tej sprzedaży nic nie trzeba wystawić.", "Powód jest na stronie zamówienia.", ""),
        ("Nothing has to be issued for this sale.", "The reason is on the page of the order.", ""),
    ),
    "proof.by_hand": Row(
        ("Dokument tej sprzedaży wystawiono ręcznie.", "Mostek go nie wystawia.", ""),
        ("The document of this sale was issued by hand.", "Mostek does not issue it.", ""),
    ),
    "proof.correction": Row(
        ("Korekta {number} została wystawiona ręcznie do dokumentu {detail}.", "", ""),
        ("Correction {number} was issued by hand for document {detail}.", "", ""),
    ),
    "proof.moving": Row(
        (
            "Lista dokumentów w wFirma zmieniała się podczas czytania.",
            "Zestawienie z niej byłoby niepewne, więc go nie ma.",
            "Sprawdź miesiąc jeszcze raz za kilka minut.",
        ),
        (
            "wFirma's list of documents kept changing while it was read.",
            "A proof made of it would be uncertain, so there is none.",
            "Check the month again in a few minutes.",
        ),
        _PROOF,
    ),
    "proof.not_read": Row(
        (
            "Nie udało się odczytać dokumentów z wFirma.",
            "O tym miesiącu nic jeszcze nie wiadomo.",
            "Sprawdź, czy połączenie jest włączone i działa, i sprawdź miesiąc jeszcze raz.",
        ),
        (
            "The documents could not be read from wFirma.",
            "Nothing is known about this month yet.",
            "See whether the connection is on and works, and check the month again.",
        ),
        _PROOF,
    ),
}
