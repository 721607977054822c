"""How much each piece is worth to French, English and Spanish.

The words come from wordfreq (data CC BY-SA 4.0; it serves here and is not shipped), what the base is about from
`content.tsv`, which is frozen: the model must not change with every new entry.
"""

import math
import random
import unicodedata
from collections import Counter

from wordfreq import top_n_list, word_frequency

from package import FIRST_PIECE
from pieces import SPACE, Vocabulary, fold, normal

WORDS, COMMON, TYPED = 150_000, 60_000, 40_000


def values(package, content):
    """Returns the worth of each id."""
    scores = {piece: package.scores[id] for id, piece in enumerate(package.pieces) if id >= FIRST_PIECE}
    ids = {piece: id for id, piece in enumerate(package.pieces) if id >= FIRST_PIECE}
    vocabulary = Vocabulary(scores)
    worth = [0.0] * len(package.pieces)
    for language in ("fr", "en", "es"):
        add(worth, ids, language_uses(vocabulary, language), 1.0)
    add(worth, ids, content, 0.3)
    add(worth, ids, {piece: math.exp(score) for piece, score in scores.items() if is_ours(piece)}, 0.05)
    return worth


def add(worth, ids, uses, weight):
    total = math.fsum(uses.values())
    for piece, use in uses.items():
        worth[ids[piece]] += weight * use / total


def language_uses(vocabulary, language):
    """Counts the pieces of the most frequent words, in the forms people write them in."""
    uses, errors = Counter(), random.Random(f"typing errors of {language}")
    for rank, word in enumerate(top_n_list(language, WORDS)):
        frequency = word_frequency(word, language)
        for form, share in forms(language, rank, normal(word), errors):
            for piece in vocabulary.segment(form):
                if piece is not None:
                    uses[piece] += share * frequency
    return uses


def forms(language, rank, word, errors):
    """Yields (form, weight): as it stands, capitalised, without accents, in capitals, after a sign, mistyped."""
    yield SPACE + word, 1.0
    yield SPACE + word[:1].upper() + word[1:], 0.25
    if rank < COMMON:
        plain = without_accents(word)
        if plain != word:
            yield SPACE + plain, 0.15
        yield SPACE + word.upper(), 0.02
        yield word, 0.03
    if language == "fr" and without_accents(word)[:1] in tuple("aeiouyhœæ"):
        yield word, 0.25
    if rank < TYPED and len(word) > 3:
        for _ in range(2):
            yield SPACE + mistyped(word, errors), 0.02


def without_accents(word):
    plain = "".join(c for c in unicodedata.normalize("NFD", word) if not unicodedata.combining(c))
    return unicodedata.normalize("NFC", plain)


def mistyped(word, errors):
    """Leaves a letter out, doubles one, swaps two, or puts another in its place."""
    at = errors.randrange(len(word) - 1)
    kind = errors.randrange(4)
    if kind == 0:
        return word[:at] + word[at + 1 :]
    if kind == 1:
        return word[: at + 1] + word[at:]
    if kind == 2:
        return word[:at] + word[at + 1] + word[at] + word[at + 2 :]
    return word[:at] + errors.choice("abcdefghijklmnopqrstuvwxyz") + word[at + 1 :]


def is_ours(piece):
    """True if every letter is Latin; marks, digits and signs are welcome."""
    return all(is_latin(c) for c in piece if c.isalpha())


def is_latin(character):
    return "LATIN" in unicodedata.name(character, "") or character in "ªº"


def keys(package, worth, count):
    """Returns the `count` folded keys that are worth most, best first: a list of (key, ids, score)."""
    groups = {}
    for id, piece in enumerate(package.pieces):
        if id >= FIRST_PIECE and is_ours(piece):
            groups.setdefault(fold(piece), []).append(id)
    value = {key: math.fsum(worth[id] for id in ids) for key, ids in groups.items()}
    score = {key: own_score(package, key, ids) for key, ids in groups.items()}
    signs = [key for key in groups if not any(c.isalpha() for c in key)]
    signs.sort(key=lambda key: (-score[key], key))
    kept = {key for key in groups if len(key) == 1} | set(signs[: min(1500, count // 12)])
    ranked = sorted(groups, key=lambda key: (-value[key], key))
    kept.update([key for key in ranked if key not in kept][: count - len(kept)])
    return [(key, groups[key], score[key]) for key in ranked if key in kept]


def own_score(package, key, ids):
    """Returns the score of the variant in lower case, else the best of the group."""
    own = [package.scores[id] for id in ids if package.pieces[id] == key]
    return own[0] if own else max(package.scores[id] for id in ids)
