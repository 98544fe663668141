//! Pictures as SVG: shapes and texts in a few colours that suit a light and a dark screen.
//!
//! A picture has its own background, so that it can be read wherever it is shown; the colours follow what the reader's
//! system prefers, and programs that know no such preference show the light ones. Nothing is fetched, nothing runs.

use std::fmt::{Display, Write as _};
use std::io::Write;
use std::path::Path;

use crate::durable;
use crate::failure::Failure;
use crate::shown::Word;

pub(crate) mod bars;
pub(crate) mod flow;
mod scale;

/// Sizes of text, in pixels.
pub(crate) const TEXT: f64 = 12.0;
pub(crate) const TITLE: f64 = 16.0;

/// Around a picture, and from one line of its head to the next.
pub(crate) const MARGIN: f64 = 24.0;
pub(crate) const LINE: f64 = TEXT + 8.0;

/// Texts are in a fixed-width font, so that what fits is known: a letter's width in parts of the size.
const LETTER: f64 = 0.61;

/// What a class looks like: its name, then the property and its value on a light and on a dark screen.
const COLOURS: [(&str, &str, &str, &str); 8] = [
    ("paper", "fill", "#ffffff", "#0d1117"),
    ("ink", "fill", "#1f2328", "#e6edf3"),
    ("dim", "fill", "#59636e", "#9198a1"),
    ("line", "stroke", "#1f2328", "#e6edf3"),
    ("grid", "stroke", "#d1d9e0", "#30363d"),
    ("main", "fill", "#3b76c4", "#5493e0"),
    ("over", "fill", "#d9622b", "#f0883e"),
    ("under", "fill", "#c3d7f0", "#23406a"),
];

/// A picture in the making. Places are pixels from the upper left corner.
pub(crate) struct Svg(String);

impl Svg {
    /// An empty picture; `name` says what it shows to those who cannot see it.
    pub(crate) fn new([width, height]: [f64; 2], name: &str) -> Self {
        let mut svg = Self(String::new());
        svg.add(format_args!(
            "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 {w} {h}\" width=\"{w}\" height=\"{h}\" \
             role=\"img\" xml:space=\"preserve\">\n<title>{}</title>\n<style>\n{}</style>\n",
            Escaped(name),
            style(),
            w = Pixels(width),
            h = Pixels(height),
        ));
        svg.rect("paper", [0.0, 0.0], [width, height]);
        svg
    }

    pub(crate) fn rect(&mut self, class: &str, [x, y]: [f64; 2], [width, height]: [f64; 2]) {
        self.add(format_args!(
            "<rect class=\"{class}\" x=\"{}\" y=\"{}\" width=\"{}\" height=\"{}\"/>\n",
            Pixels(x),
            Pixels(y),
            Pixels(width),
            Pixels(height),
        ));
    }

    pub(crate) fn line(&mut self, class: &str, [x1, y1]: [f64; 2], [x2, y2]: [f64; 2]) {
        self.add(format_args!(
            "<line class=\"{class}\" x1=\"{}\" y1=\"{}\" x2=\"{}\" y2=\"{}\"/>\n",
            Pixels(x1),
            Pixels(y1),
            Pixels(x2),
            Pixels(y2),
        ));
    }

    /// A line of text that starts at a place, ends there, or has its middle there: as the class says.
    pub(crate) fn text(&mut self, class: &str, [x, y]: [f64; 2], size: f64, text: &str) {
        self.add(format_args!(
            "<text class=\"{class}\" x=\"{}\" y=\"{}\" font-size=\"{}\">{}</text>\n",
            Pixels(x),
            Pixels(y),
            Pixels(size),
            Escaped(text),
        ));
    }

    /// As [`text`](Self::text), but turned to be read from below to above.
    pub(crate) fn upright(&mut self, class: &str, [x, y]: [f64; 2], size: f64, text: &str) {
        self.add(format_args!(
            "<text class=\"{class}\" transform=\"translate({} {}) rotate(-90)\" font-size=\"{}\">{}</text>\n",
            Pixels(x),
            Pixels(y),
            Pixels(size),
            Escaped(text),
        ));
    }

    /// An area that is the stronger the larger what it stands for, from 0 to 1.
    pub(crate) fn shade(&mut self, strength: f64, [x, y]: [f64; 2], [width, height]: [f64; 2]) {
        self.add(format_args!(
            "<rect class=\"main\" fill-opacity=\"{}\" x=\"{}\" y=\"{}\" width=\"{}\" height=\"{}\"/>\n",
            Pixels(strength),
            Pixels(x),
            Pixels(y),
            Pixels(width),
            Pixels(height),
        ));
    }

    /// The title and what is said under it; gives where the last line stands.
    pub(crate) fn head(&mut self, title: &str, remarks: &[String]) -> f64 {
        let mut y = MARGIN + TITLE;
        self.text("ink", [MARGIN, y], TITLE, title);
        for remark in remarks {
            y += LINE;
            self.text("dim", [MARGIN, y], TEXT, remark);
        }
        y
    }

