"""Every step that somebody can take, each one atomic: a committed transaction, a byte on the wire, an answer read."""

from __future__ import annotations

from collections.abc import Iterator

from tests.model.world import (
    Call,
    Document,
    Setting,
    Worker,
    World,
    document,
    resting,
    with_calls,
    with_worker,
    worker,
)

Step = tuple[str, World]

NAMES = "AB"
OPEN = {"sending", "unknown", "pending", "held"}
CERTAIN = {"rejected", "absent"}


def steps(world: World, setting: Setting) -> Iterator[Step]:
    for who in range(len(world.workers)):
        yield from of_worker(world, who, setting)
    yield from of_wfirma(world, setting)
    yield from of_people(world, setting)
    yield "a tick passes", tick(world, setting)


def of_worker(world: World, who: int, setting: Setting) -> Iterator[Step]:
    name, me = NAMES[who], world.workers[who]
    match me.step:
        case "idle":
            yield from begin(world, who, setting)
        case "picked":
            yield from claim(world, who, setting)
        case "claimed" | "dated":
            yield from first_byte(world, who, setting)
        case "writing":
            yield from last_byte(world, who, setting)
        case "waiting":
            yield from answer(world, who)
        case "answered":
            yield f"{name} records {me.heard}", outcome(world, who, setting)
        case "looked":
            yield f"{name} records {me.heard}", conclusion(world, who, setting)
    if me.step not in {"idle", "picked"}:
        yield f"{name} stumbles", resting(world, who)
    if me.step != "idle" or me.is_holder:
        yield f"{name} is killed", with_worker(resting(world, who), who, Worker())


# The lease (core/lease.py)


def begin(world: World, who: int, setting: Setting) -> Iterator[Step]:
    name, me = NAMES[who], world.workers[who]
    if world.lease == 0 or not (setting.rules.one_writer_lease or me.is_holder):
        yield f"{name} takes the lease", take(world, who, setting)
    if not may_write(world, who, setting):
        return
    if me.is_holder:
        yield f"{name} gives the lease back", worker(world, who, is_holder=False)._replace(lease=0)
    for index, one in enumerate(world.documents):
        if one.state == "pending" or (one.state == "unknown" and not setting.rules.look_before_send):
            yield f"{name} picks document {index + 1}", worker(world, who, step="picked", document=index)
        if one.state == "unknown":
            yield from look(world, who, index, setting)


def take(world: World, who: int, setting: Setting) -> World:
    lasts = setting.limits.lease
    for index in range(len(world.workers)):
        world = worker(world, index, is_holder=index == who)
    for index, one in enumerate(world.documents):
        if one.state == "sending" and setting.rules.abandoned_is_taken_up:
            world = abandoned(world, index, setting)
    return world._replace(lease=lasts)


def abandoned(world: World, index: int, setting: Setting) -> World:
    if not setting.rules.sending_becomes_unknown_not_pending:
        return document(world, index, state="pending", by=-1)
    return document(world, index, state="unknown", by=-1, settles_in=setting.limits.settle, absences=0)


def may_write(world: World, who: int, setting: Setting) -> bool:
    """The fence: no other epoch stands in the row. That the lease is over does not matter while nobody took it."""
    return world.workers[who].is_holder or not setting.rules.one_writer_lease


def fenced(world: World, who: int, setting: Setting) -> World:
    return world._replace(lease=setting.limits.lease) if may_write(world, who, setting) else world


# The call (core/issue.py, wfirma/wire.py)


def claim(world: World, who: int, setting: Setting) -> Iterator[Step]:
    name, index = NAMES[who], world.workers[who].document
    one = world.documents[index]
    claimable = {"pending"} if setting.rules.look_before_send else {"pending", "unknown"}
    if not may_write(world, who, setting) and setting.rules.fence_before_claim:
        yield f"{name} finds its lease gone", resting(world, who)
    elif one.state not in claimable and setting.rules.claim_is_conditional:
        yield f"{name} finds document {index + 1} {one.state}", resting(world, who)
    else:
        tries = min(one.tries + 1, setting.limits.tries)
        state = "sending" if setting.rules.claim_committed_before_call else one.state
        after = document(fenced(world, who, setting), index, state=state, reason="", by=who, tries=tries)
        yield f"{name} claims document {index + 1}", worker(after, who, step="claimed", age=0)


