"""Quantises rows: one scale a row, codes into a codebook all rows share.

Sums run over columns, one addition at a time, so that every machine and every build of numpy gives the same bytes.
"""

import math

import numpy as np

# Found by Lloyd's method on rows divided by their root mean square; constants, so that nothing depends on a random start.
CODEBOOKS = {
    4: [-126, -94, -72, -56, -41, -28, -16, -3, 4, 15, 29, 42, 57, 74, 95, 127],
    3: [-127, -82, -49, -21, 7, 41, 75, 122],
}
# Where the fit begins: the scale that suits a row of root mean square 1.
START = {4: 2.667 / 127, 3: 2.199 / 127}
FIT_STEPS = 3


def merged(package, ids):
    """Returns the mean row of the variants of a key, weighted by how likely each is."""
    weights = [math.exp(package.scores[id]) for id in ids]
    row = np.zeros(512, np.float64)
    for id, weight in zip(ids, weights):
        row += package.table[id].astype(np.float64) * weight
    return row / math.fsum(weights)


def whole(rows):
    """Returns (scales, codes) of rows at 8 bits."""
    scales = (np.abs(rows).max(axis=1) / 127).astype(np.float32)
    safe = np.where(scales == 0, 1, scales)[:, None]
    return scales, np.rint(rows / safe).clip(-127, 127).astype(np.int8)


def coded(rows, bits):
    """Returns (scales, codes into the codebook) of rows at 3 or 4 bits."""
    levels = np.array(CODEBOOKS[bits], np.float64)
    middles = (levels[1:] + levels[:-1]) / 2
    scales = np.sqrt(column_sum(rows * rows) / rows.shape[1]) * START[bits]
    for _ in range(FIT_STEPS):
        near = levels[nearest(rows, scales, middles)]
        scales = column_sum(near * rows) / column_sum(near * near)
    scales = scales.astype(np.float32)
    return scales, nearest(rows, scales.astype(np.float64), middles).astype(np.uint8)


def nearest(rows, scales, middles):
    safe = np.where(scales == 0, 1, scales)[:, None]
    return np.searchsorted(middles, rows / safe)


def column_sum(values):
    total = np.zeros(len(values), np.float64)
    for column in range(values.shape[1]):
        total += values[:, column]
    return total


def packed4(codes):
    """Two codes a byte, the low nibble first."""
    return codes[:, 0::2] | codes[:, 1::2] << 4


def packed3(codes):
    """The two low bits of a row, four a byte, then its high bits, eight a byte; the first code in the lowest bits."""
    low, high = codes & 3, codes >> 2
    lows = low[:, 0::4] | low[:, 1::4] << 2 | low[:, 2::4] << 4 | low[:, 3::4] << 6
    return np.hstack([lows, np.packbits(high, axis=1, bitorder="little")])


def restored(scales, codes, bits):
    """Returns the rows as the encoder will see them."""
    levels = codes if bits == 8 else np.array(CODEBOOKS[bits], np.int8)[codes]
    return levels.astype(np.float32) * scales[:, None]


def integers(matrix):
    """Recovers (codes, step) of a layer: every value is an integer of −127 to 127 times one step."""
    step = np.float32(np.abs(matrix).max()) / np.float32(127)
    exact = matrix / step
    codes = np.rint(exact)
    if np.abs(exact - codes).max() > 0.001:
        raise SystemExit("error: a layer is not made of integers\nhelp: the package is not the one this was written for")
    return codes.astype(np.int8), step
