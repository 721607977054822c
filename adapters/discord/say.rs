//! Makes of a reply what Discord shows: embeds with fields, buttons, selects, modals. Pure, and always within the limits.

use passerelle_core::event::Address;
use passerelle_core::reply::{Choice, Field, Form, Need, Reply, Room};
use passerelle_core::text::{Block, Text};
use serenity::all::{
    ButtonStyle, CreateActionRow, CreateButton, CreateEmbed, CreateInputText, CreateModal, CreateSelectMenu,
    CreateSelectMenuKind, CreateSelectMenuOption, InputTextStyle,
};

use super::ids::{CustomId, Owner};
use super::limits::{self, cut, length};
use super::markup::{Dress, clean, pieces};

/// From how many choices on they stand in a select.
const MANY_CHOICES: usize = 6;

/// What stands between two parts of a text.
const GAP: usize = 2;

/// A message as it is sent, but for where it goes.
#[derive(Debug, Clone, Default, PartialEq)]
pub(super) struct Page {
    content: String,
    embed: Option<CreateEmbed>,
    rows: Vec<CreateActionRow>,
}

/// What the buttons of a reply say that the reply does not: words of the wording.
#[derive(Debug, Clone)]
pub(super) struct Words {
    /// In a select: "Choose…".
    pub(super) choose: String,
    /// On the button that opens a line to type in; none where one can type.
    pub(super) follow: Option<String>,
}

impl Page {
    /// The body that sends it, edits it, or answers with it: what is not there is taken away.
    pub(super) fn body(&self) -> serde_json::Value {
        serde_json::json!({
            "content": self.content,
            "embeds": self.embed.as_slice(),
            "components": self.rows,
            "allowed_mentions": {"parse": []},
        })
    }

    /// A page of a few words, and rows of components.
    pub(super) fn of(text: &Text, rows: Vec<CreateActionRow>) -> Page {
        let description =
            pieces(text, Dress::Styled, limits::DESCRIPTION).into_iter().next().unwrap_or_default();
        Page { content: String::new(), embed: Some(CreateEmbed::new().description(description)), rows }
    }
}

/// The most selects of options: one row is for buttons.
const SELECTS: usize = limits::ROWS - 1;

/// Says a reply: one page, or more when it is very long; what can be chosen stands under the last.
pub(super) fn reply(reply: &Reply, dress: Dress, owner: Owner, words: &Words) -> Vec<Page> {
    let mut pages = match dress {
        Dress::Styled => embeds(&shown_blocks(reply)),
        Dress::Plain => contents(&shown_blocks(reply)),
    };
    if pages.is_empty() {
        pages.push(Page { content: "…".to_owned(), ..Page::default() });
    }
    if let Some(last) = pages.last_mut() {
        last.rows = rows(reply, owner, words);
    }
    pages
}

/// What is said, without the list of options that stands in selects.
fn shown_blocks(reply: &Reply) -> Vec<Block> {
    let count = reply.options.len();
    let fits = (1..=SELECTS * limits::OPTIONS).contains(&count);
    let in_selects = |block: &Block| {
        fits && matches!(block, Block::List { numbered: true, items } if items.len() == count)
    };
    reply.blocks.iter().filter(|block| !in_selects(block)).cloned().collect()
}

/// The name of a thread that holds a reply.
pub(super) fn thread_name(reply: &Reply) -> String {
    let first = reply.blocks.iter().find_map(|block| match block {
        Block::Heading(text) | Block::Paragraph(text) => Some(text.bare()),
        _ => None,
    });
    let name = clean(first.as_deref().unwrap_or("Passerelle"));
    let name = name.trim();
    cut(if name.is_empty() { "Passerelle" } else { name }, limits::THREAD_NAME)
}

/// A part of an embed.
enum Part {
    /// Words; whether a gap stands in front.
    Words(String, bool),
    Field(String, String),
}

