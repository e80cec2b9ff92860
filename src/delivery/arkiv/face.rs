//! Letters of the archive document: the two faces embedded, what a text looks like in them and how wide it is.

use std::sync::LazyLock;

use krilla::text::{Font, GlyphId, KrillaGlyph};
use rustybuzz::{Direction, ShapePlan, UnicodeBuffer, script, shape_with_plan};

/// A face, and what lays text out in it. Noto Sans: æ ø å, the Sámi letters, Latin, Greek and Cyrillic.
pub struct Face {
    pub font: Font,
    shaper: rustybuzz::Face<'static>,
    /// Made once: it takes longer than to shape a line.
    plan: ShapePlan,
}

pub static REGULAR: LazyLock<Face> =
    LazyLock::new(|| Face::new(include_bytes!("../../../fonts/NotoSans-Regular.ttf")));
pub static BOLD: LazyLock<Face> =
    LazyLock::new(|| Face::new(include_bytes!("../../../fonts/NotoSans-Bold.ttf")));

/// A text on one line, at size 1.
#[derive(Clone)]
pub struct Shaped {
    pub text: String,
    pub glyphs: Vec<KrillaGlyph>,
    pub width: f32,
}

impl Face {
    fn new(bytes: &'static [u8]) -> Self {
        let shaper = rustybuzz::Face::from_slice(bytes, 0).expect("the font is built in");
        let plan = ShapePlan::new(&shaper, Direction::LeftToRight, Some(script::LATIN), None, &[]);
        Face { font: Font::new(bytes.into(), 0).expect("the font is built in"), shaper, plan }
    }

    /// The text as it can be shown: other blanks are spaces, what cannot be drawn stands as `[U+1F600]`, so none is lost.
    pub fn readable(&self, text: &str) -> String {
        let mut out = String::with_capacity(text.len());
        for c in text.chars() {
            match c {
                _ if c.is_whitespace() || c.is_control() => out.push(' '),
                '\u{FEFF}' | '\u{E000}'..='\u{F8FF}' => out += &format!("[U+{:04X}]", u32::from(c)),
                _ if self.shaper.glyph_index(c).is_some_and(|g| g.0 != 0) => out.push(c),
                _ => out += &format!("[U+{:04X}]", u32::from(c)),
            }
        }
        out
    }

    /// Left to right, kerned; each glyph knows which characters it stands for.
    pub fn shape(&self, text: &str) -> Shaped {
        let mut buffer = UnicodeBuffer::new();
        buffer.push_str(text);
        buffer.set_direction(Direction::LeftToRight);
        buffer.set_script(script::LATIN);
        let shaped = shape_with_plan(&self.shaper, &self.plan, buffer);
        let units = self.font.units_per_em();
        let starts: Vec<usize> = shaped.glyph_infos().iter().map(|i| i.cluster as usize).collect();
        let mut glyphs = Vec::with_capacity(starts.len());
        for (n, (info, pos)) in shaped.glyph_infos().iter().zip(shaped.glyph_positions()).enumerate() {
            let start = starts[n];
            let end = starts[n..].iter().copied().find(|&s| s > start).unwrap_or(text.len());
            let [advance, x, y] = [pos.x_advance, pos.x_offset, pos.y_offset].map(|v| v as f32 / units);
            glyphs.push(KrillaGlyph::new(GlyphId::new(info.glyph_id), advance, x, y, 0.0, start..end, None));
        }
        let width = glyphs.iter().map(|g| g.x_advance).sum();
        Shaped { text: text.to_owned(), glyphs, width }
    }

    /// The text in lines no wider than `width`, broken at blanks, or within a word that fits on no line.
    /// A line that goes on ends with its blank, so that words stay apart for whoever reads it aloud.
    pub fn lines(&self, text: &str, width: f32) -> Vec<Shaped> {
        let blank = self.shape(" ").width;
        let mut lines = vec![];
        for paragraph in text.lines() {
            let (mut line, mut used) = (String::new(), 0.0);
            for word in self.readable(paragraph).split_whitespace() {
                for (piece, wide) in self.pieces(word, width) {
                    if !line.is_empty() && used + blank + wide > width {
                        lines.push(self.shape(&(line + " ")));
                        (line, used) = (piece, wide);
                    } else {
                        let gap = if line.is_empty() { "" } else { " " };
                        line = line + gap + &piece;
                        used += blank * gap.len() as f32 + wide;
                    }
                }
            }
            if !line.is_empty() {
                lines.push(self.shape(&line));
            }
        }
        lines
    }

    fn pieces(&self, word: &str, width: f32) -> Vec<(String, f32)> {
        let whole = self.shape(word).width;
        if whole <= width {
            return vec![(word.to_owned(), whole)];
        }
        let mut pieces = vec![(String::new(), 0.0)];
        for c in word.chars() {
            let wide = self.shape(c.encode_utf8(&mut [0; 4])).width;
            let (piece, used) = pieces.last_mut().expect("there is a first piece");
            if *used + wide > width && !piece.is_empty() {
                pieces.push((c.to_string(), wide));
            } else {
                piece.push(c);
                *used += wide;
            }
        }
        pieces
    }
}
