//! The archive document as a file: PDF/A-2a and PDF/UA-1, tagged, with its language, title and fonts inside.
//! Holds no clock and no chance: the same content gives the same bytes.

use std::num::NonZeroU16;

use anyhow::{Result, anyhow};
use chrono::{Datelike, NaiveDate};
use krilla::color::rgb;
use krilla::configure::{Accessibility, Archival, ConfigurationBuilder};
use krilla::destination::XyzDestination;
use krilla::geom::{PathBuilder, Point, Rect};
use krilla::metadata::{DateTime, Metadata};
use krilla::num::NormalizedF32;
use krilla::outline::{Outline, OutlineNode};
use krilla::page::PageSettings;
use krilla::paint::{Fill, FillRule};
use krilla::surface::Surface;
use krilla::tagging::{
    Artifact, ArtifactType, ContentTag, Node, SpanTag, TableHeaderScope, Tag, TagGroup, TagTree,
};
use krilla::{Document, SerializeSettings};

use super::face::{BOLD, Face, REGULAR};
use super::layout::{Ink, LEFT, Line, PAGE, Page, Part, Stroke, Text, WIDTH, pages};

/// PRONOM's name of the format (NOARK M701).
pub const PRONOM: &str = "fmt/476";

/// # Errors
/// The document would break a rule of PDF/A-2a or PDF/UA-1; says which.
pub fn pdf(text: &Text, document_id: &str, dated: NaiveDate) -> Result<Vec<u8>> {
    let configuration = ConfigurationBuilder::new()
        .with_archival_validator(Archival::A2_A)
        .with_accessibility_validator(Accessibility::UA1)
        .finish()
        .map_err(|e| anyhow!("PDF/A-2a and PDF/UA-1 do not go together: {e:?}"))?;
    let mut document = Document::new_with(SerializeSettings { configuration, ..Default::default() });
    document.set_metadata(metadata(text, document_id, dated));
    let pages = pages(text);
    let mut drawn = vec![];
    for (n, page) in pages.iter().enumerate() {
        let settings = PageSettings::from_wh(PAGE.0, PAGE.1).expect("an A4 page has a size");
        let mut sheet = document.start_page_with(settings);
        let mut surface = sheet.surface();
        draw(&mut surface, text, page, (n, pages.len()), &mut drawn);
        surface.finish();
        sheet.finish();
    }
    document.set_outline(outline(text, &pages));
    document.set_tag_tree(tree(text, drawn));
    document.finish().map_err(|e| anyhow!("the document breaks a rule of PDF/A-2a or PDF/UA-1: {e:?}"))
}

fn metadata(text: &Text, document_id: &str, dated: NaiveDate) -> Metadata {
    let [month, day] = [dated.month(), dated.day()].map(|n| u8::try_from(n).unwrap_or(1));
    let date = DateTime::new(u16::try_from(dated.year()).unwrap_or_default())
        .month(month)
        .day(day)
        .hour(0)
        .minute(0)
        .second(0)
        .utc_offset_hour(0)
        .utc_offset_minute(0);
    Metadata::new()
        .title(shown(&text.title))
        .language(text.malform.code().into())
        .authors(vec![shown(&text.fylke)])
        .creator("rutine".into())
        .creation_date(date)
        .document_id(document_id.into())
}

fn shown(text: &str) -> String {
    REGULAR.readable(text)
}

/// What was drawn, in reading order, with the name it has on its page.
type Drawn = Vec<(Part, krilla::tagging::Identifier)>;

fn draw(surface: &mut Surface, text: &Text, page: &Page, number: (usize, usize), drawn: &mut Drawn) {
    for stroke in &page.strokes {
        rule(surface, *stroke);
    }
    for line in &page.lines {
        let id = surface.start_tagged(ContentTag::Span(SpanTag::empty()));
        write(surface, line.x, line.y, line.size, line.ink, face(line), &line.shaped);
        surface.end_tagged();
        drawn.push((line.part, id));
    }
    furniture(surface, text, number);
}

fn face(line: &Line) -> &'static Face {
    if line.bold { &BOLD } else { &REGULAR }
}

/// What stands on every page, and is no part of the text: whose, what, which page.
fn furniture(surface: &mut Surface, text: &Text, (n, all): (usize, usize)) {
    const SIZE: f32 = 8.0;
    let mut small = |y: f32, kind: ArtifactType, words: &str, right: bool| {
        let mut shaped = REGULAR.shape(&REGULAR.readable(words));
        if shaped.width * SIZE > WIDTH - 90.0 {
            shaped = REGULAR.lines(words, (WIDTH - 90.0) / SIZE).swap_remove(0);
        }
        let x = if right { LEFT + WIDTH - shaped.width * SIZE } else { LEFT };
        surface.start_tagged(ContentTag::Artifact(Artifact::with_kind(kind)));
        write(surface, x, y, SIZE, Ink::Grey, &REGULAR, &shaped);
        surface.end_tagged();
    };
    let foot = PAGE.1 - 44.0;
    small(foot, ArtifactType::Footer, &text.foot, false);
    small(foot, ArtifactType::PageNumber, &format!("Side {} av {all}", n + 1), true);
    if n > 0 {
        small(48.0, ArtifactType::Header, &format!("{} – {}", text.fylke, text.title), false);
        rule(surface, (55.0, 0.5, Ink::Grey));
    }
    rule(surface, (PAGE.1 - 58.0, 0.5, Ink::Grey));
}

