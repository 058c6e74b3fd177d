"""Named places between two steps that must not be taken for one: where a process may die or freeze.

In production `reach` compares once and returns. Tests and `mostek chaos` install a hook in the process under test,
which kills it, freezes it, or writes down that it was there. A point lies behind a transaction, not inside: what a
death inside would leave is what the point before it leaves. (`receive.stored` is inside where REST, a pull or a
file stores, `receive.read` inside where REST or a file does.)
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from types import MappingProxyType

# Name → what is true when it is reached.
POINTS: Mapping[str, str] = MappingProxyType(
    {
        "receive.stored": "the Event is committed, the platform has not been answered",
        "pull.stored": "a page that was asked for is committed as Events, with the place of the next page",
        "shop.cut_over": "the moment from which sales are issued is committed, and what follows for each Order",
        "import.asked": "what the columns of a file mean is committed, its check is due",
        "import.checked": "a slice of the check is committed: counts and remarks, nothing else",
        "import.began": "a person has said that the file is to be imported",
        "import.stored": "a slice of a file is committed: Events, Orders, Documents, the place of the next slice",
        "import.finished": "the file is checked, or imported and its bytes gone",
        "hand.source": "the Source of what people type exists",
        "hand.entered": "a sale that a person typed is committed, with its Order and Document",
        "cut_over.begun": "a person says that the platform issues by itself; what was planned waits",
        "cut_over.confirmed": "a person says whether it still does, and the look that follows is asked for",
        "cut_over.asked": "a person wants the documents of old orders from Mostek, and they are planned",
        "foreign.saved": "a page of what others issued is committed, or that all of it was settled",
        "receive.read": "Order and Document are committed, the Event is read",
        "receive.decided": "a person has said more, the Order was decided again",
        "answer.given": "the answer of a person is committed with what follows from it",
        "answer.taken_back": "the answer of a person is taken back",
        "correct.approved": "the word of a person on a plan is committed with the correction that follows",
        "correct.dropped": "a person has said that a correction is not needed",
        "correct.typed": "the refund as a person has set it right is committed with its plan",
        "correct.mistake": "a mistake that a person told of is committed with the correction that follows",
        "correct.caught_up": "a refund from before corrections were planned has its plan",
        "vies.recorded": "what VIES said is committed with the decision that follows",
        "vies.failed": "VIES gave no answer, the next question has its time",
        "connect.accepted": "the tokens of a new consent are committed",
        "skew.began_anew": "the clock was set; every wait that it could shorten begins anew",
        "account_check.begun": "the check of an account is asked for",
        "account_check.saved": "a step of the check is committed, or what is about to be sent",
        "instruction.given": "a person's word on a document in doubt is committed",
        "instruction.released": "after a fresh absence the Document is pending again, the instruction not finished",
        "instruction.carried_out": "what came of the instruction is committed",
        "witness.tended": "wFirma's list of webhooks is as the seller wants it, and that is committed",
        "mailing.asked": "somebody wants the document by e-mail once more, and that is committed",
        "mailing.claimed": "the e-mail is `sending`, wFirma has not been asked",
        "mailing.closed": "what wFirma said to the e-mail is committed",
        "ksef.page_read": "a page of numbers of KSeF is committed, with the place of the next page",
        "ksef.read_failed": "a page could not be read, the next try has its time",
        "ksef.reading_ended": "all waiting documents were asked about, the next reading has its time",
        "goods.began": "a good is announced, wFirma not asked to add it",
        "lease.taken": "this thread is the one writer; what a former one left in `sending` is `unknown`",
        "lease.released": "the Connection is free again",
        "tokens.began": "the refresh is announced, the token endpoint not asked",
        "tokens.answered": "the new pair is known to this process alone",
        "tokens.stored": "the new pair is committed, not used",
        "issue.claimed": "the Document is `sending`, an Attempt is open, no byte has left",
        "wire.before": "the connection stands, the first byte has not left",
        "wire.sent": "the bytes of the request are out, nothing of the reply was read",
        "wire.reply_begun": "the head of the reply was read, its body not to its end",
        "wire.reply_read": "the whole reply was read, nobody has looked at it",
        "issue.answered": "the reply is understood, nothing of it is recorded",
        "record.failed": "the failure is committed",
        "record.issued": "the success is committed",
        "reconcile.opened": "the look is announced, wFirma not asked",
        "reconcile.looked": "wFirma has said what it has, nothing of it is recorded",
        "reconcile.look_failed": "the look came to nothing, which is committed",
        "reconcile.absent": "the absence is committed, whatever follows from it",
        "reconcile.adopted": "the document that was found is committed as ours",
        "reconcile.conflict": "the document that was found is committed as a question for a person",
        "issue.held": "a Document that cannot be sent as it is waits for a person, who is told",
        "outgoing.claimed": "a message is claimed, nothing of it has left",
        "outgoing.answered": "the receiver has answered, nothing of it is recorded",
        "outgoing.recorded": "what came of a message is committed",
        "outgoing.rotated": "an address has a new secret beside the former one, and nobody has seen it",
        "outgoing.switched": "an address was switched on or off by a person, with all that waits for it",
        "shadow.switched": "shadow mode of a Source is on or off, nothing that was planned is withdrawn yet",
        "shadow.held_back": "a Document of a Source in shadow is withdrawn at its turn, its sale kept back",
        "shadow.issued_anyway": "a sale that was kept back is decided again, to be issued",
    }
)

_hook: Callable[[str], None] | None = None


def reach(name: str) -> None:
    """This process has come to the point `name`."""
    if _hook is not None:
        if name not in POINTS:
            raise LookupError(f"no such point: {name}")
        _hook(name)


def install(hook: Callable[[str], None] | None) -> None:
    """For the rest of this process; None takes it out. The hook runs in whatever thread comes by."""
    global _hook
    _hook = hook


@contextmanager
def hooked(hook: Callable[[str], None]) -> Iterator[None]:
    before = _hook
    install(hook)
    try:
        yield
    finally:
        install(before)
