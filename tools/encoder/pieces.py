"""Text to pieces, as `src/encode/tidy.rs` and `src/encode/pieces.rs` do it."""

import unicodedata

SPACE = "▁"
# An unknown character: the lowest score of the full vocabulary, less 10. It must not depend on which pieces are kept.
UNKNOWN_SCORE = -28.833036422729492
BLANKS = "\t\n\f\r\u1680\u200b\u200e\u200f\u2028\u2029\u2581\ufeff\ufffd"
TO_SPACE = {ord(blank): " " for blank in BLANKS}
# The rarest pieces there are, and always meant as an apostrophe.
APOSTROPHES = {ord(mark): "'" for mark in "’‘ʼ"}


def normal(text):
    """Normalises as the package does: blanks, NFKC but for the wide tilde, runs of spaces."""
    text = text.translate(TO_SPACE)
    text = "～".join(unicodedata.normalize("NFKC", part) for part in text.split("～"))
    return SPACE.join(word for word in text.split(" ") if word)


def fold(text):
    """Folds case, a character at a time, and apostrophes."""
    return "".join(character.lower() for character in text.translate(APOSTROPHES))


class Vocabulary:
    """Pieces with their scores, ready to segment."""

    def __init__(self, scores):
        self.scores = scores
        self.prefixes = {piece[:end] for piece in scores for end in range(1, len(piece) + 1)}

    def segment(self, text):
        """Returns the best path through a normalised text; an unknown character is `None`."""
        scores, prefixes, size = self.scores, self.prefixes, len(text)
        best = [0.0] + [float("-inf")] * size
        back = [None] * (size + 1)
        for start in range(size):
            base, single = best[start], False
            for end in range(start + 1, size + 1):
                piece = text[start:end]
                if piece not in prefixes:
                    break
                if piece in scores:
                    single = single or end == start + 1
                    if base + scores[piece] > best[end]:
                        best[end], back[end] = base + scores[piece], (start, piece)
            if not single and base + UNKNOWN_SCORE > best[start + 1]:
                best[start + 1], back[start + 1] = base + UNKNOWN_SCORE, (start, None)
        path, end = [], size
        while end:
            end, piece = back[end]
            path.append(piece)
        return path[::-1]
