//! The sentence encoder: its pieces and vectors are those of the model it was made from, and the same on every processor.
//!
//! `tests/encoder/` holds a reference (a few hundred pieces, cased, 8 bits) and our sentences with what the original package makes
//! of them; `tools/encoder/make.py` writes both.
#![expect(
    clippy::print_stderr,
    clippy::print_stdout,
    clippy::unwrap_used,
    reason = "a test prints its figures, and says what it skips"
)]

use std::path::{Path, PathBuf};
use std::thread;

use passerelle_core::encode::{DIMENSIONS, Encoder, Kernel, MAX_PIECES, ModelError, Vector};
use proptest::prelude::{ProptestConfig, prop_assert, prop_assert_eq, proptest};
use serde::Deserialize;
use xxhash_rust::xxh3::{Xxh3, xxh3_64};

/// The hashes of the bytes of the vectors of all our sentences, whatever the processor.
const VECTORS_OF_REFERENCE: u64 = 0x9147_ba34_9423_2b14;
const VECTORS_OF_SHIPPED: u64 = 0x254c_69e7_38ef_d522;

/// One of our sentences.
#[derive(Deserialize)]
struct Sentence {
    language: String,
    text: String,
    /// What the package makes of it. Vectors are in units of 0.0001.
    pieces: Vec<String>,
    vector: Vec<f32>,
    /// What the shipped keys make of it, their rows not yet quantised.
    folded_pieces: Vec<String>,
    folded_vector: Vec<f32>,
}

/// A line of the test vectors that stand beside the project.
#[derive(Deserialize)]
struct TestVector {
    text: String,
    pieces: Vec<u32>,
    vector: Option<Vec<f32>>,
}

fn file(path: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join(path)
}

fn bytes(path: &str) -> Vec<u8> {
    std::fs::read(file(path)).unwrap()
}

fn reference() -> Encoder {
    Encoder::read(bytes("tests/encoder/reference.bin")).unwrap()
}

fn shipped() -> Encoder {
    Encoder::read(bytes("models/encoder/encoder.bin")).unwrap()
}

fn lines<T: for<'de> Deserialize<'de>>(path: &Path) -> Option<Vec<T>> {
    let text = std::fs::read_to_string(path).ok()?;
    Some(text.lines().map(|line| serde_json::from_str(line).unwrap()).collect())
}

fn sentences() -> Vec<Sentence> {
    lines(&file("tests/encoder/sentences.jsonl")).unwrap()
}

fn texts(encoder: &Encoder, text: &str) -> Vec<String> {
    let pieces = encoder.pieces(text);
    let known = pieces.known();
    pieces.texts().zip(known).map(|(text, known)| if known { text.into() } else { "<unk>".into() }).collect()
}

/// Returns the cosine of a vector with numbers of any length.
fn cosine(vector: &Vector, numbers: &[f32]) -> f64 {
    assert_eq!(numbers.len(), DIMENSIONS);
    let product =
        |a: &[f32], b: &[f32]| -> f64 { a.iter().zip(b).map(|(a, b)| f64::from(*a) * f64::from(*b)).sum() };
    let ours: Vec<f32> = vector.numbers().collect();
    product(&ours, numbers) / (product(&ours, &ours) * product(numbers, numbers)).sqrt()
}

fn lowest_and_mean(cosines: &[f64]) -> (f64, f64) {
    (cosines.iter().copied().fold(1.0, f64::min), cosines.iter().sum::<f64>() / cosines.len() as f64)
}

fn hash(encoder: &Encoder) -> u64 {
    let mut hash = Xxh3::new();
    for sentence in sentences() {
        hash.update(&postcard::to_allocvec(&encoder.vector(&encoder.pieces(&sentence.text))).unwrap());
    }
    hash.digest()
}

#[test]
fn pieces_are_those_of_the_package() {
    let encoder = reference();
    for sentence in sentences() {
        assert_eq!(texts(&encoder, &sentence.text), sentence.pieces, "{}", sentence.text);
    }
}

