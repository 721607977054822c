"""The encoder in plain floating point: what the integers of `src/encode/` are measured against."""

import numpy as np

BRANCHES = ((2, 0), (3, 1), (5, 2))


def normalised(x, eps):
    centred = x - x.mean(axis=-1, keepdims=True)
    return centred / np.sqrt((centred**2).mean(axis=-1, keepdims=True) + eps)


def convolved(x, weights, bias, left):
    """Slot `k` of token `t` looks at token `t - left + k`; outside the text there is nothing."""
    width = len(weights) // 256
    around = np.pad(x, ((left, width - 1 - left), (0, 0)))
    slots = [around[slot : slot + len(x)] for slot in range(width)]
    return np.maximum(np.hstack(slots) @ weights + bias, 0) + x


def vector(arrays, rows):
    """Returns the 512 numbers of a text, from the rows of its pieces with `<s>` and `</s>`."""
    a, eps, tokens = arrays, float(arrays["eps"]), len(rows)
    x = rows @ np.hstack([a["proj2"], a["proj3"], a["proj5"]])
    x = normalised(x + np.hstack([a["proj_b2"], a["proj_b3"], a["proj_b5"]]), eps)
    features = [rows]
    for at, (width, left) in enumerate(BRANCHES):
        branch = x[:, 256 * at : 256 * at + 256] * a[f"ln_g{width}"] + a[f"ln_b{width}"]
        for layer in (1, 2):
            branch = convolved(branch, a[f"w{layer}_{width}"], a[f"b{layer}_{width}"], left)
        features.append(branch)
    features = normalised(np.hstack(features), eps) * a["ln_g"] + a["ln_b"]
    pooled = (features.sum(axis=0) @ a["cnn_W"] + tokens * a["cnn_b"]) / np.sqrt(tokens)
    y0 = np.maximum(pooled @ a["d0"], 0)
    y1 = np.maximum(pooled @ a["p1"] + y0 @ a["d1"], 0)
    y2 = np.maximum(y1 @ a["d2"], 0)
    z = np.tanh(y1 @ a["p3"] + y2 @ a["d3"])
    return z / np.sqrt(max((z**2).sum(), 1e-12))
