//! Where everything stands on the pages of an archive document. Pure: the same content gives the same pages.
//! Measures are points from the top left of an A4 page.

use super::face::{BOLD, Face, REGULAR, Shaped};
use crate::domain::Malform;

pub const PAGE: (f32, f32) = (595.28, 841.89);
pub const LEFT: f32 = 71.0;
pub const WIDTH: f32 = PAGE.0 - 2.0 * LEFT;
const TOP: f32 = 64.0;
/// Content ends here; the foot stands below.
const BOTTOM: f32 = PAGE.1 - 78.0;
const LABEL: f32 = 136.0;
const NUMBER: f32 = 26.0;

/// The words of one document, in its own language.
pub struct Text {
    pub malform: Malform,
    pub fylke: String,
    pub title: String,
    pub date: String,
    pub fields: Vec<(String, String)>,
    /// The letter of the same event: its subject, and its paragraphs.
    pub letter: Option<(String, Vec<String>)>,
    /// An answer of None was not given.
    pub questions: Vec<(String, Option<String>)>,
    pub foot: String,
}

/// What a line is part of: one element of the document's structure.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Part {
    Fylke,
    Title,
    Date,
    Label(usize),
    Value(usize),
    Subject,
    Paragraph(usize),
    Question(usize),
    Answer(usize),
}

#[derive(Clone, Copy, PartialEq, Eq)]
pub enum Ink {
    Black,
    Grey,
    Accent,
}

/// One line of text; `y` is its baseline.
pub struct Line {
    pub part: Part,
    pub x: f32,
    pub y: f32,
    pub size: f32,
    pub bold: bool,
    pub ink: Ink,
    pub shaped: Shaped,
}

/// A rule across the page: `y`, thickness, ink.
pub type Stroke = (f32, f32, Ink);

#[derive(Default)]
pub struct Page {
    pub lines: Vec<Line>,
    pub strokes: Vec<Stroke>,
}

/// How a part is set: face, size, and from one baseline to the next.
#[derive(Clone, Copy)]
struct Style {
    size: f32,
    leading: f32,
    bold: bool,
    ink: Ink,
}

const fn style(size: f32, leading: f32, bold: bool, ink: Ink) -> Style {
    Style { size, leading, bold, ink }
}

const FYLKE: Style = style(10.5, 14.0, true, Ink::Accent);
const TITLE: Style = style(22.0, 29.0, true, Ink::Black);
const DATE: Style = style(10.0, 14.0, false, Ink::Grey);
const FIELD_LABEL: Style = style(9.5, 15.0, false, Ink::Grey);
const FIELD_VALUE: Style = style(10.0, 15.0, false, Ink::Black);
const QUESTION: Style = style(10.5, 15.5, true, Ink::Black);
const PARAGRAPH: Style = style(10.5, 15.5, false, Ink::Black);
const ANSWER: Style = style(10.0, 15.5, false, Ink::Black);
const NO_ANSWER: Style = style(10.0, 15.5, false, Ink::Grey);

pub fn pages(text: &Text) -> Vec<Page> {
    let mut sheet = Sheet { pages: vec![Page::default()], y: TOP };
    sheet.block(Part::Fylke, &text.fylke, FYLKE);
    sheet.rule(1.2, Ink::Accent);
    sheet.y += 34.0;
    sheet.block(Part::Title, &text.title, TITLE);
    sheet.block(Part::Date, &text.date, DATE);
    sheet.y += 14.0;
    for (n, (label, value)) in text.fields.iter().enumerate() {
        sheet.field(n, label, value);
    }
    sheet.y += 16.0;
    if let Some((subject, paragraphs)) = &text.letter {
        sheet.block(Part::Subject, subject, QUESTION);
        sheet.y += 6.0;
        for (n, paragraph) in paragraphs.iter().enumerate() {
            sheet.block(Part::Paragraph(n), paragraph, PARAGRAPH);
            sheet.y += 9.0;
        }
    }
    for (n, (question, answer)) in text.questions.iter().enumerate() {
        sheet.question(n, question, answer.as_deref(), text.malform);
    }
    sheet.pages
}