#[test]
fn vectors_are_those_of_the_package() {
    let encoder = reference();
    let cosines: Vec<f64> =
        sentences().iter().map(|one| cosine(&encoder.encode(&one.text).unwrap(), &one.vector)).collect();
    let (lowest, mean) = lowest_and_mean(&cosines);
    println!("reference, {} sentences: mean {mean:.5}, lowest {lowest:.5}", cosines.len());
    assert!(lowest > 0.9985 && mean > 0.9993, "mean {mean}, lowest {lowest}");
}

#[test]
fn what_is_shipped_loses_little() {
    let encoder = shipped();
    for sentence in sentences() {
        assert_eq!(texts(&encoder, &sentence.text), sentence.folded_pieces, "{}", sentence.text);
    }
    let to = |numbers: fn(&Sentence) -> &[f32]| {
        let of = |one: &Sentence| cosine(&encoder.encode(&one.text).unwrap(), numbers(one));
        lowest_and_mean(&sentences().iter().filter(|one| one.language != "-").map(of).collect::<Vec<_>>())
    };
    let (lowest, mean) = to(|one| &one.folded_vector);
    let (lowest_to_package, mean_to_package) = to(|one| &one.vector);
    println!("shipped: to its rows before they were quantised mean {mean:.5}, lowest {lowest:.5}");
    println!("shipped: to the package mean {mean_to_package:.5}, lowest {lowest_to_package:.5}");
    assert!(lowest > 0.98 && mean > 0.99, "mean {mean}, lowest {lowest}");
}

#[test]
fn the_test_vectors_beside_the_project_agree() {
    let Some(vectors) = lines::<TestVector>(&file("../shared/data/encoder/test-vectors.jsonl")) else {
        eprintln!("skipped: ../shared is not here, so its test vectors are not compared");
        return;
    };
    let (encoder, shipped) = (reference(), shipped());
    // The package takes control pieces that are typed for what they name; nobody shall, and the reference has none.
    let control = ["<s>", "</s> <unk>", "extra_token_id_1 extra_token_id_2"];
    let mut names = std::collections::HashMap::new();
    let (mut cosines, mut of_shipped, mut differ) = (Vec::new(), Vec::new(), Vec::new());
    for line in &vectors {
        let pieces = encoder.pieces(&line.text);
        let ids = &line.pieces[1..line.pieces.len() - 1];
        let ours: Vec<String> = texts(&encoder, &line.text);
        // Only the beginning of a long text counts. That of no text at all is one unknown piece without a character.
        let ids = &ids[..ids.len().min(MAX_PIECES)];
        let alike = ours.is_empty() && ids == [0]
            || ours.len() == ids.len()
                && ours
                    .iter()
                    .zip(ids)
                    .all(|(text, id)| *names.entry(*id).or_insert_with(|| text.clone()) == *text);
        if !alike {
            differ.push(line.text.as_str());
        }
        if let Some(numbers) = line.vector.as_ref().filter(|_| line.pieces.len() <= MAX_PIECES + 2) {
            cosines.push(cosine(&encoder.vector(&pieces), numbers));
            of_shipped.extend(shipped.encode(&line.text).map(|vector| cosine(&vector, numbers)));
        }
    }
    assert_eq!(differ, control);
    let (lowest, mean) = lowest_and_mean(&cosines);
    println!("reference, {} vectors of the package: mean {mean:.5}, lowest {lowest:.5}", cosines.len());
    println!("shipped, to the package: {:?} (lowest, mean)", lowest_and_mean(&of_shipped));
    assert!(lowest > 0.9985 && mean > 0.9993, "mean {mean}, lowest {lowest}");
}

