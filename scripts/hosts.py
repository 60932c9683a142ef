"""Write vocnlp/sentiment/data/hosts/hosts.yaml: common words that hide a one-character opinion word.

    python scripts/hosts.py

卡 is a complaint about a phone and no complaint in 银行卡. A one-character word of the lexicon, or of a point's
polarity words, must therefore not be found inside a longer, common word. The words come from jieba's
dictionary (MIT licence): two to four characters, frequent, holding such a character, and not made of an
opinion word and its modifiers (很好, 太贵了).
"""

from __future__ import annotations

import re
from pathlib import Path

import jieba

from vocnlp.sentiment.knowledge import LexiconFile
from vocnlp.yamlsource import load_yaml

ROOT = Path(__file__).resolve().parent.parent
DATA = ROOT / "vocnlp" / "sentiment" / "data"
TARGET = DATA / "hosts" / "hosts.yaml"
FREQUENT = {2: 60, 3: 20, 4: 20}
NAMES = ("nr", "ns", "nt", "nz", "m")
MODIFIERS = set("很太最更好真挺超蛮颇较还都也就不没未别够的了着过得地吧啊呢吗嘛点些个是有这那多大极巨特稍略偏可又再已")


def main() -> None:
    """Collect the one-character words, find their hosts, write the file."""
    known, single = words()
    hosts = []
    for line in Path(jieba.__file__).with_name("dict.txt").read_text(encoding="utf-8").splitlines():
        word, count, tag = line.split(" ")
        if (
            word in known
            or word[0] == "不"
            or (word[0] == "一" and len(word) == 2)
            or tag.startswith(NAMES)
            or int(count) < FREQUENT.get(len(word), 1 << 60)
        ):
            continue
        inside = single.intersection(word)
        rest = [character for character in word if character not in single]
        if inside and not all(character in MODIFIERS for character in rest) and len(inside) < len(word):
            hosts.append(word)
    lines = [" ".join(hosts[start : start + 24]) for start in range(0, len(hosts), 24)]
    head = "# Made by scripts/hosts.py from jieba's dictionary (MIT licence); do not edit.\nlexicon: hosts\nneutral:\n"
    TARGET.write_text(head + "  - words: |\n" + "".join(f"      {line}\n" for line in lines), encoding="utf-8")
    print(len(single), "one-character words,", len(hosts), "hosts")


def words() -> tuple[set[str], set[str]]:
    """Return every known word, and the one-character opinion words of the lexicon and of all packs."""
    known: set[str] = set()
    single: set[str] = set()
    for file in [*sorted(DATA.rglob("*.yaml")), *sorted(ROOT.glob("taxonomies/*/lexicon.yaml"))]:
        if file == TARGET:
            continue
        root = load_yaml(file)
        for part in LexiconFile.model_fields:
            node = root.get(part)
            for group in node.value if node is not None and isinstance(node.value, list) else ():
                found = [word for word, _ in group.get("words").words()]
                known.update(found)
                if part in ("polarity", "dimension"):
                    single.update(word for word in found if len(word) == 1)
    for file in sorted(ROOT.glob("taxonomies/*/taxonomy.yaml")):
        for block in re.findall(r"polarity: *\{(.*)\}", file.read_text(encoding="utf-8")):
            found = re.findall(r"[^\s\[\]{},:]+", block)
            known.update(found)
            single.update(word for word in found if len(word) == 1)
    return known, {word for word in single if "\u4e00" <= word <= "\u9fff"}


if __name__ == "__main__":
    main()