fn embeds(blocks: &[Block]) -> Vec<Page> {
    let mut title = None;
    let mut parts = Vec::new();
    for (at, block) in blocks.iter().enumerate() {
        match block {
            Block::Heading(text) if at == 0 => {
                // A title is strong by itself.
                match pieces(text, Dress::Plain, limits::TITLE).as_slice() {
                    [one] => title = Some(one.clone()),
                    _ => words(text, "", "", true, &mut parts),
                }
            }
            Block::Source(text) => source(text, &mut parts),
            Block::Table { heads, rows } => table(heads, rows, &mut parts),
            other => for_each_line(other, |line, mark, first| words(line, mark.0, mark.1, first, &mut parts)),
        }
    }
    let mut pages = Vec::new();
    let mut open = Open { title, ..Open::default() };
    for part in parts {
        if !open.takes(&part) {
            pages.extend(std::mem::take(&mut open).close());
        }
        open.put(part);
    }
    pages.extend(open.close());
    pages
}

/// Adds a line of text with its marks around it.
fn words(text: &Text, before: &str, after: &str, gap: bool, parts: &mut Vec<Part>) {
    let most = limits::DESCRIPTION - length(before) - length(after);
    for (at, piece) in pieces(text, Dress::Styled, most).into_iter().enumerate() {
        let line = if at == 0 { format!("{before}{piece}{after}") } else { piece };
        parts.push(Part::Words(line, gap && at == 0));
    }
}

/// The lines of a block: each with what stands before and after it, and whether a gap stands in front.
fn for_each_line(block: &Block, mut line: impl FnMut(&Text, (&str, &str), bool)) {
    match block {
        Block::Heading(text) | Block::Paragraph(text) | Block::Source(text) => line(text, ("", ""), true),
        // Small print.
        Block::Note(text) => line(text, ("-# ", ""), true),
        Block::List { numbered, items } => {
            for (at, item) in items.iter().enumerate() {
                let mark = if *numbered { format!("{}\\. ", at + 1) } else { "· ".to_owned() };
                line(item, (&mark, ""), at == 0);
            }
        }
        Block::Table { heads, rows } => {
            for (name, cells) in rows {
                line(name, ("", ""), true);
                for (head, cell) in heads.iter().zip(cells) {
                    let mut whole = head.clone();
                    whole.0.extend(Text::plain(" : ").0);
                    whole.0.extend(cell.0.clone());
                    line(&whole, ("· ", ""), false);
                }
            }
        }
    }
}

/// Sources stand in a field, under the word that announces them.
fn source(text: &Text, parts: &mut Vec<Part>) {
    let mut rest = text.clone();
    if rest.0.len() > 1 {
        let label = Text(vec![rest.0.remove(0)]);
        let label = label.bare();
        let label = clean(&label);
        let name = label.trim().trim_end_matches([':', ' ', '\u{a0}', '\u{202f}']).to_owned();
        let values = pieces(&rest, Dress::Styled, limits::FIELD_VALUE);
        if let [value] = values.as_slice()
            && !name.is_empty()
            && length(&name) <= limits::FIELD_NAME
        {
            parts.push(Part::Field(name, value.clone()));
            return;
        }
    }
    words(text, "", "", true, parts);
}

/// A row of a table is a field: its name, then what each thing has there.
fn table(heads: &[Text], rows: &[(Text, Vec<Text>)], parts: &mut Vec<Part>) {
    for (name, cells) in rows {
        let lines: Vec<String> = heads
            .iter()
            .zip(cells)
            .map(|(head, cell)| {
                let mut whole = head.clone();
                whole.0.extend(Text::plain(" : ").0);
                whole.0.extend(cell.0.clone());
                pieces(&whole, Dress::Styled, limits::DESCRIPTION).join(" ")
            })
            .collect();
        let (name, value) = (clean(&name.bare()), lines.join("\n"));
        if name.trim().is_empty() || value.trim().is_empty() {
            continue;
        }
        if length(&value) <= limits::FIELD_VALUE && length(&name) <= limits::FIELD_NAME {
            parts.push(Part::Field(name, value));
        } else {
            words(&Text::strong(name), "", "", true, parts);
            for (head, cell) in heads.iter().zip(cells) {
                let mut whole = head.clone();
                whole.0.extend(Text::plain(" : ").0);
                whole.0.extend(cell.0.clone());
                words(&whole, "· ", "", false, parts);
            }
        }
    }
}