#[test]
fn sentences_find_their_translation() {
    let read = |language: &str| -> Option<Vec<String>> {
        let text =
            std::fs::read_to_string(file(&format!("../shared/data/massive/{language}.test.tsv"))).ok()?;
        Some(text.lines().take(1500).filter_map(|line| Some(line.split_once('\t')?.1.to_owned())).collect())
    };
    let encoder = shipped();
    for (from, to, floor) in [("fr", "en", 0.82), ("es", "en", 0.80), ("es", "fr", 0.70)] {
        let (Some(from_texts), Some(to_texts)) = (read(from), read(to)) else {
            eprintln!("skipped: ../shared is not here, so no translation is sought");
            return;
        };
        let vectors = |texts: &[String]| -> Vec<Vector> {
            encoder.encode_all(texts.iter().map(String::as_str)).into_iter().flatten().collect()
        };
        let (asked, known) = (vectors(&from_texts), vectors(&to_texts));
        assert_eq!((asked.len(), known.len()), (1500, 1500));
        // Some sentences have the same translation: any of them will do.
        let is_found = |(at, vector): (usize, &Vector)| {
            let cosines = vector.cosines(&known, encoder.kernel());
            let best = (0..known.len()).rev().max_by(|one, other| cosines[*one].total_cmp(&cosines[*other]));
            best.is_some_and(|best| to_texts[best] == to_texts[at])
        };
        let share = asked.iter().enumerate().filter(|one| is_found(*one)).count() as f64 / asked.len() as f64;
        println!("{from} to {to}: {:.1} % find their translation", 100.0 * share);
        assert!(share > floor, "{from} to {to}: {share}");
    }
}

#[test]
fn every_kernel_gives_the_same_bits() {
    for kernel in Kernel::all() {
        let hashes = [reference(), shipped()].map(|encoder| hash(&encoder.with_kernel(kernel)));
        println!("{kernel}: {hashes:x?}");
        assert_eq!(hashes, [VECTORS_OF_REFERENCE, VECTORS_OF_SHIPPED], "{kernel}");
    }
}

#[test]
fn neighbours_and_threads_change_nothing() {
    let encoder = shipped();
    let sentences = sentences();
    let alone: Vec<_> = sentences.iter().map(|one| encoder.encode(&one.text)).collect();
    let mut texts: Vec<&str> = sentences.iter().map(|one| one.text.as_str()).collect();
    texts.extend(["", "🧿"]);
    let together = encoder.encode_all(texts.iter().copied().cycle().take(5 * texts.len()));
    for (at, vector) in together.iter().enumerate() {
        assert_eq!(*vector, alone.get(at % texts.len()).cloned().flatten(), "{}", texts[at % texts.len()]);
    }
    thread::scope(|scope| {
        let threads: Vec<_> = (0..4)
            .map(|_| {
                scope.spawn(|| sentences.iter().map(|one| encoder.encode(&one.text)).collect::<Vec<_>>())
            })
            .collect();
        for thread in threads {
            assert!(thread.join().unwrap() == alone);
        }
    });
}

#[test]
fn a_text_that_says_nothing_has_no_vector() {
    let encoder = shipped();
    for text in ["", "  \n", "\u{200B}", "日本語", "🧿🧿", "▁"] {
        assert_eq!(encoder.encode(text), None, "{text:?}");
    }
    assert!(encoder.encode("ESS 日本語").is_some());
}

#[test]
fn case_and_curled_apostrophes_change_nothing() {
    let encoder = shipped();
    let one = encoder.encode("L'épicerie de Saint-Étienne").unwrap();
    for other in ["l’ÉPICERIE DE SAINT-ÉTIENNE", "L‘épicerie de saint-étienne"] {
        assert_eq!(encoder.encode(other).unwrap(), one, "{other}");
    }
}

#[test]
fn the_end_of_a_long_text_does_not_count() {
    let encoder = shipped();
    let long = "la coopérative ".repeat(200);
    assert_eq!(encoder.pieces(&long).texts().count(), MAX_PIECES);
    assert_eq!(encoder.encode(&long), encoder.encode(&format!("{long} et le marché")));
}

#[test]
fn the_model_says_where_it_comes_from() {
    let encoder = shipped();
    for part in ["universal-sentence-encoder-multilingual 3", "Apache-2.0", "Changed"] {
        assert!(encoder.about().contains(part), "{part}: {}", encoder.about());
    }
}

