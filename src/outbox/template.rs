//! Letter templates: one text per målform, whose first line is the subject.

use anyhow::{Context, Result};
use minijinja::{Environment, UndefinedBehavior};
use serde::Serialize;

use crate::domain::Malform;

/// The texts that lie beside the code, one for each målform: of `tilbud` the files `tilbud.nb.txt` and `tilbud.nn.txt`.
macro_rules! brevmal {
    ($name:literal) => {
        std::sync::LazyLock::new(|| {
            use $crate::domain::Malform;
            $crate::outbox::Brevmal::new(&[
                (Malform::Nb, include_str!(concat!($name, ".nb.txt"))),
                (Malform::Nn, include_str!(concat!($name, ".nn.txt"))),
            ])
        })
    };
}
pub(crate) use brevmal;

pub struct Brevmal(Environment<'static>);

impl Brevmal {
    /// The text of each målform, compiled in. First line `Emne: …`, a blank line, then the letter.
    ///
    /// # Panics
    /// The text is no template; a test renders every one.
    pub fn new(forms: &[(Malform, &'static str)]) -> Self {
        let mut texts = Environment::new();
        texts.set_undefined_behavior(UndefinedBehavior::Strict);
        texts.set_debug(false); // an error must not repeat a person's data
        texts.set_auto_escape_callback(|_| minijinja::AutoEscape::None);
        for (malform, text) in forms {
            texts.add_template(malform.code(), text).unwrap_or_else(|e| panic!("{malform:?}: {e}"));
        }
        Brevmal(texts)
    }

    /// Subject and body.
    ///
    /// # Errors
    /// A value the text asks for is missing.
    pub fn render(&self, malform: Malform, values: impl Serialize) -> Result<(String, String)> {
        let template = self.0.get_template(malform.code()).context("no such template")?;
        let text = template.render(minijinja::value::Serde(values)).context("a letter cannot be rendered")?;
        let (subject, body) = text.split_once("\n\n").context("a template begins with its subject")?;
        let subject = subject.strip_prefix("Emne: ").context("a template begins with `Emne: `")?;
        Ok((subject.trim().to_owned(), body.trim_end().to_owned() + "\n"))
    }
}
