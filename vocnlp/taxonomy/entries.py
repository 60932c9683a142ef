"""Turn YAML nodes into entries, phrases and examples; every expression that cannot be read is reported."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from vocnlp.errors import Location, Message
from vocnlp.taxonomy.chains import Chain, expand
from vocnlp.taxonomy.condition import parse_test
from vocnlp.taxonomy.expression import Expression, ExpressionError, ListName, Literal, Phrase, leaves, parse
from vocnlp.taxonomy.format import EntryFile, ExamplesFile, PresenceFile
from vocnlp.taxonomy.model import Entry, Example, Kind, Presence
from vocnlp.yamlnode import Node

__all__ = ["check_lists", "read_entry", "read_examples", "read_phrases", "read_words", "report_expression", "texts"]


def texts(node: Node | None) -> list[Node]:
    """Return the items of a list, or the node itself when it is one non-empty value."""
    if node is None or node.value == "":
        return []
    return node.value if isinstance(node.value, list) else [node]


def read_phrases(node: Node | None) -> tuple[Phrase, ...]:
    """Read a list of expressions."""
    return tuple(phrase for item in texts(node) if (phrase := _phrase(item)) is not None)


def read_words(node: Node) -> tuple[Phrase, ...]:
    """Read the members of a list, each an expression; a text holds them separated by white space."""
    if isinstance(node.value, list):
        return read_phrases(node)
    members = []
    for word, place in node.words():
        try:
            members.append(Phrase(word, parse(word), place))
        except ExpressionError as error:
            report_expression(node, error, place)
    return tuple(members)


def read_entry(node: Node, kind: Kind, shape: EntryFile | None, layer: int = 0) -> list[Entry]:
    """Read one entry; several ``match`` expressions give several entries with the same conditions."""
    if shape is None or isinstance(node.value, str):
        phrase = _phrase(node)
        return [] if phrase is None else [Entry(phrase.source, kind, phrase.tree, phrase.location, layer=layer)]
    required = _presences(node.get("with"), shape.with_)
    forbidden = _presences(node.get("without"), shape.without)
    unless = read_phrases(node.get("unless"))
    examples = read_examples(node.get("examples"), shape.examples)
    when = tuple(parse_test(field, values) for field, values in shape.when.items())
    return [
        Entry(
            source=phrase.source,
            kind=kind,
            tree=phrase.tree,
            location=phrase.location,
            unless=unless,
            required=required,
            forbidden=forbidden,
            scope=shape.scope,
            when=when,
            negated=shape.negated,
            priority=shape.priority,
            layer=layer,
            weight=shape.strength,
            since=shape.since,
            until=shape.until,
            note=shape.note,
            examples=examples if index == 0 else (),
            silence=frozenset(shape.silence),
        )
        for index, phrase in enumerate(read_phrases(node.get("match")))
    ]


def read_examples(node: Node | None, shape: ExamplesFile | None) -> tuple[Example, ...]:
    """Read example sentences with their places."""
    if node is None or shape is None:
        return ()
    return tuple(
        Example(item.value, kind, item.location) for kind, group in node.items() for item in texts(group) if item.value
    )


def _presences(node: Node | None, shape: PresenceFile | None) -> tuple[Presence, ...]:
    if node is None or shape is None:
        return ()
    if not isinstance(node.value, dict):
        return (Presence(read_phrases(node), shape.in_),)
    parts = ((read_phrases(node.get("any")), False), (read_phrases(node.get("all")), True))
    return tuple(Presence(phrases, shape.in_, every) for phrases, every in parts if phrases)


def _phrase(node: Node) -> Phrase | None:
    if not isinstance(node.value, str):
        return None
    try:
        return Phrase(node.value, parse(node.value), node.location)
    except ExpressionError as error:
        report_expression(node, error, node.location)
        return None


def report_expression(node: Node, error: ExpressionError, place: Location) -> None:
    """Report an expression error at its own column inside the scalar."""
    column = place.column + error.column
    lines = node.source.lines
    if 0 < place.line <= len(lines) and lines[place.line - 1][place.column - 1 : place.column] in ("'", '"'):
        column += 1
    node.source.report(place._replace(column=column), error.code, Message(error.zh, error.en))


def check_lists(
    phrases: Iterator[tuple[Phrase | Entry, Node]], lists: Mapping[str, Sequence[Phrase]], nodes: Mapping[str, Node]
) -> dict[str, tuple[Chain, ...]]:
    """Report unknown lists, lists inside themselves, and expressions with too many combinations.

    Returns:
        The chains of every expression that is more than a literal, by its source.
    """
    broken = set()
    found: dict[str, tuple[Chain, ...]] = {}
    for name, node in nodes.items():
        for member in lists.get(name, ()):
            try:
                expand(member.tree, lists)
            except ExpressionError as error:
                broken.add(name)
                if error.code != "unknown-list" or _names(member.tree) - set(lists):
                    report_expression(node, error, member.location)
    for phrase, node in phrases:
        if type(phrase.tree) is Literal or phrase.source in found:
            continue
        names = _names(phrase.tree) if broken else set()
        if names & broken and not names - set(lists):
            continue
        try:
            found[phrase.source] = expand(phrase.tree, lists)
        except ExpressionError as error:
            report_expression(node, error, phrase.location)
    return found


def _names(tree: Expression) -> set[str]:
    return {leaf.name for leaf in leaves(tree) if isinstance(leaf, ListName)}