def first_byte(world: World, who: int, setting: Setting) -> Iterator[Step]:
    name, me = NAMES[who], world.workers[who]
    if me.step == "claimed" and not setting.rules.freshness_counts_from_the_claim:
        yield f"{name} looks at the clock", worker(world, who, step="dated", age=0)
    elif me.age > setting.limits.start and setting.rules.freshness_check_before_wire:
        yield f"{name} sees that it is late", worker(world, who, step="answered", age=0, heard="not_sent")
    else:
        yield f"{name} writes the first byte", worker(world, who, step="writing", age=0)
    if me.age == 0:
        yield f"{name} cannot connect", worker(world, who, step="answered", age=0, heard="not_sent")


def last_byte(world: World, who: int, setting: Setting) -> Iterator[Step]:
    """An httpx request is written in pieces: a worker may freeze between them."""
    name, me = NAMES[who], world.workers[who]
    if me.age <= setting.limits.call or not setting.rules.deadline_of_the_whole_call:
        sent = worker(world, who, step="waiting", age=0)
        yield f"{name} writes the last byte", with_calls(sent, *sent.calls, Call(me.document, who))
    yield f"{name} loses the line", worker(world, who, step="answered", age=0, heard="unclear")


def answer(world: World, who: int) -> Iterator[Step]:
    name = NAMES[who]
    mine = next((call for call in world.calls if call.by == who), None)
    others = [call for call in world.calls if call.by != who]
    rest = [*others, mine._replace(by=-1)] if mine else others

    def hears(what: str, *calls: Call) -> World:
        return with_calls(worker(world, who, step="answered", age=0, heard=what), *calls)

    if mine and mine.stage == "working":
        yield f"{name} reads a refusal", hears("refused", *others)
        yield f"{name} reads that it has to wait", hears("not_sent", *others)
    if mine and mine.stage != "working":
        yield f"{name} reads the success", hears("ok", *rest)
        held = issued(resting(world, who), world.workers[who].document, "held", "found")
        yield f"{name} reads the name of another document and records it", held
    yield f"{name} reads no answer", hears("unclear", *rest)


# What becomes of it (core/record.py, core/outcomes.py)


def outcome(world: World, who: int, setting: Setting) -> World:
    me, rules = world.workers[who], setting.rules
    if me.heard == "ok":
        after = document(world, me.document, was_heard=True)
        if rules.late_success_counts or may_write(world, who, setting):
            after = issued(after, me.document, "issued")
        return resting(after, who)
    fence_holds = may_write(world, who, setting) or not rules.fence_before_outcome
    one = world.documents[me.document]
    is_mine = one.by == who or not rules.epoch_named_in_outcome
    sent = "sending" if rules.claim_committed_before_call else "pending"
    if not fence_holds or one.state != sent or not is_mine:
        return resting(world, who)
    world = fenced(world, who, setting)
    match me.heard:
        case "not_sent":
            after = document(world, me.document, state="pending", by=-1)
        case "refused":
            after = document(world, me.document, state="held", reason="rejected", by=-1)
        case _:
            state = "unknown" if rules.unclear_is_looked_for else "pending"
            settles_in = setting.limits.settle if rules.unclear_is_looked_for else 0
            after = document(world, me.document, state=state, by=-1, settles_in=settles_in, absences=0)
    return resting(after, who)


def issued(world: World, index: int, state: str, reason: str = "") -> World:
    if world.documents[index].state not in OPEN:
        return world
    return document(world, index, state=state, reason=reason, by=-1, settles_in=0, absences=0)


# The look (core/reconcile.py, wfirma/lookup.py)


def look(world: World, who: int, index: int, setting: Setting) -> Iterator[Step]:
    """Asked and answered in one step; what was answered is recorded in another."""
    name, rules = NAMES[who], setting.rules
    one = world.documents[index]
    after = document(fenced(world, who, setting), index, was_looked_for=True)
    found = [call for call in world.calls if call.document == index and call.stage == "listed"]
    if not rules.reference_stable:
        found = []

    def sees(what: str, world: World = after) -> Step:
        is_settled = one.settles_in == 0
        return f"{name} looks for document {index + 1}: {what}", worker(
            world, who, step="looked", document=index, heard=what, is_settled=is_settled
        )

    if not found:
        yield sees("absent")
    else:
        yield sees("equal" if len(found) == 1 and found[0].is_equal else "different")
        if world.forgotten < setting.limits.forgotten:
            yield sees("absent", after._replace(forgotten=world.forgotten + 1))
    if not rules.only_well_formed_ok_is_absence:  # otherwise it changes nothing
        yield sees("absent, by an answer that does not say so")


