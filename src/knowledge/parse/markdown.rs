//! Reports what the Markdown of an entry may not hold: only paragraphs, lists, strong, emphasis and links to the web are shown.

use std::ops::Range;

use super::front::lines;
use crate::diagnostic::Code;
use crate::knowledge::report::Report;

/// The longest address that is looked at, in characters.
const LONGEST_ADDRESS: usize = 2000;

/// Returns whether an address leads to the web, whole and without spaces.
pub(super) fn is_web(address: &str) -> bool {
    let rest = address.strip_prefix("https://").or_else(|| address.strip_prefix("http://"));
    rest.is_some_and(|rest| {
        !rest.is_empty()
            && !rest.starts_with('/')
            && !rest.contains(|c: char| c.is_whitespace() || "\"<>".contains(c))
    })
}

/// Reports the problems of the text at `span`.
pub(super) fn check(report: &mut Report<'_>, span: Range<usize>) {
    let text = report.text;
    let mut strong: Option<Range<usize>> = None;
    let mut in_table = false;
    for (at, line) in lines(&text[span.clone()]) {
        let at = span.start + at;
        let content = line.trim_start();
        // Strong text may run over the lines of a paragraph, not over its end.
        if content.is_empty() || starts_item(content) {
            unclosed(report, strong.take());
        }
        if content.starts_with('|') && !in_table {
            let help = "write a list: tables are not shown on phones";
            report.advise(Code::Table, at..at + line.len(), "a table", help);
        }
        in_table = content.starts_with('|');
        inline(report, at, line, &mut strong);
    }
    unclosed(report, strong);
}

/// Reports strong text that nothing closes.
fn unclosed(report: &mut Report<'_>, strong: Option<Range<usize>>) {
    if let Some(at) = strong {
        report.advise(
            Code::OpenStrong,
            at,
            "`**` that is not closed",
            "write `**` at both ends of the strong text",
        );
    }
}

/// Returns whether a line begins an item of a list.
fn starts_item(line: &str) -> bool {
    let digits = line.bytes().take_while(u8::is_ascii_digit).count();
    line.starts_with("- ") || line.starts_with("* ") || (digits > 0 && line[digits..].starts_with(". "))
}

/// Reports the problems within a line; `strong` is where strong text was opened.
fn inline(report: &mut Report<'_>, start: usize, line: &str, strong: &mut Option<Range<usize>>) {
    let bytes = line.as_bytes();
    let mut bracket = None;
    let mut at = 0;
    while at < bytes.len() {
        let place = start + at;
        match bytes[at] {
            b'\\' => at += 1,
            b'*' => {
                let run = bytes[at..].iter().take_while(|b| **b == b'*').count();
                // Two stars turn strong on or off, a third beside them is emphasis.
                if run % 4 >= 2 {
                    *strong = if strong.is_some() { None } else { Some(place..place + 2) };
                }
                at += run - 1;
            }
            b'<' => at += tag(report, place, &line[at..]),
            b'[' => bracket = Some(at),
            b']' => {
                if let Some(open) = bracket.take() {
                    at += link(report, start + open, place, &line[at + 1..]);
                }
            }
            _ => {}
        }
        at += 1;
    }
}

/// Reports an HTML tag or an address in angle brackets, and returns how many bytes behind `<` belong to it.
fn tag(report: &mut Report<'_>, place: usize, rest: &str) -> usize {
    let inner = &rest[1..];
    let is_tag = inner.starts_with("!--")
        || inner.strip_prefix('/').unwrap_or(inner).starts_with(|c: char| c.is_ascii_alphabetic());
    if !is_tag {
        return 0;
    }
    let Some(end) = inner.find(['>', '<']).filter(|end| inner.as_bytes()[*end] == b'>') else { return 0 };
    let span = place..place + end + 2;
    if inner.starts_with("http") {
        report.advise(Code::BrokenLink, span, "an address in angle brackets", "write `[text](https://…)`");
    } else {
        let help = "write `**strong**`, `*emphasis*`, lists and links as Markdown";
        report.advise(Code::Html, span, "HTML is not shown", help);
    }
    end + 1
}

/// Reports a bad link whose text runs from `open` to `close`, and returns how many bytes of `rest` belong to it.
fn link(report: &mut Report<'_>, open: usize, close: usize, rest: &str) -> usize {
    let broken = |report: &mut Report<'_>, end: usize, message: &str| {
        let help = "write `[text](https://…)`, the address whole and without spaces";
        report.advise(Code::BrokenLink, open..end, message, help);
    };
    if rest.starts_with(" (http") {
        broken(report, close + 3, "a space between the text of a link and its address");
        return 0;
    }
    let Some(target) = rest.strip_prefix('(') else { return 0 };
    let Some(length) = closing(target) else {
        broken(report, close + 2, "a link that is not closed");
        return 0;
    };
    let address = &target[..length];
    let span = close + 2..close + 2 + length;
    if open + 1 == close {
        broken(report, span.end + 1, "a link without text");
    } else if is_web(address) {
        return length + 2;
    } else if address.starts_with("https://") || address.starts_with("http://") || address.is_empty() {
        broken(report, span.end + 1, "a link without a whole address");
    } else {
        let message = format!("a link to `{address}`, which is not an address of the web");
        report.advise(Code::UnsafeLink, span, message, "link to an `https://` address");
    }
    length + 2
}

/// Returns where the parenthesis closes that was opened just before `target`: addresses may hold pairs of their own.
fn closing(target: &str) -> Option<usize> {
    let mut depth = 0;
    for (at, c) in target.char_indices().take(LONGEST_ADDRESS) {
        match c {
            '(' => depth += 1,
            ')' if depth == 0 => return Some(at),
            ')' => depth -= 1,
            _ => {}
        }
    }
    None
}