/// Damages a model and makes its checksum right again, as one does who means it.
fn forged(damage: impl FnOnce(&mut Vec<u8>)) -> Result<Encoder, ModelError> {
    let mut model = bytes("tests/encoder/reference.bin");
    damage(&mut model);
    let (length, sum) = (model.len() as u64, xxh3_64(&model[64..]));
    model[16..24].copy_from_slice(&length.to_le_bytes());
    model[24..32].copy_from_slice(&sum.to_le_bytes());
    Encoder::read(model)
}

/// Returns where the entry of a section stands in the list, and where the section begins.
fn section(model: &[u8], name: &str) -> (usize, usize) {
    let wanted = format!("{name:\0<8}");
    let entry = (64..).step_by(32).find(|at| model[*at..at + 8] == *wanted.as_bytes()).unwrap();
    (entry, u64::from_le_bytes(model[entry + 8..entry + 16].try_into().unwrap()) as usize)
}

#[test]
fn a_damaged_model_is_refused_with_place_and_help() {
    let whole = bytes("tests/encoder/reference.bin");
    let changed = |change: fn(&mut Vec<u8>)| {
        let mut model = whole.clone();
        change(&mut model);
        Encoder::read(model)
    };
    let put = |name: &'static str, entry: bool, at: usize, new: &'static [u8]| {
        forged(move |model| {
            let (list, start) = section(model, name);
            let at = at + if entry { list } else { start };
            model[at..at + new.len()].copy_from_slice(new);
        })
    };
    let cases: [(&str, Result<Encoder, ModelError>); 20] = [
        ("not a model", Encoder::read(Vec::new())),
        ("not a model", Encoder::read(b"\x89PNG".repeat(100))),
        ("format 9", changed(|model| model[8] = 9)),
        ("are announced", changed(|model| model.truncate(1_000_000))),
        ("are announced", changed(|model| model.push(0))),
        ("checksum", changed(|model| model[1_000_000] ^= 1)),
        ("`table8` of", put("table8", true, 8, &[1])),
        ("not all in the file", put("info", true, 16, &[255; 8])),
        (
            "`w2_5` of the model of the sentence encoder, at byte 0: it is missing",
            put("w2_5", true, 0, b"other"),
        ),
        ("255 × 320 where 512 × 320 was expected", put("d0", true, 24, &[255, 0])),
        ("do not have 512 bytes each", put("table8", true, 24, &[1, 0])),
        ("is not finite", put("scales", false, 40, &[0, 0, 192, 127])),
        ("it holds −128", put("w1_3", false, 77, &[128])),
        ("it holds −128", put("levels4", false, 3, &[128])),
        ("it holds −128", put("table8", false, 5, &[128])),
        ("key 1 is not above", put("keys", false, 0, b"\x01~")),
        ("is not UTF-8", put("keys", false, 0, &[1, 255])),
        ("row is not in the table", put("rows", false, 0, &[255, 255])),
        ("row is not in the table", put("rows", false, 0, &[2, 0])),
        ("where 16 × 1 was expected", put("steps", true, 24, &[15])),
    ];
    for (expected, result) in cases {
        let error = result.err().unwrap_or_else(|| panic!("{expected}: it was taken")).to_string();
        assert!(error.contains(expected) && error.contains("\nhelp: "), "{expected}: {error}");
    }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 300, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn any_text_is_cut_into_all_its_characters(text in "\\PC{0,80}|[a-zé'’ ~～\u{300}-\u{304}\u{0}-\u{20}]{0,80}") {
        thread_local!(static ENCODER: Encoder = shipped());
        ENCODER.with(|encoder| {
            let pieces = encoder.pieces(&text);
            let whole: String = pieces.texts().collect();
            prop_assert!(whole.is_empty() || whole.starts_with('▁'));
            // Cut again, the words of what was cut are the same: nothing was lost and nothing is left to do.
            let again: String = encoder.pieces(&whole).texts().collect();
            prop_assert_eq!(&again, &whole);
            prop_assert_eq!(pieces.is_evidence(), encoder.encode(&text).is_some());
            Ok(())
        })?;
    }
}
