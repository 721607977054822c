"""The model file, as `src/encode/file.rs` reads it: a head of 64 bytes, a list of sections, the sections.

Little-endian. Every section starts at a multiple of 64. The tables stand first, so that a reader that has taken the rest
apart may let go of it.
"""

import struct

import numpy as np
import xxhash

import table
from package import MATRICES

MAGIC = b"passenc\0"
FORMAT = 1
FOLDED = 1
LINE = 64
VECTORS = (
    [f"{name}{width}" for name in ("proj_b", "ln_g", "ln_b", "b1_", "b2_") for width in (2, 3, 5)]
    + ["ln_g", "ln_b", "cnn_b"]
)


def sections(package, rows, tiers, keys, row_of, score_of, info):
    """Returns (name, rows, columns, bytes) of each section.

    `tiers` are (bits, count of rows), best first; `keys` is sorted by UTF-8 bytes.
    """
    scales, tables, at = [], {}, 0
    for bits, count in tiers:
        part, at = rows[at : at + count], at + count
        scale, codes = table.whole(part) if bits == 8 else table.coded(part, bits)
        tables[bits] = {8: np.ndarray.view, 4: table.packed4, 3: table.packed3}[bits](codes)
        scales.append(scale)
    for bits in (8, 4, 3):
        part = tables.get(bits, np.empty((0, 0), np.uint8))
        yield f"table{bits}", len(part), 512, part.tobytes()
    yield from (numbers("scales", np.concatenate(scales)), ("keys", len(keys), 1, packed_keys(keys)))
    yield "rows", len(keys), 1, np.array([row_of[key] for key in keys], "<u2").tobytes()
    yield numbers("scores", np.array([score_of[key] for key in keys]))
    for bits, levels in table.CODEBOOKS.items():
        yield f"levels{bits}", 1, len(levels), np.array(levels, np.int8).tobytes()
    layers = {name: table.integers(package.arrays[name]) for name in MATRICES}
    yield numbers("steps", np.array([layers[name][1] for name in MATRICES]))
    for name in MATRICES:
        yield name, *package.arrays[name].shape, blocks(name, layers[name][0])
    for name in VECTORS:
        yield numbers(name, package.arrays[name])
    yield "info", 1, 1, info.encode()


def numbers(name, values):
    return name, len(values), 1, values.astype("<f4").tobytes()


def packed_keys(keys):
    """One length byte and its bytes, for each key."""
    return b"".join(bytes([len(key.encode())]) + key.encode() for key in keys)


def blocks(name, codes):
    """Puts a matrix in the order the kernels read it: [slot][16 outputs][4 inputs], a line of 64 bytes at a time.

    A slot of a convolution, or the whole of another matrix, is outputs/16 panels; a panel is inputs/4 lines; a line
    holds 4 inputs of each of 16 outputs.
    """
    inputs = 256 if name.startswith("w") else len(codes)
    slots, outputs = len(codes) // inputs, codes.shape[1]
    cut = codes.reshape(slots, inputs // 4, 4, outputs // 16, 16)
    return np.ascontiguousarray(cut.transpose(0, 3, 1, 4, 2)).tobytes()


def file(parts, flags, key_count, unknown, eps, longest):
    """Returns the bytes of the file."""
    parts = list(parts)
    at = LINE + 32 * len(parts)
    entries, body = [], [b""]
    for name, rows, columns, data in parts:
        start = -(-at // LINE) * LINE
        body += [bytes(start - at), data]
        entries.append(struct.pack("<8sQQII", name.encode(), start, len(data), rows, columns))
        at = start + len(data)
    rest = b"".join(entries + body)
    head = MAGIC + struct.pack("<IIQQIIffI12x", FORMAT, flags, at, xxhash.xxh3_64_intdigest(rest),
                               key_count, len(parts), unknown, eps, longest)
    return head + rest
