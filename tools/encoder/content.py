"""Counts the pieces of the base's own texts into `content.tsv`. Run only when the model is to follow the base anew.

    python tools/encoder/make.py --count-content
"""

import re
from collections import Counter

from package import FIRST_PIECE
from pieces import SPACE, Vocabulary, normal

ADDRESS = re.compile(r"https?://\S+|\bwww\.\S+")
FRONT_MATTER = re.compile(r"\A\+\+\+.*?^\+\+\+$", re.S | re.M)


def count(package, knowledge, counts):
    """Writes piece and count, most used first, of all that the base says and has learnt to hear."""
    vocabulary = Vocabulary({piece: package.scores[id] for id, piece in enumerate(package.pieces) if id >= FIRST_PIECE})
    uses = Counter()
    for file in sorted(knowledge.rglob("*")):
        if file.suffix in (".md", ".toml", ".ftl") and file.name != "README.md":
            text = ADDRESS.sub(" ", FRONT_MATTER.sub("", file.read_text("utf-8")))
            for line in text.splitlines():
                uses.update(piece for piece in vocabulary.segment(SPACE + normal(line)) if piece)
    lines = sorted(uses.items(), key=lambda use: (-use[1], use[0]))
    counts.write_text("".join(f"{piece}\t{count}\n" for piece, count in lines), "utf-8")


def read(counts):
    lines = (line.split("\t") for line in counts.read_text("utf-8").split("\n") if line)
    return {piece: int(count) for piece, count in lines}
