"""Turn the weights of a learned part into evidence: the raw spans whose n-grams pushed for a decision, and against it.

model           pushed towards the category (weight > 0) or away from it
model_polarity  pushed towards the polarity that was chosen, or away from it
policy          how rules and model met, with the probability that the model gave the category
"""

from __future__ import annotations

from collections.abc import Sequence

from vocnlp.hybrid.reading import Reading
from vocnlp.linear.model import Push
from vocnlp.sentiment.model import ModelScorer
from vocnlp.types.analysis import Evidence
from vocnlp.types.text import NormalizedText, Span

__all__ = ["polarity_evidence", "policy_evidence", "supports"]


def supports(evidence: Sequence[Evidence]) -> list[Evidence]:
    """Return what speaks for a decision, the strongest first."""
    return [item for item in evidence if item.weight > 0]


def polarity_evidence(
    scorer: ModelScorer, reading: Reading, numbers: Sequence[int], category: str, polarity: str
) -> list[Evidence]:
    """Return the raw spans of the clauses with these numbers that pushed a polarity, and those against it.

    Args:
        scorer: what judged.
        reading: of the utterance.
        numbers: of the clauses that the scorer read; none when it read the whole text.
        category: what was judged.
        polarity: what came out.
    """
    clauses = [(reading.segments.clauses[number].start, reading.segments.clauses[number].end) for number in numbers]
    found: list[Push] = []
    for start, end in clauses or [(0, len(reading.text.text))]:
        for push in scorer.pushes(reading.text.text[start:end], category, polarity):
            found.append(Push(push.start + start, push.end + start, push.weight))
    best = sorted(found, key=lambda push: (-push.weight, push.start))
    kept = [push for push in best if push.weight > 0][:2] + [push for push in best[::-1] if push.weight < 0][:1]
    spans = [(reading.text.span(push.start, push.end), push.weight) for push in kept]
    return [
        Evidence("model_polarity", span, span.of(reading.text.raw), weight, scorer.origin) for span, weight in spans
    ]


def policy_evidence(
    text: NormalizedText, policy: str, span: Span, rule: str, model: str, chance: float, origin: str
) -> Evidence:
    """Return, as an origin, who said what and by which policy it was decided; "" is a side that saw nothing."""
    told = f"{origin} {policy}: rule {rule or '-'}, model {model or '-'}"
    return Evidence("policy", span, span.of(text.raw), chance, told)
