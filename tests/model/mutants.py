"""The real code with one rule of the promise left out; `scripts/mutants` applies each and runs the test to notice it.

The text to be replaced stands exactly once in its file, which a test checks. `rules` are switches of the model, or
rules that lie outside of it.
"""

from __future__ import annotations

from dataclasses import dataclass

FAULTS = "tests/core/test_faults.py"
ADVERSARY = "tests/core/test_adversary.py"
WRITER = "tests/core/test_one_writer.py"
TOKENS = "tests/core/test_tokens.py"
CLIENT = "tests/wfirma/test_client.py"
TRANSPORT = "tests/wfirma/test_transport.py"
MODEL = "tests/model/test_exactly_once.py"

OUTSIDE_THE_MODEL = {
    "one_event": "core/receive.py _finish",
    "one_refresh": "core/tokens.py refresh",
    "consent_given_meanwhile_stays": "core/tokens.py refresh",
    "refresh_began_is_committed": "core/tokens.py refresh",
}


@dataclass(frozen=True)
class Mutant:
    name: str
    rules: tuple[str, ...]
    edits: tuple[tuple[str, str, str], ...]  # file under src/mostek, text, what stands there instead
    test: str  # file and function that kills it


def mutant(name: str, rule: str, file: str, old: str, new: str, test: tuple[str, str]) -> Mutant:
    return Mutant(name, (rule,), ((file, old, new),), "::".join(test))


LEASE, ISSUE, RECORD = "core/lease.py", "core/issue.py", "core/record.py"
RECONCILE, RECEIVE, REFRESH = "core/reconcile.py", "core/receive.py", "core/tokens.py"
OUTCOMES, LOOKUP, WIRE = "core/outcomes.py", "wfirma/lookup.py", "wfirma/wire.py"

