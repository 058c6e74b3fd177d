"""Messages about the worker and the machine it runs on."""

from __future__ import annotations

from mostek.core.messages.row import Row

ROWS = {
    "clock.skewed": Row(
        (
            "Zegar serwera różni się od zegara bazy danych o ponad 30 sekund.",
            "Ten proces roboczy niczego nie wystawia, dopóki zegary się nie zgodzą. Nic nie zginęło, dokumenty czekają.",
            "Ustaw zegar serwera albo włącz jego synchronizację (NTP). Potem wszystko ruszy samo.",
        ),
        (
            "The clock of the server and that of the database differ by more than 30 seconds.",
            "This worker issues nothing until the clocks agree. Nothing is lost, documents wait.",
            "Set the server's clock or switch on its synchronisation (NTP). Everything then goes on by itself.",
        ),
    ),
    "clock.jumped": Row(
        (
            "Zegar serwera został przestawiony.",
            "Dokumenty o nieznanym wyniku czekają na sprawdzenie od nowa, 5 minut. Pozostałe są wystawiane dalej.",
            "Sprawdź, czy data i godzina na serwerze są właściwe: z nich bierze się data na dokumentach.",
        ),
        (
            "The server's clock was set to another time.",
            "Documents of unknown outcome wait anew until they are settled, 5 minutes. The others go on.",
            "Check the date and the time of the server: documents are dated by them.",
        ),
    ),
}
