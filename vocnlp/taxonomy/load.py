"""Turn a taxonomy file (or the folder that holds it) into a Taxonomy, or into every problem at once.

A folder may also hold ``taxonomy/*.yaml`` (more points and lists) and ``weights/<segment>.yaml``. With a
base, the file is an overlay: lists of entries grow, single values replace, ``remove: true`` drops.
"""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping
from pathlib import Path

from vocnlp.errors import Message, PackError, Problem, did_you_mean
from vocnlp.taxonomy.chains import Chain
from vocnlp.taxonomy.draft import Draft, finish, thaw
from vocnlp.taxonomy.entries import check_lists, read_words
from vocnlp.taxonomy.expression import Phrase
from vocnlp.taxonomy.format import TaxonomyFile, WeightsFile
from vocnlp.taxonomy.merge import Merger
from vocnlp.taxonomy.model import Entry, Taxonomy
from vocnlp.yamlnode import Node
from vocnlp.yamlsource import load_yaml

__all__ = ["load_taxonomy"]

_KINDS = {"terms": "term", "positive": "positive", "negative": "negative"}


def load_taxonomy(path: Path, *, base: Taxonomy | None = None) -> Taxonomy:
    """Load a taxonomy from its file or folder, on top of ``base`` when it is an overlay.

    Raises:
        PackError: with every problem of every file in ``.problems``.
    """
    files = _files(Path(path))
    loader = _Loader(base)
    for index, file in enumerate(files):
        try:
            loader.read(load_yaml(file), main=index == 0)
        except PackError as error:
            loader.problems.extend(error.problems)
    taxonomy = loader.finish(files)
    loader.raise_if_errors()
    return taxonomy


def _files(path: Path) -> list[Path]:
    if not path.is_dir():
        return [path]
    return [path / "taxonomy.yaml", *sorted((path / "taxonomy").glob("*.yaml"))]


class _Loader:
    """Everything read so far from the files of one taxonomy."""

    def __init__(self, base: Taxonomy | None) -> None:
        self.base = base
        self.problems: list[Problem] = []
        self.sources: list[Node] = []
        self.drafts: dict[str, Draft] = {}
        self.merger = Merger(self.drafts, base.layer + 1 if base is not None else 0)
        self.lists: dict[str, tuple[Phrase, ...]] = {}
        self.list_nodes: dict[str, Node] = {}
        self.head: TaxonomyFile | None = None
        self.silence: set[str] = set()
        if base is not None:
            self.drafts.update((point.id, thaw(point)) for point in base.points.values())
            self.lists.update(base.lists)

    def read(self, root: Node, *, main: bool) -> None:
        """Add one file."""
        self.sources.append(root)
        root, shape = root.fitted(TaxonomyFile)
        if shape is None:
            return
        if main:
            self.head = shape
            self._check_base(root, shape)
        self.silence.update(shape.silence)
        for name, node in _items(root, "lists"):
            self.list_nodes[name] = node
            self.lists[name] = (*self.lists.get(name, ()), *read_words(node))
        points = root.get("points")
        if points is not None:
            self.merger.merge(points, shape.points, known=frozenset(self.base.points) if self.base else frozenset())

    def finish(self, files: list[Path]) -> Taxonomy:
        """Check what needs everything to be read, and freeze."""
        chains = check_lists(self._phrases(), self.lists, self.list_nodes)
        points = finish(self.drafts.values())
        head = self.head or TaxonomyFile.model_construct(taxonomy="", version="", name=None)
        folder = files[0].parent
        weights: dict[str, Mapping[str, float]] = {
            file.stem: found
            for file in sorted((folder / "weights").glob("*.yaml"))
            if (found := self._weights(file, points)) is not None
        }
        if self.base is not None:
            weights = {**self.base.weights, **weights}
        return Taxonomy(
            id=head.taxonomy or folder.name,
            version=head.version,
            name=head.name.zh if head.name else "",
            english=head.name.en if head.name else "",
            extends=self.base.id if self.base else "",
            points=points,
            lists=self.lists,
            weights=weights,
            overrides=tuple(self.merger.overrides),
            silence=frozenset(self.silence),
            files=tuple(map(str, files)),
            layer=self.merger.layer,
            chains={**self._base_chains(), **chains},
        )

    def _base_chains(self) -> Mapping[str, tuple[Chain, ...]]:
        """Return the chains of the base; those of its lists no longer hold when one of the lists has grown."""
        if self.base is None:
            return {}
        if self.list_nodes.keys().isdisjoint(self.base.lists):
            return self.base.chains
        return {source: chains for source, chains in self.base.chains.items() if not set("$＄").intersection(source)}

    def raise_if_errors(self) -> None:
        """Raise when any file has an error; problems are in the order of files and lines."""
        found = [*self.problems, *(problem for root in self.sources for problem in root.source.problems)]
        unique = sorted(dict.fromkeys(found), key=lambda problem: problem.location)
        if any(problem.level == "error" for problem in unique):
            raise PackError("体验点树有错误 (the taxonomy has errors)", unique)

    def _check_base(self, root: Node, shape: TaxonomyFile) -> None:
        node = root.get("extends")
        if node is None or not shape.extends:
            return
        if self.base is None:
            message = Message(
                f"需要基础体验点树 {shape.extends}，但没有给出", f"stands on {shape.extends}, which was not given"
            )
            node.report("missing-base", message)
        elif self.base.id != shape.extends:
            message = Message(
                f"写的是建立在 {shape.extends} 上，pack.yaml 的 base 却是 {self.base.id}；两处要一致",
                f"extends {shape.extends}, but the base of pack.yaml is {self.base.id}; both must be the same",
            )
            node.report("wrong-base", message)

    def _phrases(self) -> Iterator[tuple[Phrase | Entry, Node]]:
        """Walk every expression that was read here, each with a node of its file to report at."""
        roots = {root.source.file: root for root in self.sources}
        for draft in self.drafts.values():
            for entries in draft.entries.values():
                for entry in entries:
                    root = roots.get(entry.location.file)
                    if root is not None:
                        yield entry, root
                        if entry.unless or entry.required or entry.forbidden:
                            yield from ((phrase, root) for phrase in entry.unless)
                            for presence in entry.required + entry.forbidden:
                                yield from ((phrase, root) for phrase in presence.phrases)
            for phrase in draft.unless:
                if phrase.location.file in roots:
                    yield phrase, roots[phrase.location.file]

    def _weights(self, file: Path, points: object) -> dict[str, float] | None:
        assert isinstance(points, dict)
        try:
            root = load_yaml(file)
        except PackError as error:
            self.problems.extend(error.problems)
            return None
        self.sources.append(root)
        shape = root.into(WeightsFile)
        if shape is None:
            return None
        for point, node in _items(root, "weights"):
            if point not in points:
                message = Message(f"没有体验点 {point}", f"no point {point}")
                node.source.report(node.key_location, "unknown-point", message, hint=did_you_mean(point, points))
            elif not (shape.weights[point] >= 0 and math.isfinite(shape.weights[point])):
                node.report("bad-weight", Message("权重要是正数", "a weight must be a positive number"))
        return shape.weights


def _items(node: Node, key: str) -> Iterator[tuple[str, Node]]:
    """Walk the mapping under a key, if there is one."""
    child = node.get(key)
    return child.items() if child is not None else iter(())
