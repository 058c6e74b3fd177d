"""A file is taken in, a person says what its columns mean, and when it is to be checked and imported."""

from __future__ import annotations

import hashlib
from dataclasses import replace
from typing import Any

from django.db import transaction

from mostek.core import wake
from mostek.core.models import Import, ImportRow, Source, User
from mostek.lib import clock, points
from mostek.sources.file import mapping
from mostek.sources.file.mapping import Plan
from mostek.sources.file.table import Table, read_table

SAMPLES = 3  # rows shown beside the columns


def take(source: Source, name: str, content: bytes, who: User | None = None) -> Import:
    """Keep the file, with a proposal of what its columns mean. Raises BadFile; then nothing is kept."""
    table = read_table(content)
    plan, export = mapping.propose(table.columns, mapping.from_json(source.options.get("plan")))
    return Import.objects.create(
        source=source,
        who=who,
        name=name[-200:],
        content=content,
        size=len(content),
        digest=hashlib.sha256(content).hexdigest(),
        taken_at=clock.now(),
        shape=shape_of(table, export.name if export else ""),
        plan=plan.to_json(),
    )


def shape_of(table: Table, export: str) -> dict[str, Any]:
    """What a person is told of the file. `samples`: by column, the first values that are not empty."""
    samples = []
    for place in range(len(table.columns)):
        values = (row[place] for row in table.rows if row[place])
        samples.append([value[:80] for _, value in zip(range(SAMPLES), values, strict=False)])
    return {
        "format": table.format,
        "encoding": table.encoding,
        "delimiter": table.delimiter,
        "sheet": table.sheet,
        "columns": list(table.columns),
        "samples": samples,
        "rows": len(table.rows),
        "export": export,
    }


def plan_of(one: Import) -> Plan:
    return mapping.from_json(one.plan) or Plan()


def settle_plan(one: Import, plan: Plan) -> bool:
    """Remember the plan at the Source and have the file checked by it. False: the import has gone on already."""
    with transaction.atomic():
        source = Source.objects.select_for_update().get(pk=one.source_id)
        before = mapping.from_json(source.options.get("plan"))
        if before is None or not plan.says_the_same(before):
            plan = replace(plan, version=(before.version if before else 0) + 1)
            source.options = {**source.options, "plan": plan.to_json()}
            source.save(update_fields=["options"])
        else:
            plan = before
        waiting = [Import.State.ASKING, Import.State.CHECKING, Import.State.CHECKED]
        begun = _begin(one, waiting, Import.State.CHECKING, plan=plan.to_json(), preview=[])
    points.reach("import.asked")
    return begun


def begin(one: Import) -> bool:
    """*Importuj*. False: it was not checked, or somebody has begun it already."""
    with transaction.atomic():
        begun = _begin(one, [Import.State.CHECKED], Import.State.IMPORTING, began_at=clock.now())
    points.reach("import.began")
    return begun


def _begin(one: Import, states: list[Import.State], to: Import.State, **columns: object) -> bool:
    """From the first order on; whoever was at it under the former state has lost its claim."""
    rows = Import.objects.filter(pk=one.pk, state__in=states)
    fresh = {"position": 0, "counts": {}, "claim": "", "claimed_until": None}
    if not rows.update(state=to, **fresh, **columns):
        return False
    ImportRow.objects.filter(of=one).delete()
    wake.tell()
    one.refresh_from_db()
    return True