    /// Shapes that belong together; `hint` is shown where the pointer rests on them.
    pub(crate) fn group(&mut self, hint: &str, draw: impl FnOnce(&mut Self)) {
        self.add(format_args!("<g><title>{}</title>\n", Escaped(hint)));
        draw(self);
        self.add(format_args!("</g>\n"));
    }

    /// The whole picture.
    pub(crate) fn finish(self) -> String {
        self.0 + "</svg>\n"
    }

    fn add(&mut self, element: std::fmt::Arguments<'_>) {
        self.0.write_fmt(element).expect("memory does not fail");
    }
}

/// Writes a picture to a file, or to `out` where the path is `-`.
///
/// # Errors
/// When it cannot be written. Then an old file is as it was.
pub(crate) fn write(path: &Path, picture: &str, out: &mut impl Write) -> Result<(), Failure> {
    if durable::is_stdout(path) {
        return out.write_all(picture.as_bytes()).map_err(Failure::output);
    }
    durable::write(path, picture.as_bytes(), out)
}

/// How wide a text is at most.
pub(crate) fn width(letters: usize, size: f64) -> f64 {
    letters as f64 * size * LETTER
}

/// A text from outside in at most so many letters, its middle left out if need be; nobody can mistake it.
pub(crate) fn label(text: &str, letters: usize) -> String {
    let shown: Vec<char> = Word(text).to_string().chars().collect();
    if shown.len() <= letters {
        return shown.into_iter().collect();
    }
    // Names of nodes differ at the end more often than not.
    let kept = letters.saturating_sub(1);
    let (head, tail) = (&shown[..kept / 2], &shown[shown.len() - kept.div_ceil(2)..]);
    head.iter().chain(&['…']).chain(tail).collect()
}

fn style() -> String {
    let of = |dark: bool| {
        COLOURS.map(|(class, property, light, on_dark)| {
            format!(".{class}{{{property}:{}}}\n", if dark { on_dark } else { light })
        })
    };
    format!(
        "text{{font-family:ui-monospace,Menlo,Consolas,\"DejaVu Sans Mono\",monospace}}\n\
         .end{{text-anchor:end}}.middle{{text-anchor:middle}}\n{}@media (prefers-color-scheme:dark){{\n{}}}\n",
        of(false).concat(),
        of(true).concat()
    )
}

/// A length with at most two decimals.
struct Pixels(f64);

impl Display for Pixels {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        // Adding 0 makes 0 of -0.
        write!(f, "{}", (self.0 * 100.0).round() / 100.0 + 0.0)
    }
}

/// A text as XML holds it. What XML cannot hold is replaced.
struct Escaped<'a>(&'a str);

impl Display for Escaped<'_> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        for character in self.0.chars() {
            match character {
                '&' => f.write_str("&amp;")?,
                '<' => f.write_str("&lt;")?,
                '>' => f.write_str("&gt;")?,
                '"' => f.write_str("&quot;")?,
                '\t' | '\n' => f.write_char(character)?,
                '\0'..' ' | '\u{7f}'..'\u{a0}' | '\u{fffe}' | '\u{ffff}' => f.write_char('\u{fffd}')?,
                _ => f.write_char(character)?,
            }
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn no_text_is_more_than_text() {
        let hostile = "</text><script>alert(\"1\")</script>&\u{0}\u{1b}\u{fffe}";
        let mut svg = Svg::new([10.0, 10.0], hostile);
        svg.group(hostile, |svg| svg.text("ink", [0.0, 9.0], TEXT, hostile));
        let picture = svg.finish();
        assert!(!picture.contains("<script") && !picture.contains(['\0', '\u{1b}', '\u{fffe}']), "{picture}");
        assert_eq!(picture.matches("&lt;/text&gt;&lt;script&gt;alert(&quot;1&quot;)").count(), 3);
        assert_eq!(picture.matches("</text>").count(), 1);
    }

    #[test]
    fn lengths_have_few_digits() {
        let shown = [0.0, -0.001, 1.0, 2.5, 1.0 / 3.0, 1e6].map(|length| Pixels(length).to_string());
        assert_eq!(shown, ["0", "0", "1", "2.5", "0.33", "1000000"]);
    }

    #[test]
    fn labels_fit_and_look_like_nothing_else() {
        assert_eq!(label("cache-a", 7), "cache-a");
        assert_eq!(label("cache-ab", 7), "cac…-ab");
        assert_eq!(label("a b", 7), "\"a b\"");
        assert_eq!(label("\u{202e}abc", 13), "\"\\u{202e}abc\"");
        assert_eq!(label("\u{202e}abc", 6), "\"\\…bc\"");
    }
}