def conclusion(world: World, who: int, setting: Setting) -> World:
    me, rules = world.workers[who], setting.rules
    one = world.documents[me.document]
    if me.heard == "equal" or (me.heard == "different" and not rules.adopt_only_equal):
        return resting(issued(world, me.document, "adopted"), who)
    fence_holds = may_write(world, who, setting) or not rules.fence_before_conclusion
    if not fence_holds or (one.state != "unknown" and rules.issued_is_final):
        return resting(world, who)
    world = fenced(world, who, setting)
    if me.heard == "different":
        return resting(document(world, me.document, state="held", reason="found", settles_in=0), who)
    is_settled = me.is_settled if rules.absence_asked_for_after_settling else one.settles_in == 0
    if is_settled:
        world = absent(world, me.document, setting)
    return resting(world, who)


def absent(world: World, index: int, setting: Setting) -> World:
    one = world.documents[index]
    if one.absences + 1 < setting.limits.absences:
        return document(world, index, absences=one.absences + 1)
    if one.tries >= setting.limits.tries:
        return document(world, index, state="held", reason="absent", absences=0)
    return document(world, index, state="pending", absences=0)


# wFirma, people, time


def of_wfirma(world: World, setting: Setting) -> Iterator[Step]:
    for place, call in enumerate(world.calls):
        rest = (*world.calls[:place], *world.calls[place + 1 :])
        if call.stage == "working":
            booked = call._replace(stage="booked")
            yield "wFirma books it", with_calls(world, *rest, booked)
            if setting.has_surprises:
                other = booked._replace(is_equal=False)
                yield "wFirma books something else", with_calls(world, *rest, other)
        if call.stage == "booked":
            yield "wFirma lists it", with_calls(world, *rest, call._replace(stage="listed", age=0))


def of_people(world: World, setting: Setting) -> Iterator[Step]:
    rules = setting.rules
    for index, one in enumerate(world.documents):
        if one.state == "held" and (one.reason in CERTAIN or not rules.release_only_certain):
            yield (
                f"a person releases document {index + 1}",
                document(world, index, state="pending", reason=""),
            )
    if world.is_changed or not setting.has_surprises:
        return
    first = world.documents[0]
    is_certain = not first.was_looked_for and first.reason != "found"
    if first.state in {"pending", "held"} and (is_certain or not rules.withdraw_only_certain):
        withdrawn = Document(
            state="cancelled", was_looked_for=first.was_looked_for, was_heard=first.was_heard
        )
        yield "the sale changes", world._replace(documents=(withdrawn, Document()), is_changed=True)
    if not rules.unique_live_document:
        two = world._replace(documents=(first, Document()), is_changed=True)
        yield "a second reader plans a second document", two


def tick(world: World, setting: Setting) -> World:
    limits = setting.limits
    documents = tuple(
        one._replace(settles_in=one.settles_in - 1) if one.settles_in else one for one in world.documents
    )
    workers = tuple(older(one, setting) for one in world.workers)
    left = max(world.lease - 1, 0) if setting.rules.lease_ends else world.lease
    calls = []
    for call in world.calls:
        age = call.age + 1 if call.stage != "listed" else 0
        if call.stage == "working" and age > limits.call:
            continue  # it was never booked, and will not be
        is_late = call.stage == "booked" and age > limits.listed
        calls.append(call._replace(age=0, stage="listed") if is_late else call._replace(age=age))
    return with_calls(world._replace(documents=documents, workers=workers, lease=left), *calls)


def older(one: Worker, setting: Setting) -> Worker:
    longest = {"claimed": setting.limits.start + 1, "dated": setting.limits.start + 1}
    longest["writing"] = setting.limits.call + 1
    if one.step not in longest or (
        one.step == "claimed" and not setting.rules.freshness_counts_from_the_claim
    ):
        return one
    return one._replace(age=min(one.age + 1, longest[one.step]))