fn rule(surface: &mut Surface, (y, thickness, ink): Stroke) {
    let mut path = PathBuilder::new();
    let rect = Rect::from_xywh(LEFT, y, WIDTH, thickness).expect("a rule has a size");
    path.push_rect(rect);
    surface.start_tagged(ContentTag::Artifact(Artifact::with_kind(ArtifactType::Layout)));
    surface.set_fill(Some(fill(if ink == Ink::Grey { rgb::Color::new(214, 218, 224) } else { colour(ink) })));
    surface.draw_path(&path.finish().expect("a rectangle is a path"));
    surface.end_tagged();
}

fn write(
    surface: &mut Surface,
    x: f32,
    y: f32,
    size: f32,
    ink: Ink,
    face: &Face,
    shaped: &super::face::Shaped,
) {
    surface.set_fill(Some(fill(colour(ink))));
    surface.draw_glyphs(Point::from_xy(x, y), &shaped.glyphs, face.font.clone(), &shaped.text, size, false);
}

/// Grey as dark as WCAG AA asks of small print.
fn colour(ink: Ink) -> rgb::Color {
    match ink {
        Ink::Black => rgb::Color::new(24, 28, 34),
        Ink::Grey => rgb::Color::new(88, 96, 108),
        Ink::Accent => rgb::Color::new(22, 78, 99),
    }
}

fn fill(colour: rgb::Color) -> Fill {
    Fill { paint: colour.into(), opacity: NormalizedF32::ONE, rule: FillRule::default() }
}

/// The title, and each question, to jump to.
fn outline(text: &Text, pages: &[Page]) -> Outline {
    let mut outline = Outline::new();
    let mut last = None;
    for (n, page) in pages.iter().enumerate() {
        for line in
            page.lines.iter().filter(|l| matches!(l.part, Part::Title | Part::Subject | Part::Question(_)))
        {
            if last == Some(line.part) {
                continue;
            }
            last = Some(line.part);
            let at = XyzDestination::new(n, Point::from_xy(LEFT, line.y - line.size));
            outline.push_child(OutlineNode::new(heading(text, line.part), at));
        }
    }
    outline
}

fn heading(text: &Text, part: Part) -> String {
    match part {
        Part::Question(n) => format!("{}. {}", n + 1, shown(&text.questions[n].0)),
        Part::Subject => shown(text.letter.as_ref().map_or("", |(subject, _)| subject)),
        _ => shown(&text.title),
    }
}

/// The document's structure: the fields a table with its headings in the first column, the questions headings.
fn tree(text: &Text, drawn: Drawn) -> TagTree {
    let mut parts: Vec<(Part, Vec<Node>)> = vec![];
    for (part, id) in drawn {
        // The lines of a label and of its value alternate.
        match parts.iter_mut().rev().take(2).find(|(p, _)| *p == part) {
            Some((_, nodes)) => nodes.push(id.into()),
            None => parts.push((part, vec![id.into()])),
        }
    }
    let mut tree = TagTree::new().with_lang(Some(text.malform.code().into()));
    let mut table = TagGroup::new(Tag::Table);
    let mut row = None;
    for (part, nodes) in parts {
        let group = match part {
            Part::Fylke | Part::Date | Part::Paragraph(_) | Part::Answer(_) => {
                TagGroup::with_children(Tag::P, nodes)
            }
            Part::Title | Part::Subject | Part::Question(_) => {
                let level = if part == Part::Title { 1 } else { 2 };
                let level = NonZeroU16::new(level).expect("a level is one or more");
                TagGroup::with_children(Tag::Hn(level, Some(heading(text, part))), nodes)
            }
            Part::Label(_) => {
                row = Some(TagGroup::with_children(Tag::TH(TableHeaderScope::Row), nodes));
                continue;
            }
            Part::Value(n) => {
                let mut tr = TagGroup::new(Tag::TR);
                tr.push(row.take().unwrap_or_else(|| TagGroup::new(Tag::TH(TableHeaderScope::Row))));
                tr.push(TagGroup::with_children(Tag::TD, nodes));
                table.push(tr);
                if n + 1 < text.fields.len() {
                    continue;
                }
                std::mem::replace(&mut table, TagGroup::new(Tag::Table))
            }
        };
        tree.push(group);
    }
    tree
}
