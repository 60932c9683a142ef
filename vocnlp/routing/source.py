"""Turn whatever holds a decision table (YAML, Excel, CSV) into a RoutingTable for a pack's points."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

from vocnlp.errors import InputError
from vocnlp.routing.load import load_routing, parse_routing
from vocnlp.routing.table import RoutingTable
from vocnlp.routing.tables import read_rules
from vocnlp.yamlsource import load_yaml

if TYPE_CHECKING:
    from vocnlp.taxonomy.model import Taxonomy

__all__ = ["read_routing"]


def read_routing(
    path: Path, taxonomy: Taxonomy, present: RoutingTable, *, base: RoutingTable | None = None
) -> RoutingTable:
    """Read a decision table.

    Args:
        path: ``.yaml``, ``.xlsx`` or ``.csv``.
        taxonomy: the points that its rows may name.
        present: the table in use; a sheet of rows takes departments, calendars, hit policy and default from it.
        base: the table that a YAML file stands on.

    Raises:
        InputError: the file cannot be read.
        PackError: it has errors; all of them are in ``problems``.
    """
    if path.suffix.lower() in (".yaml", ".yml"):
        return load_routing(path, taxonomy, base=base)
    if path.suffix.lower() not in (".xlsx", ".xlsm", ".csv"):
        raise InputError(f"{path} is neither .yaml, .xlsx nor .csv")
    default = present.default
    head = (
        f"routing: {path.stem}\nhit_policy: {present.hit_policy}\ndispatch: {present.dispatch}\n"
        f"order: {present.order}\n"
        f"priorities: [{', '.join(present.priorities)}]\ncalendar: {present.calendar}\n"
        f"default: {{department: {default.department}, priority: '{default.priority}', sla: '{default.sla}'}}\n"
    )
    root = load_yaml(path, head)
    root = root._replace(value={**root.value, "rules": read_rules(path, root.source)})
    return parse_routing(root, taxonomy, base=replace(present, rows=()))
