//! The keys of the model as a tree of bytes, to walk along a text. It knows no scores.

/// A tree whose nodes are numbered level by level, so that the children of one node lie together, and those of the next
/// behind them.
#[derive(Debug, Default)]
pub(super) struct Trie {
    /// The byte that leads to each node.
    labels: Vec<u8>,
    /// The first child of each node; its last stands before the first child of the next node.
    first: Vec<u32>,
    /// The key that ends at each node, or [`NONE`].
    keys: Vec<u16>,
}

/// Where a walk begins.
pub(super) const ROOT: u32 = 0;
/// No key ends here. So many keys there cannot be.
pub(super) const NONE: u16 = u16::MAX;

impl Trie {
    /// Makes the tree of keys that are sorted, each once, none empty, fewer than [`NONE`].
    pub(super) fn of(keys: &[&[u8]]) -> Trie {
        let mut trie = Trie::default();
        let (mut level, mut below) = (vec![(0, keys.len())], Vec::new());
        trie.labels.push(0);
        let mut depth = 0;
        let mut next = 1;
        while !level.is_empty() {
            for &(start, end) in &level {
                let ends_here = start < end && keys[start].len() == depth;
                trie.keys.push(if ends_here { start as u16 } else { NONE });
                trie.first.push(next);
                let mut at = start + usize::from(ends_here);
                while at < end {
                    let byte = keys[at][depth];
                    let same = keys[at..end].partition_point(|key| key[depth] == byte);
                    trie.labels.push(byte);
                    below.push((at, at + same));
                    at += same;
                    next += 1;
                }
            }
            std::mem::swap(&mut level, &mut below);
            below.clear();
            depth += 1;
        }
        trie.first.push(next);
        trie.labels.shrink_to_fit();
        trie.first.shrink_to_fit();
        trie.keys.shrink_to_fit();
        trie
    }

    /// Returns the node that a byte leads to.
    pub(super) fn step(&self, node: u32, byte: u8) -> Option<u32> {
        let (first, last) = (self.first[node as usize], self.first[node as usize + 1]);
        let at = self.labels[first as usize..last as usize].binary_search(&byte).ok()?;
        Some(first + at as u32)
    }

    /// Returns the key that ends at a node.
    pub(super) fn key(&self, node: u32) -> Option<u16> {
        Some(self.keys[node as usize]).filter(|key| *key != NONE)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_key_is_found_and_no_other() {
        let keys: [&[u8]; 6] = [b"a", b"ab", b"abc", b"b", b"ba", "é".as_bytes()];
        let trie = Trie::of(&keys);
        let find = |text: &[u8]| {
            text.iter().try_fold(ROOT, |node, byte| trie.step(node, *byte)).and_then(|node| trie.key(node))
        };
        for (at, key) in keys.iter().enumerate() {
            assert_eq!(find(key), Some(at as u16), "{key:?}");
        }
        for other in ["", "c", "abcd", "bab", "ac"] {
            assert_eq!(find(other.as_bytes()), None, "{other}");
        }
    }
}
