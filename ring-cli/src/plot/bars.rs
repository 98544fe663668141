//! Shares as bars, one for each node, against what the node should have.

use super::scale::Scale;
use super::{LINE, MARGIN, Svg, TEXT, TITLE, label, width};

/// How many bars stand one above the other before there is another column, and how many columns there are at most.
const ROWS: usize = 50;
const COLUMNS: usize = 4;

/// Texts beside each bar, in letters.
const LONGEST_ID: usize = 24;
const SHARE: usize = "100.000%".len();
const RATIO: usize = " 99.999".len();
/// Smaller where there are many.
const SMALL_TEXT: f64 = 10.0;

const GAP: f64 = 12.0;
const LEAST_WIDTH: f64 = 720.0;

/// One node.
pub(crate) struct Bar<'a> {
    pub(crate) id: &'a str,
    /// Parts of the keys.
    pub(crate) share: f64,
    pub(crate) target: f64,
}

/// What is said above the bars.
pub(crate) struct Head {
    pub(crate) title: String,
    pub(crate) remarks: Vec<String>,
}

/// The whole picture.
pub(crate) fn draw(head: &Head, bars: &[Bar<'_>]) -> String {
    let layout = Layout::of(head, bars);
    let mut svg = Svg::new(layout.size(bars.len()), &head.title);
    title(&mut svg, head);
    for (column, bars) in bars.chunks(layout.rows).enumerate() {
        let left = MARGIN + column as f64 * (layout.column() + 2.0 * GAP);
        layout.axis(&mut svg, left, bars.len());
        for (row, bar) in bars.iter().enumerate() {
            layout.bar(&mut svg, [left, layout.top + row as f64 * layout.step], bar);
        }
    }
    svg.finish()
}

/// Where things are.
struct Layout {
    /// Bars one above the other.
    rows: usize,
    columns: usize,
    /// From one bar to the next.
    step: f64,
    /// Where the first bar begins.
    top: f64,
    text: f64,
    letters: usize,
    /// How long a bar is at most, and what part of the keys that is.
    length: f64,
    scale: Scale,
}

impl Layout {
    fn of(head: &Head, bars: &[Bar<'_>]) -> Self {
        let columns = bars.len().div_ceil(ROWS).clamp(1, COLUMNS);
        let rows = bars.len().div_ceil(columns).max(1);
        let text = if columns < 3 { TEXT } else { SMALL_TEXT };
        let longest = bars.iter().map(|bar| label(bar.id, LONGEST_ID).chars().count()).max().unwrap_or(0);
        let largest = bars.iter().map(|bar| bar.share.max(bar.target)).fold(0.0, f64::max);
        let texts = width(longest + SHARE + RATIO, text) + 2.0 * GAP;
        let length = (520.0 / columns as f64).max(140.0);
        Self {
            rows,
            columns,
            step: (600.0 / rows as f64).clamp(text + 4.0, 26.0),
            top: MARGIN + TITLE + (head.remarks.len() + 2) as f64 * LINE + GAP,
            text,
            letters: longest,
            length: length.max(if columns == 1 { LEAST_WIDTH - texts - 2.0 * MARGIN } else { 0.0 }),
            scale: Scale::up_to(largest),
        }
    }

    fn size(&self, bars: usize) -> [f64; 2] {
        let (columns, rows) = (self.columns as f64, self.rows.min(bars.max(1)) as f64);
        let across = columns * self.column() + (columns - 1.0) * 2.0 * GAP + 2.0 * MARGIN;
        [across, self.top + rows * self.step + MARGIN]
    }

    fn column(&self) -> f64 {
        width(self.letters + SHARE + RATIO, self.text) + 2.0 * GAP + self.length
    }

    /// Where bars begin in a column.
    fn zero(&self, left: f64) -> f64 {
        left + width(self.letters, self.text) + GAP
    }

    /// Where figures end in a column: the share, and what it is of its target.
    fn figures(&self, left: f64) -> [f64; 2] {
        let right = left + self.column();
        [right - width(RATIO, self.text), right]
    }

    fn long(&self, share: f64) -> f64 {
        share / self.scale.end() * self.length
    }

    fn axis(&self, svg: &mut Svg, left: f64, rows: usize) {
        let (zero, bottom) = (self.zero(left), self.top + rows as f64 * self.step);
        for (x, name) in self.figures(left).into_iter().zip(["share", "ratio"]) {
            svg.text("dim end", [x, self.top - 8.0], SMALL_TEXT, name);
        }
        // Names that would touch another are left out.
        let mut free = f64::NEG_INFINITY;
        for (share, name) in self.scale.marks() {
            let x = zero + self.long(share);
            svg.line("grid", [x, self.top - 4.0], [x, bottom]);
            let half = width(name.len() + 1, SMALL_TEXT) / 2.0;
            if x - half >= free {
                svg.text("dim middle", [x, self.top - 8.0], SMALL_TEXT, &name);
                free = x + half;
            }
        }
    }

    fn bar(&self, svg: &mut Svg, [left, top]: [f64; 2], bar: &Bar<'_>) {
        let Bar { id, share, target } = *bar;
        let (zero, air) = (self.zero(left), self.step * 0.14);
        let (y, high) = (top + air, self.step - 2.0 * air);
        let base = top + self.step / 2.0 + self.text * 0.35;
        let figures = [format!("{:.3}%", share * 100.0), ratio(share, target)];
        let hint = format!(
            "{} has {:.4}% of the keys, target {:.4}%",
            label(id, 200),
            share * 100.0,
            target * 100.0
        );
        svg.group(&hint, |svg| {
            let (least, most) = (share.min(target), share.max(target));
            let class = if share > target { "over" } else { "under" };
            svg.rect("main", [zero, y], [self.long(least), high]);
            svg.rect(class, [zero + self.long(least), y], [self.long(most - least), high]);
            let mark = zero + self.long(target);
            svg.line("line", [mark, y - air], [mark, y + high + air]);
            svg.text("ink end", [zero - GAP / 2.0, base], self.text, &label(id, self.letters));
            for (x, figure) in self.figures(left).into_iter().zip(figures) {
                svg.text("ink end", [x, base], self.text, &figure);
            }
        });
    }
}

/// What is said above the bars, and what their colours mean.
fn title(svg: &mut Svg, head: &Head) {
    let y = svg.head(&head.title, &head.remarks) + LINE;
    let mut x = MARGIN;
    for (class, meaning) in
        [("main", "share"), ("over", "above its target"), ("under", "below"), ("line", "target")]
    {
        match class {
            "line" => svg.line(class, [x + 6.0, y - 11.0], [x + 6.0, y + 2.0]),
            _ => svg.rect(class, [x, y - 10.0], [12.0, 11.0]),
        }
        svg.text("dim", [x + 18.0, y], TEXT, meaning);
        x += 18.0 + width(meaning.len() + 2, TEXT);
    }
}

/// Share by target, for people.
fn ratio(share: f64, target: f64) -> String {
    if target > 0.0 { format!("{:.3}", share / target) } else { "-".into() }
}

#[cfg(test)]
#[path = "bars_tests.rs"]
mod tests;