MUTANTS = [
    # the database
    mutant(
        "lease-for-everybody",
        "one_writer_lease",
        LEASE,
        ".filter(Q(lease_until=None) | Q(lease_until__lt=now))",
        ".all()",
        (WRITER, "test_a_second_writer_is_turned_away_until_the_lease_is_over"),
    ),
    mutant(
        "lease-without-end",
        "lease_ends",
        LEASE,
        "Q(lease_until=None) | Q(lease_until__lt=now)",
        "Q(lease_until=None)",
        (FAULTS, "test_what_a_lost_worker_was_sending_becomes_unknown_never_pending"),
    ),
    mutant(
        "claim-of-anything",
        "claim_is_conditional",
        ISSUE,
        "claimed = Document.objects.filter(pk=document.pk, state=State.PENDING)",
        "claimed = Document.objects.filter(pk=document.pk)",
        (WRITER, "test_a_document_withdrawn_after_it_was_picked_is_not_sent"),
    ),
    mutant(
        "claim-left-pending",
        "claim_committed_before_call",
        ISSUE,
        'state=State.SENDING, reason="", detail={}, epoch=held.epoch',
        'state=State.PENDING, reason="", detail={}, epoch=held.epoch',
        (FAULTS, "test_what_a_lost_worker_was_sending_becomes_unknown_never_pending"),
    ),
    mutant(
        "claim-without-fence",
        "fence_before_claim",
        ISSUE,
        "        lease.fence(held)\n        now = clock.now()\n        claimed",
        "        now = clock.now()\n        claimed",
        (WRITER, "test_a_writer_without_the_lease_claims_nothing"),
    ),
    mutant(
        "fence-always-open",
        "fence_before_claim",
        LEASE,
        "    if not renewed:\n",
        "    if renewed is None:\n",
        (WRITER, "test_a_writer_without_the_lease_claims_nothing"),
    ),
    mutant(
        "conclusion-without-fence",
        "fence_before_conclusion",
        RECONCILE,
        '        lease.fence(held)\n        record.close(attempt, "absent")',
        '        record.close(attempt, "absent")',
        (WRITER, "test_a_writer_without_the_lease_concludes_nothing"),
    ),
    Mutant(
        "outcome-without-guards",
        ("fence_before_outcome", "epoch_named_in_outcome"),
        (
            (RECORD, "            lease.fence(held)\n", "            pass\n"),
            (RECORD, "state=State.SENDING, epoch=held.epoch)", "state=State.SENDING)"),
        ),
        f"{WRITER}::test_an_old_outcome_does_not_touch_a_new_claim",
    ),
    mutant(
        "abandoned-left-alone",
        "abandoned_is_taken_up",
        LEASE,
        "        _abandoned_to_unknown(connection_id)\n",
        "",
        (FAULTS, "test_what_a_lost_worker_was_sending_becomes_unknown_never_pending"),
    ),
    mutant(
        "abandoned-sent-again",
        "sending_becomes_unknown_not_pending",
        LEASE,
        "left.update(state=Document.State.UNKNOWN",
        "left.update(state=Document.State.PENDING",
        (FAULTS, "test_what_a_lost_worker_was_sending_becomes_unknown_never_pending"),
    ),
    mutant(
        "late-success-ignored",
        "late_success_counts",
        RECORD,
        "OPEN = [State.SENDING, State.UNKNOWN, State.PENDING, State.HELD]",
        "OPEN = [State.SENDING]",
        (FAULTS, "test_the_answer_of_a_worker_that_lost_its_lease_still_counts_as_evidence"),
    ),
    mutant(
        "thought-absent-ignored",
        "late_success_counts",
        RECORD,
        "OPEN = [State.SENDING, State.UNKNOWN, State.PENDING, State.HELD]",
        "OPEN = [State.SENDING, State.UNKNOWN, State.HELD]",
        (ADVERSARY, "test_a_late_success_counts_even_when_it_was_thought_absent"),
    ),
    mutant(
        "second-number-swallowed",
        "late_success_counts",
        RECORD,
        "            tell_of_second(document, found)",
        "            pass",
        (ADVERSARY, "test_a_late_success_that_makes_two_is_shown_and_never_swallowed"),
    ),
    mutant(
        "look-overwrites-success",
        "issued_is_final",
        RECONCILE,
        "Document.objects.filter(pk=document.pk, state=State.UNKNOWN).update(**columns)",
        "Document.objects.filter(pk=document.pk).update(**columns)",
        (WRITER, "test_a_look_that_is_recorded_late_does_not_undo_a_success"),
    ),
    mutant(
        "two-live-documents",
        "unique_live_document",
        "core/migrations/0001_nouns.py",
        "('kind__in', ['invoice', 'bill', 'receipt'])",
        "('kind__in', ['nothing'])",
        (WRITER, "test_the_database_refuses_a_second_live_document"),
    ),
    # the clock
    mutant(
        "no-check-before-the-wire",
        "freshness_check_before_wire",
        ISSUE,
        "client.invoice_add(body, before_wire=fresh)",
        "client.invoice_add(body)",
        (FAULTS, "test_a_worker_that_was_frozen_after_its_claim_does_not_send"),
    ),
    mutant(
        "check-after-the-first-byte",
        "freshness_check_before_wire",
        WIRE,
        "        call.touch()\n        self._inner.write(buffer, call.cap(timeout))\n",
        "        self._inner.write(buffer, call.cap(timeout))\n        call.touch()\n",
        (TRANSPORT, "test_the_last_check_runs_after_connecting_and_before_the_first_byte"),
    ),
    mutant(
        "age-since-the-waking",
        "freshness_counts_from_the_claim",
        ISSUE,
        "partial(lease.still_fresh, attempt.opened_at, counted)",
        "partial(lease.still_fresh, clock.now(), clock.elapsed())",
        (ADVERSARY, "test_a_worker_that_woke_up_before_it_read_the_clock_does_not_send"),
    ),
    mutant(
        "rest-of-the-request-any-time",
        "deadline_of_the_whole_call",
        WIRE,
        "        if call.left() <= 0:\n            raise httpcore2.WriteTimeout",
        "        if call.left() is None:\n            raise httpcore2.WriteTimeout",
        (TRANSPORT, "test_a_process_that_stood_still_amid_its_request_does_not_finish_it"),
    ),
    mutant(
        "answer-waited-for-without-end",
        "deadline_of_the_whole_call",
        WIRE,
        "min(timeout if timeout is not None else READ_SECONDS, self.left())",
        "timeout if timeout is not None else READ_SECONDS",
        (TRANSPORT, "test_a_reply_that_begins_late_and_stops_does_not_outlast_the_deadline"),
    ),
    mutant(
        "deadline-longer-than-the-lease-knows",
        "deadline_of_the_whole_call",
        WIRE,
        "DEADLINE_SECONDS = 90.0",
        "DEADLINE_SECONDS = 600.0",
        (WRITER, "test_the_deadline_of_the_wire_is_the_one_the_lease_counts_with"),
    ),
    mutant(
        "short-lease",
        "lease_outlives_timeout",
        LEASE,
        "LEASE = timedelta(seconds=180)\n",
        "LEASE = timedelta(seconds=60)\n",
        (MODEL, "test_never_two_never_lost_never_adopted_wrongly_in_any_state"),
    ),
    mutant(
        "short-delay",
        "settling_delay",
        LEASE,
        "SETTLE = LEASE + CALL_LIMIT + timedelta(seconds=30)",
        "SETTLE = LEASE",
        (MODEL, "test_never_two_never_lost_never_adopted_wrongly_in_any_state"),
    ),
    mutant(
        "no-delay",
        "settling_delay",
        RECONCILE,
        "if attempt.opened_at < settled_at:",
        "if attempt.opened_at is None:",
        (FAULTS, "test_a_call_cut_before_it_was_read_is_sent_again_only_after_two_settled_absences"),
    ),
    # the evidence
    mutant(
        "reference-of-the-row",
        "reference_stable",
        "core/reference.py",
        'text = f"{order.source.uid}|{order.external_id}|{role}|{which}"',
        'text = f"{order.source.uid}|{order.pk}|{role}|{which}"',
        (WRITER, "test_the_reference_of_a_sale_is_the_same_for_ever"),
    ),
    mutant(
        "reference-of-the-try",
        "reference_stable",
        ISSUE,
        "reference=document.reference,",
        'reference=f"{document.reference}{document.tries}",',
        (FAULTS, "test_a_document_whose_reply_was_lost_is_found_and_adopted"),
    ),
    mutant(
        "unclear-sent-again",
        "unclear_is_looked_for",
        OUTCOMES,
        "return Next(State.UNKNOWN, error.code, FIRST_LOOK, pause=pause)",
        "return Next(State.PENDING, error.code, FIRST_LOOK, pause=pause)",
        (FAULTS, "test_each_fault_leaves_the_right_state_and_in_the_end_one_document"),
    ),
    mutant(
        "unforeseen-sent-again",
        "unclear_is_looked_for",
        OUTCOMES,
        'return Next(State.UNKNOWN, "internal", FIRST_LOOK)',
        'return Next(State.PENDING, "internal", FIRST_LOOK)',
        (FAULTS, "test_the_table_of_outcomes"),
    ),
    mutant(
        "broken-line-means-not-sent",
        "unclear_is_looked_for",
        WIRE,
        "            self.touched = True",
        "            self.touched = False",
        (TRANSPORT, "test_after_the_connection_the_outcome_is_open_and_nothing_is_repeated"),
    ),
    Mutant(
        "unknown-sent-without-a-look",
        ("look_before_send",),
        (
            (ISSUE, "state=State.PENDING, due_at__lte", "state=State.UNKNOWN, due_at__lte"),
            (RECONCILE, "state=State.UNKNOWN, due_at__lte", "state=State.CANCELLED, due_at__lte"),
            (
                ISSUE,
                "claimed = Document.objects.filter(pk=document.pk, state=State.PENDING)",
                "claimed = Document.objects.filter(pk=document.pk, state=State.UNKNOWN)",
            ),
        ),
        f"{WRITER}::test_what_is_unknown_is_never_picked_for_sending",
    ),
    mutant(
        "silence-is-absence",
        "only_well_formed_ok_is_absence",
        LOOKUP,
        '        raise proves_nothing("no statement about the number of hits")',
        "        return seen",
        (CLIENT, "test_no_answer_but_a_stated_zero_counts_as_absent"),
    ),
    mutant(
        "foreign-hit-is-evidence",
        "only_well_formed_ok_is_absence",
        LOOKUP,
        "if hit.id_external.casefold() != stored.casefold():",
        "if not hit.id_external.casefold() + stored:",
        (CLIENT, "test_no_answer_but_a_stated_zero_counts_as_absent"),
    ),
    mutant(
        "failed-look-is-absence",
        "only_well_formed_ok_is_absence",
        RECONCILE,
        "        look_again(document, attempt, error, held)\n        return",
        "        record_absence(document, attempt, held)\n        return",
        (ADVERSARY, "test_one_look_that_never_works_does_not_stop_the_next_sale"),
    ),
    mutant(
        "absence-counts-when-recorded",
        "absence_asked_for_after_settling",
        RECONCILE,
        "if attempt.opened_at < settled_at:",
        "if now < settled_at:",
        (ADVERSARY, "test_an_absence_counts_from_when_it_was_asked_for_however_late_it_is_recorded"),
    ),
    mutant(
        "one-absence-is-enough",
        "two_absences",
        RECONCILE,
        "ABSENCES_NEEDED = 2",
        "ABSENCES_NEEDED = 1",
        (FAULTS, "test_a_call_cut_before_it_was_read_is_sent_again_only_after_two_settled_absences"),
    ),
    mutant(
        "whatever-was-found-is-ours",
        "adopt_only_equal",
        RECONCILE,
        "return not any(one.field in IDENTITY for one in differences)",
        "return True",
        (FAULTS, "test_a_document_of_ours_that_differs_is_shown_to_a_person"),
    ),
    mutant(
        "first-of-two-is-ours",
        "adopt_only_equal",
        RECONCILE,
        "elif len(found) == 1 and is_ours",
        "elif len(found) >= 1 and is_ours",
        (WRITER, "test_two_documents_under_one_reference_are_for_a_person"),
    ),
    mutant(
        "release-of-anything",
        "release_only_certain",
        ISSUE,
        'RELEASABLE = r"^(rejected|cannot_express)"',
        'RELEASABLE = r"^"',
        (FAULTS, "test_a_document_of_ours_that_differs_is_shown_to_a_person"),
    ),
    mutant(
        "doubt-withdrawn",
        "withdraw_only_certain",
        RECEIVE,
        "waiting.exclude(attempts__action=Attempt.Action.LOOK).exclude",
        "waiting.exclude",
        (WRITER, "test_what_was_absent_is_in_doubt_for_ever"),
    ),
    mutant(
        "wrong-name-withdrawn",
        "withdraw_only_certain",
        RECEIVE,
        '.exclude(reason__startswith="found.")',
        "",
        (ADVERSARY, "test_a_sale_whose_document_wfirma_named_wrongly_is_not_planned_anew"),
    ),
    mutant(
        "sent-withdrawn",
        "withdraw_only_certain",
        RECEIVE,
        "state__in=[Document.State.PENDING, Document.State.HELD], wfirma_id",
        "state__in=[Document.State.PENDING, Document.State.HELD, Document.State.SENDING], wfirma_id",
        (WRITER, "test_what_is_being_sent_is_not_withdrawn_when_the_sale_changes"),
    ),
    # outside the model
    mutant(
        "event-read-twice",
        "one_event",
        RECEIVE,
        "Event.objects.filter(pk=event.pk, state=Event.State.RECEIVED)",
        "Event.objects.filter(pk=event.pk)",
        (WRITER, "test_two_readers_of_one_event_make_one_order_of_it"),
    ),
    mutant(
        "refresh-without-fence",
        "one_refresh",
        REFRESH,
        "        lease.fence(held)\n",
        "",
        (TOKENS, "test_a_writer_without_the_lease_refreshes_nothing"),
    ),
    mutant(
        "new-consent-overwritten",
        "consent_given_meanwhile_stays",
        REFRESH,
        "if row.refresh_token == connection.refresh_token and row.consented_at == connection.consented_at:",
        "if row:",
        (TOKENS, "test_a_refresh_that_works_does_not_overwrite_a_consent_given_meanwhile"),
    ),
    mutant(
        "refresh-without-a-trace",
        "refresh_began_is_committed",
        REFRESH,
        "update(refresh_began_at=clock.now())",
        "update(refresh_began_at=None)",
        (TOKENS, "test_a_lost_answer_to_a_refresh_asks_for_a_new_consent_and_nothing_else_is_lost"),
    ),
]