/// An embed that is being filled.
#[derive(Default)]
struct Open {
    title: Option<String>,
    description: String,
    fields: Vec<(String, String)>,
}

impl Open {
    fn size(&self) -> usize {
        self.title.as_deref().map_or(0, length)
            + length(&self.description)
            + self.fields.iter().map(|(name, value)| length(name) + length(value)).sum::<usize>()
    }

    fn takes(&self, part: &Part) -> bool {
        match part {
            // Words that come behind fields would be shown in front of them.
            Part::Words(text, _) => {
                let more = length(text) + GAP;
                self.fields.is_empty()
                    && length(&self.description) + more <= limits::DESCRIPTION
                    && self.size() + more <= limits::EMBEDS
            }
            Part::Field(name, value) => {
                self.fields.len() < limits::FIELDS
                    && self.size() + length(name) + length(value) <= limits::EMBEDS
            }
        }
    }

    fn put(&mut self, part: Part) {
        match part {
            Part::Words(text, gap) => {
                if !self.description.is_empty() {
                    self.description.push_str(if gap { "\n\n" } else { "\n" });
                }
                self.description.push_str(&text);
            }
            Part::Field(name, value) => self.fields.push((name, value)),
        }
    }

    fn close(self) -> Option<Page> {
        if self.size() == 0 {
            return None;
        }
        let mut embed = CreateEmbed::new();
        if let Some(title) = self.title {
            embed = embed.title(title);
        }
        if !self.description.is_empty() {
            embed = embed.description(self.description);
        }
        let embed = embed.fields(self.fields.into_iter().map(|(name, value)| (name, value, false)));
        Some(Page { embed: Some(embed), ..Page::default() })
    }
}

/// A reply as words alone, in messages of what a message holds.
fn contents(blocks: &[Block]) -> Vec<Page> {
    let mut pages: Vec<Page> = Vec::new();
    for block in blocks {
        for_each_line(block, |text, (before, _), gap| {
            let before = if before == "-# " { "" } else { before };
            let most = limits::CONTENT - length(before);
            for (at, piece) in pieces(text, Dress::Plain, most).into_iter().enumerate() {
                let line = if at == 0 { format!("{before}{piece}") } else { piece };
                let space = if gap && at == 0 { "\n\n" } else { "\n" };
                match pages.last_mut() {
                    Some(page) if length(&page.content) + length(&line) + GAP <= limits::CONTENT => {
                        page.content.push_str(space);
                        page.content.push_str(&line);
                    }
                    _ => pages.push(Page { content: line, ..Page::default() }),
                }
            }
        });
    }
    pages
}

