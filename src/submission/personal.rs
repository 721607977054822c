//! Personal data of others in what people tell: addresses of e-mail, telephone numbers, names behind a title.
//!
//! What is found is shown to moderators, and kept from publication: the words around it stay.

use std::ops::Range;
use std::sync::LazyLock;

use regex::Regex;

use crate::text::{Span, Style, Text};

/// What was found.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Kind {
    /// An address of e-mail.
    Email,
    /// A telephone number.
    Phone,
    /// A person's name.
    Name,
}

impl Kind {
    /// Returns the word for it, as in the wording.
    pub fn word(self) -> &'static str {
        match self {
            Kind::Email => "email",
            Kind::Phone => "phone",
            Kind::Name => "name",
        }
    }
}

/// Personal data in a text.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Found {
    /// What it is.
    pub kind: Kind,
    /// Its bytes.
    pub span: Range<usize>,
}

static EMAIL: LazyLock<Regex> = LazyLock::new(|| {
    Regex::new(r"(?i)[\p{L}0-9._%+-]+\s?(?:@|\(at\)|\[at\]|\(arobase\))\s?[\p{L}0-9-]+(?:\.[\p{L}0-9-]+)+")
        .expect("the pattern is fixed and tested")
});

/// Digits in groups, as telephone numbers are written in Europe and the Americas.
static PHONE: LazyLock<Regex> = LazyLock::new(|| {
    Regex::new(r"(?:\+|\b00)?\(?\d[\d\s().\u{a0}\u{202f}/-]{7,20}\d")
        .expect("the pattern is fixed and tested")
});

/// A title, and the words with capitals behind it.
static NAME: LazyLock<Regex> = LazyLock::new(|| {
    Regex::new(
        r"(?x) \b(?: Mme | Mlle | M\. | MM\. | Mr\.? | Mrs\.? | Ms\.? | Miss | Dr\.? | Dre | Me | Sr\.? | Sra\.? | Srta\.? | Don | Doña
        | [Mm]onsieur | [Mm]adame | [Mm]ademoiselle | [Ss]eñor | [Ss]eñora | [Mm]ister )
        \s+ ( \p{Lu}[\p{L}'’-]+ (?: \s+ (?: (?:de|du|des|la|le|del|van|von|y) \s+ )* \p{Lu}[\p{L}'’-]+ ){0,3} )",
    )
    .expect("the pattern is fixed and tested")
});

/// Finds personal data.
pub fn find(text: &str) -> Vec<Found> {
    let mut found: Vec<Found> = Vec::new();
    let mut add = |kind: Kind, span: Range<usize>| {
        if !found.iter().any(|other| other.span.start < span.end && span.start < other.span.end) {
            found.push(Found { kind, span });
        }
    };
    EMAIL.find_iter(text).for_each(|hit| add(Kind::Email, hit.range()));
    for hit in PHONE.find_iter(text) {
        if is_phone(hit.as_str()) {
            add(Kind::Phone, hit.range());
        }
    }
    for hit in NAME.captures_iter(text) {
        if let Some(name) = hit.get(1) {
            add(Kind::Name, name.range());
        }
    }
    found.sort_by_key(|found| found.span.start);
    found
}

/// Tells a telephone number from amounts, years and measures: eight to fifteen digits, in groups of at most five, none of which
/// makes it a sum in thousands.
fn is_phone(text: &str) -> bool {
    let digits = text.bytes().filter(u8::is_ascii_digit).count();
    if !(8..=15).contains(&digits) {
        return false;
    }
    let groups: Vec<&str> =
        text.split(|c: char| !c.is_ascii_digit()).filter(|group| !group.is_empty()).collect();
    let years = groups
        .iter()
        .filter(|group| group.len() == 4 && (group.starts_with("19") || group.starts_with("20")));
    // "2019-2024", "12 000 000": periods and sums.
    let sum = groups.len() > 1 && groups[0].len() <= 3 && groups[1..].iter().all(|group| group.len() == 3);
    let period = years.count() == groups.len();
    let international = text.starts_with(['+']) || text.starts_with("00");
    international || !(period || (sum && !text.contains(['-', '.', '('])))
}

/// Returns the text with what was found taken out: each by its replacement. `names` says whether names are taken out as well.
pub fn without(text: &str, names: Names, replace: impl Fn(Kind) -> String) -> String {
    let mut kept = String::with_capacity(text.len());
    let mut done = 0;
    for found in find(text) {
        if found.kind == Kind::Name && names == Names::Stay {
            continue;
        }
        kept.push_str(&text[done..found.span.start]);
        kept.push_str(&replace(found.kind));
        done = found.span.end;
    }
    kept.push_str(&text[done..]);
    kept
}

/// Whether names stay.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Names {
    /// They are taken out.
    Go,
    /// They stay: a moderator has written or read them.
    Stay,
}

/// Returns the text with what was found in strong letters.
pub fn marked(text: &str) -> Text {
    let mut spans = Vec::new();
    let mut done = 0;
    let span = |text: &str, style: Style| Span { text: text.to_owned(), style };
    for found in find(text) {
        spans.push(span(&text[done..found.span.start], Style::Plain));
        spans.push(span(&text[found.span.clone()], Style::Strong));
        done = found.span.end;
    }
    spans.push(span(&text[done..], Style::Plain));
    spans.retain(|span| !span.text.is_empty());
    Text(spans)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn personal_data_is_found_as_people_write_it() {
        for (text, kind, data) in [
            ("écrivez à marie.tremblay@ville.qc.ca svp", Kind::Email, "marie.tremblay@ville.qc.ca"),
            ("ana (at) coop.org", Kind::Email, "ana (at) coop.org"),
            ("appelez le 514 555-0199 le matin", Kind::Phone, "514 555-0199"),
            ("tel: (418) 555-0123", Kind::Phone, "(418) 555-0123"),
            ("au 06 12 34 56 78", Kind::Phone, "06 12 34 56 78"),
            ("+34 612 345 678", Kind::Phone, "+34 612 345 678"),
            ("call 020 7946 0958", Kind::Phone, "020 7946 0958"),
            ("merci à Mme Louise Gagnon", Kind::Name, "Louise Gagnon"),
            ("le voisin, M. Jean de la Tour, a refusé", Kind::Name, "Jean de la Tour"),
            ("la Sra. María López vive ahí", Kind::Name, "María López"),
            ("Mr Smith lost his job", Kind::Name, "Smith"),
        ] {
            let found = find(text);
            assert_eq!(found.len(), 1, "{text}: {found:?}");
            assert_eq!((found[0].kind, &text[found[0].span.clone()]), (kind, data), "{text}");
        }
    }

    #[test]
    fn amounts_years_and_places_are_no_personal_data() {
        for text in [
            "12 000 000 $ de 2019 à 2024",
            "2019-2024",
            "budget : 1.250.000 €",
            "180 clients par semaine, 6 emplois",
            "la Maison Louise a ouvert à Saint-Jean",
            "1 200 habitants et 45 000 visiteurs",
            "https://exemple.org/page",
            "entre 2019 et 2021",
        ] {
            assert_eq!(find(text), [], "{text}");
        }
    }

    #[test]
    fn what_is_found_is_kept_from_publication() {
        let text = "Mme Louise Gagnon, 514 555-0199, a tout vu";
        let kept = without(text, Names::Go, |kind| format!("[{}]", kind.word()));
        assert_eq!(kept, "Mme [name], [phone], a tout vu");
        assert_eq!(without(text, Names::Stay, |_| "…".into()), "Mme Louise Gagnon, …, a tout vu");
        assert_eq!(marked(text).bare(), text);
    }
}
