"""Turn an Analysis into highlighted HTML: one mark for each opinion, coloured by polarity, with its reasons.

``highlight`` gives the marked text only (the report brings its own style); ``analysis_html`` gives a complete
fragment for notebooks. Everything that came from outside is escaped.
"""

from __future__ import annotations

from html import escape
from itertools import pairwise

from vocnlp.types.analysis import Analysis, Decision, Opinion
from vocnlp.types.explain import INTENTS, POLARITIES, arithmetic

__all__ = ["analysis_html", "highlight"]

_STYLE = """
.voc{font:14px/1.7 system-ui,"PingFang SC","Microsoft YaHei","Noto Sans CJK SC","Source Han Sans SC",sans-serif;
 border:1px solid #8884;border-radius:8px;padding:12px 14px;max-width:60em}
.voc p{margin:0 0 8px;font-size:15px;white-space:pre-wrap;overflow-wrap:anywhere}
.voc mark{color:inherit;padding:1px 2px;border-radius:3px}
.voc mark.negative{background:#e5484d33;box-shadow:inset 0 -2px #e5484d}
.voc mark.positive{background:#30a46c33;box-shadow:inset 0 -2px #30a46c}
.voc mark.neutral{background:#8b8d9833;box-shadow:inset 0 -2px #8b8d98}
.voc table{border-collapse:collapse;width:100%;font-size:13px}
.voc td{padding:3px 8px 3px 0;text-align:left;vertical-align:top;border-top:1px solid #8883}
.voc small{opacity:.72}
"""


def highlight(analysis: Analysis) -> str:
    """Mark every opinion in the raw text; where opinions overlap, the shortest decides the colour.

    >>> from vocnlp.types import Analysis, Opinion, Span
    >>> highlight(Analysis("座椅好<", (Opinion("seat", "positive", 0.5, Span(0, 3), "座椅好"),)))
    '<mark class="positive" data-o="1" title="seat 正面 +0.50">座椅好</mark>&lt;'
    """
    size = len(analysis.text)
    starting: dict[int, list[tuple[int, Opinion]]] = {}
    for number, opinion in enumerate(analysis.opinions, 1):
        starting.setdefault(opinion.span.start, []).append((number, opinion))
    cuts = sorted({0, size, *(min(place, size) for opinion in analysis.opinions for place in opinion.span)})
    pieces, running = [], list[tuple[int, Opinion]]()
    for start, end in pairwise(cuts):
        running = [item for item in running if item[1].span.end > start] + starting.get(start, [])
        pieces.append(_mark(_safe(analysis.text[start:end]), running))
    return "".join(pieces)


def _mark(text: str, covering: list[tuple[int, Opinion]]) -> str:
    if not covering:
        return text
    covering = sorted(covering, key=lambda item: item[1].span.end - item[1].span.start)
    title = "\n".join(f"{o.name or o.point} {POLARITIES[o.polarity]} {o.score:+.2f}" for _, o in covering)
    numbers = " ".join(str(number) for number, _ in covering)
    return f'<mark class="{covering[0][1].polarity}" data-o="{numbers}" title="{_safe(title)}">{text}</mark>'


def analysis_html(analysis: Analysis) -> str:
    """Return a fragment that stands by itself: marked text, opinions with arithmetic, decisions."""
    intent = INTENTS.get(analysis.intent, analysis.intent)
    head = f"{POLARITIES[analysis.polarity]} · {intent} · 严重度 {analysis.severity}"
    rows = "".join(_row(opinion) for opinion in analysis.opinions)
    decisions = "".join(_decision(decision) for decision in analysis.decisions)
    return (
        f'<style>{_STYLE}</style><div class="voc"><p>{highlight(analysis)}</p><small>{_safe(head)}</small>'
        f"<table>{rows}</table>{decisions}</div>"
    )


def _row(opinion: Opinion) -> str:
    cause = f"<br>原因：{_safe(opinion.cause.text)}" if opinion.cause else ""
    return (
        f'<tr><td><mark class="{opinion.polarity}">{_safe(opinion.name or opinion.point)}</mark></td>'
        f"<td>{_safe(arithmetic(opinion))}{cause}</td></tr>"
    )


def _decision(decision: Decision) -> str:
    when = " ".join(filter(None, (decision.priority, decision.sla)))
    why = "；".join(decision.reasons) or decision.rule
    return (
        f"<div>→ <b>{_safe(decision.name or decision.department)}</b> {_safe(when)} <small>{_safe(why)}</small></div>"
    )


def _safe(text: str) -> str:
    """Escape for HTML; lone surrogates, which UTF-8 cannot carry, become the replacement character."""
    return escape(text.encode("utf-8", "replace").decode("utf-8") if not text.isascii() else text)