/// What can be done next: the choices, then the form, then a line to type in.
fn rows(reply: &Reply, owner: Owner, words: &Words) -> Vec<CreateActionRow> {
    let mut options: Vec<&Choice> = Vec::new();
    let mut choices: Vec<&Choice> = Vec::new();
    let known = |list: &[&Choice], choice: &Choice| list.iter().any(|other| other.id == choice.id);
    for option in &reply.options {
        if !known(&options, option) {
            options.push(option);
        }
    }
    for choice in &reply.choices {
        if !known(&choices, choice) && !known(&options, choice) {
            choices.push(choice);
        }
    }
    let mut rows = Vec::new();
    let mut buttons = Vec::new();
    let long = choices.iter().any(|choice| length(&choice.label) > limits::BUTTON);
    if options.is_empty() && (choices.len() >= MANY_CHOICES || (long && choices.len() > 1)) {
        options = std::mem::take(&mut choices);
    }
    for (number, some) in options.chunks(limits::OPTIONS).take(SELECTS).enumerate() {
        rows.push(select(owner, number, some, &words.choose));
    }
    for choice in choices {
        let id = CustomId::Press(owner, choice.id.clone()).to_string();
        buttons.push(button(id, &choice.label, ButtonStyle::Secondary));
    }
    if let Some(form) = &reply.form {
        buttons.insert(0, button(CustomId::Form(owner).to_string(), &form.label, ButtonStyle::Primary));
    }
    if let Some(follow) = words.follow.as_ref().filter(|_| reply.form.is_none()) {
        buttons.push(button(CustomId::Line(owner).to_string(), follow, ButtonStyle::Primary));
    }
    rows.extend(buttons.chunks(limits::BUTTONS).map(|buttons| CreateActionRow::Buttons(buttons.to_vec())));
    rows.truncate(limits::ROWS);
    rows
}

/// Options to choose one of.
fn select(owner: Owner, number: usize, options: &[&Choice], placeholder: &str) -> CreateActionRow {
    let options = options
        .iter()
        .map(|choice| {
            CreateSelectMenuOption::new(shown(&choice.label, limits::OPTION), choice.id.to_string())
        })
        .collect();
    let id = CustomId::Select(owner, number).to_string();
    let menu = CreateSelectMenu::new(id, CreateSelectMenuKind::String { options });
    CreateActionRow::SelectMenu(menu.placeholder(shown(placeholder, limits::OPTION)))
}

/// A button.
pub(super) fn button(id: String, label: &str, style: ButtonStyle) -> CreateButton {
    CreateButton::new(id).label(shown(label, limits::BUTTON)).style(style)
}

/// A label that is never empty and never too long.
pub(super) fn shown(label: &str, most: usize) -> String {
    let label = clean(label);
    let label = label.trim();
    if label.is_empty() { "…".to_owned() } else { cut(label, most) }
}

/// A form as a modal.
pub(super) fn modal(form: &Form, owner: Owner) -> CreateModal {
    let inputs = form.fields.iter().take(limits::INPUTS).map(input).collect();
    CreateModal::new(CustomId::Form(owner).to_string(), shown(&form.title, limits::MODAL_TITLE))
        .components(inputs)
}

fn input(field: &Field) -> CreateActionRow {
    let style = match field.room {
        Room::Line => InputTextStyle::Short,
        Room::Paragraph => InputTextStyle::Paragraph,
    };
    let longest = field.longest.clamp(1, limits::INPUT);
    let mut input = CreateInputText::new(
        style,
        shown(&field.label, limits::INPUT_LABEL),
        shown(&field.id, limits::CUSTOM_ID),
    )
    .required(field.need == Need::Required)
    .max_length(longest as u16);
    if let Some(hint) = field.hint.as_deref().filter(|hint| !hint.trim().is_empty()) {
        input = input.placeholder(shown(hint, limits::INPUT_HINT));
    }
    // What was typed before is kept, as far as it fits.
    if let Some(value) = field.value.as_deref().filter(|value| !value.is_empty()) {
        input = input.value(cut(value, longest));
    }
    CreateActionRow::InputText(input)
}

/// A line to type in, as a modal; its words are those of the wording.
pub(super) fn line(owner: Owner, title: &str, label: &str) -> CreateModal {
    // A question of any length that is read (`turn::LONGEST_MESSAGE`) fits.
    let input = CreateInputText::new(InputTextStyle::Paragraph, shown(label, limits::INPUT_LABEL), "text")
        .required(true)
        .max_length(limits::INPUT as u16);
    CreateModal::new(CustomId::Line(owner).to_string(), shown(title, limits::MODAL_TITLE))
        .components(vec![CreateActionRow::InputText(input)])
}

/// Whose answer stands at an address; nobody's in a channel as such.
pub(super) fn owner_of(to: &Address) -> Owner {
    to.person.parse().ok()
}
