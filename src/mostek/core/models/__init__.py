"""The nouns of Mostek: Connection, Source, Event, Order, Document; beside them Product, Answer, Attempt …"""

from mostek.core.models.account_check import AccountCheck
from mostek.core.models.alert import Alert, AlertAddress, AlertSettings, Mail
from mostek.core.models.answer import Answer
from mostek.core.models.api_key import ApiKey
from mostek.core.models.attempt import Attempt
from mostek.core.models.connection import Connection
from mostek.core.models.correction import Correction
from mostek.core.models.document import Document
from mostek.core.models.event import Event
from mostek.core.models.foreign import ForeignDocument, ForeignLook
from mostek.core.models.good import Good
from mostek.core.models.heartbeat import Heartbeat
from mostek.core.models.import_ import Import, ImportRow
from mostek.core.models.instruction import Instruction
from mostek.core.models.ksef import KsefEntry, KsefReading
from mostek.core.models.mailing import Mailing
from mostek.core.models.order import Order
from mostek.core.models.outgoing import Delivery, Endpoint
from mostek.core.models.pdf import Pdf
from mostek.core.models.privacy import PrivacyRecord
from mostek.core.models.product import Product
from mostek.core.models.proof import Proof, ProofPage
from mostek.core.models.refund import Refund
from mostek.core.models.source import Source
from mostek.core.models.user import User
from mostek.core.models.vat_codes import VatCodes
from mostek.core.models.vies import ViesCheck
from mostek.core.models.witness import Hint, Witness

__all__ = [
    "AccountCheck",
    "Alert",
    "AlertAddress",
    "AlertSettings",
    "Answer",
    "ApiKey",
    "Attempt",
    "Connection",
    "Correction",
    "Delivery",
    "Document",
    "Endpoint",
    "Event",
    "ForeignDocument",
    "ForeignLook",
    "Good",
    "Heartbeat",
    "Hint",
    "Import",
    "ImportRow",
    "Instruction",
    "KsefEntry",
    "KsefReading",
    "Mail",
    "Mailing",
    "Order",
    "Pdf",
    "PrivacyRecord",
    "Product",
    "Proof",
    "ProofPage",
    "Refund",
    "Source",
    "User",
    "VatCodes",
    "ViesCheck",
    "Witness",
]