struct Sheet {
    pages: Vec<Page>,
    /// Where the next line's top is.
    y: f32,
}

impl Sheet {
    fn page(&mut self) -> &mut Page {
        self.pages.last_mut().expect("there is a first page")
    }

    /// A new page, where less than `height` is left on this one.
    fn need(&mut self, height: f32) {
        if self.y + height > BOTTOM {
            self.pages.push(Page::default());
            self.y = TOP + 12.0;
        }
    }

    fn rule(&mut self, thickness: f32, ink: Ink) {
        let y = self.y + 4.0;
        self.page().strokes.push((y, thickness, ink));
        self.y += 8.0;
    }

    fn put(&mut self, part: Part, x: f32, y: f32, s: Style, shaped: Shaped) {
        let line = Line { part, x, y: y + s.leading * 0.74, size: s.size, bold: s.bold, ink: s.ink, shaped };
        self.page().lines.push(line);
    }

    /// Lines one below the other, over as many pages as they need.
    fn run(&mut self, part: Part, x: f32, s: Style, lines: Vec<Shaped>) {
        for shaped in lines {
            self.need(s.leading);
            let y = self.y;
            self.put(part, x, y, s, shaped);
            self.y += s.leading;
        }
    }

    fn block(&mut self, part: Part, text: &str, s: Style) {
        let lines = broken(text, s, WIDTH);
        self.run(part, LEFT, s, lines);
    }

    /// Label and value side by side, a hairline below. A value longer than the page goes on over the next.
    fn field(&mut self, n: usize, label: &str, value: &str) {
        let labels = broken(label, FIELD_LABEL, LABEL - 12.0);
        let values = broken(value, FIELD_VALUE, WIDTH - LABEL);
        let rows = labels.len().max(values.len());
        self.need(FIELD_VALUE.leading * rows.min(4) as f32 + 8.0);
        let (mut labels, mut values) = (labels.into_iter(), values.into_iter());
        for _ in 0..rows {
            self.need(FIELD_VALUE.leading);
            let y = self.y;
            if let Some(shaped) = labels.next() {
                self.put(Part::Label(n), LEFT, y, FIELD_LABEL, shaped);
            }
            if let Some(shaped) = values.next() {
                self.put(Part::Value(n), LEFT + LABEL, y, FIELD_VALUE, shaped);
            }
            self.y += FIELD_VALUE.leading;
        }
        self.rule(0.5, Ink::Grey);
    }

    /// A numbered question and its answer; a question never stands alone at the foot of a page.
    fn question(&mut self, n: usize, question: &str, answer: Option<&str>, malform: Malform) {
        let none = malform.ord("Ikke besvart", "Ikkje svart");
        let (answer, s) = answer.map_or((none, NO_ANSWER), |a| (a, ANSWER));
        let asked = broken(question, QUESTION, WIDTH - NUMBER);
        let answered = broken(answer, s, WIDTH - NUMBER);
        let together =
            asked.len().min(6) as f32 * QUESTION.leading + answered.len().min(2) as f32 * s.leading;
        self.need(together);
        let number = face(QUESTION).shape(&format!("{}. ", n + 1));
        let y = self.y;
        self.put(Part::Question(n), LEFT, y, QUESTION, number);
        self.run(Part::Question(n), LEFT + NUMBER, QUESTION, asked);
        self.y += 1.0;
        self.run(Part::Answer(n), LEFT + NUMBER, s, answered);
        self.y += 11.0;
    }
}

fn face(s: Style) -> &'static Face {
    if s.bold { &BOLD } else { &REGULAR }
}

/// At least one line: what is empty shows that it is.
fn broken(text: &str, s: Style, width: f32) -> Vec<Shaped> {
    let mut lines = face(s).lines(text, width / s.size);
    if lines.is_empty() {
        lines.push(face(s).shape("–"));
    }
    lines
}
