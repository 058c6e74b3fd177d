"""Messages about what follows an issued document: its number in KSeF, and its e-mails."""

from __future__ import annotations

from mostek.core.messages.row import Row

ROWS = {
    "ksef.rejected": Row(
        (
            "KSeF odrzucił fakturę.",
            "Faktura stoi w wFirma, ale nie ma numeru KSeF, więc nabywca jej jeszcze nie otrzymał.",
            "W wFirma otwórz Przychody ➔ KSeF i integracje i sprawdź powód. Po poprawieniu kliknij Sprawdź w wFirma.",
        ),
        (
            "KSeF refused the invoice.",
            "It stands in wFirma, but has no KSeF number, so the buyer has not received it yet.",
            "In wFirma open Przychody ➔ KSeF i integracje and look for the reason. Once mended, click Check in wFirma.",
        ),
    ),
    "ksef.late": Row(
        (
            "Faktura nie ma numeru KSeF, a termin jej wysłania już minął.",
            "Faktura powinna trafić do KSeF najpóźniej następnego dnia roboczego. Mostek pyta dalej sam.",
            "W wFirma otwórz Przychody ➔ KSeF i integracje i sprawdź, czy wysyłka działa.",
        ),
        (
            "The invoice has no KSeF number, and the time for sending it is over.",
            "It should reach KSeF on the next working day at the latest. Mostek goes on asking by itself.",
            "In wFirma open Przychody ➔ KSeF i integracje and see whether sending works.",
        ),
    ),
    "ksef.given_up": Row(
        (
            "Od dwóch tygodni faktura nie ma numeru KSeF.",
            "Mostek już o nią nie pyta.",
            "Wyślij fakturę do KSeF w wFirma, a potem kliknij Sprawdź w wFirma.",
        ),
        (
            "For two weeks the invoice has had no KSeF number.",
            "Mostek does not ask about it any more.",
            "Send the invoice to KSeF in wFirma, then click Check in wFirma.",
        ),
    ),
    "mailing.unknown": Row(
        (
            "Nie wiadomo, czy e-mail z dokumentem wyszedł.",
            "Odpowiedź wFirma zginęła. Mostek nie wysyła drugi raz sam, żeby nabywca nie dostał dwóch wiadomości.",
            "Jeśli nabywca nic nie dostał, kliknij Wyślij e-mailem.",
        ),
        (
            "It is not known whether the e-mail with the document left.",
            "wFirma's answer was lost. Mostek does not send it again by itself, so that the buyer does not get two.",
            "If the buyer got nothing, click Send by e-mail.",
        ),
    ),
    "mailing.refused": Row(
        (
            "wFirma nie przyjęła e-maila do wysłania.",
            "Dokument jest wystawiony, nabywca go nie dostał.",
            "Sprawdź adres i wyślij jeszcze raz.",
        ),
        (
            "wFirma did not take the e-mail.",
            "The document is issued, the buyer has not got it.",
            "Check the address and send it once more.",
        ),
    ),
}
