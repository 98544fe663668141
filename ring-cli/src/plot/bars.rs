//! Shares as bars, one for each node, against what the node should have.

use super::{Svg, TEXT, TITLE, label, width};

/// How many bars stand one above the other before there is another column, and how many columns there are at most.
const ROWS: usize = 50;
const COLUMNS: usize = 4;

/// Texts beside each bar, in letters.
const LONGEST_ID: usize = 24;
const FIGURES: usize = "100.000%  9.999".len();
/// Smaller where there are many.
const SMALL_TEXT: f64 = 10.0;

const MARGIN: f64 = 24.0;
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
    layout.head(&mut svg, head);
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
        let texts = width(longest + FIGURES, text) + 2.0 * GAP;
        let length = (520.0 / columns as f64).max(140.0);
        Self {
            rows,
            columns,
            step: (600.0 / rows as f64).clamp(text + 4.0, 26.0),
            top: MARGIN + TITLE + (head.remarks.len() + 2) as f64 * (TEXT + 8.0) + GAP,
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
        width(self.letters + FIGURES, self.text) + 2.0 * GAP + self.length
    }

    /// Where bars begin in a column.
    fn zero(&self, left: f64) -> f64 {
        left + width(self.letters, self.text) + GAP
    }

    fn long(&self, share: f64) -> f64 {
        share / self.scale.end() * self.length
    }

    fn head(&self, svg: &mut Svg, head: &Head) {
        let mut y = MARGIN + TITLE;
        svg.text("ink", [MARGIN, y], TITLE, &head.title);
        for remark in &head.remarks {
            y += TEXT + 8.0;
            svg.text("dim", [MARGIN, y], TEXT, remark);
        }
        y += TEXT + 8.0;
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

    fn axis(&self, svg: &mut Svg, left: f64, rows: usize) {
        let (zero, bottom) = (self.zero(left), self.top + rows as f64 * self.step);
        for (share, name) in self.scale.marks() {
            let x = zero + self.long(share);
            svg.line("grid", [x, self.top - 4.0], [x, bottom]);
            svg.text("dim middle", [x, self.top - 8.0], SMALL_TEXT, &name);
        }
    }

    fn bar(&self, svg: &mut Svg, [left, top]: [f64; 2], bar: &Bar<'_>) {
        let Bar { id, share, target } = *bar;
        let (zero, air) = (self.zero(left), self.step * 0.14);
        let (y, high) = (top + air, self.step - 2.0 * air);
        let base = top + self.step / 2.0 + self.text * 0.35;
        let figures = format!("{:.3}%  {}", share * 100.0, ratio(share, target));
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
            svg.text("ink end", [left + self.column(), base], self.text, &figures);
        });
    }
}

/// Share by target, for people.
fn ratio(share: f64, target: f64) -> String {
    if target > 0.0 { format!("{:.3}", share / target) } else { "-".into() }
}

/// An axis of percents that begins at 0.
struct Scale {
    /// From one mark to the next, in units.
    step: u32,
    /// How many parts of the keys a unit is: 10^-decimals of a percent.
    decimals: i32,
    steps: u32,
}

impl Scale {
    /// With at most five steps of 1, 2 or 5 times a power of ten.
    fn up_to(largest: f64) -> Self {
        for decimals in (-1..9).rev() {
            for step in [1, 2, 5] {
                let scale = Self { step, decimals, steps: 5 };
                if scale.end() >= largest {
                    let steps = (1..5).find(|&steps| Self { steps, ..scale }.end() >= largest).unwrap_or(5);
                    return Self { steps, ..scale };
                }
            }
        }
        Self { step: 5, decimals: -1, steps: 2 }
    }

    fn end(&self) -> f64 {
        self.at(self.steps)
    }

    fn at(&self, mark: u32) -> f64 {
        f64::from(mark * self.step) / 100.0 / 10f64.powi(self.decimals)
    }

    fn marks(&self) -> impl Iterator<Item = (f64, String)> {
        let digits = usize::try_from(self.decimals).unwrap_or(0);
        (0..=self.steps).map(move |mark| {
            let share = self.at(mark);
            (share, format!("{:.digits$}%", share * 100.0))
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_axis_has_few_round_marks_and_room_for_all() {
        for (largest, marks) in [
            (1.0, "0% 20% 40% 60% 80% 100%"),
            (0.31, "0% 10% 20% 30% 40%"),
            (0.1001, "0% 5% 10% 15%"),
            (0.0052, "0.0% 0.2% 0.4% 0.6%"),
            (0.00001, "0.0000% 0.0002% 0.0004% 0.0006% 0.0008% 0.0010%"),
        ] {
            let scale = Scale::up_to(largest);
            assert_eq!(scale.marks().map(|(_, name)| name).collect::<Vec<_>>().join(" "), marks);
            assert!(scale.end() >= largest);
        }
        // Weights can ask for more than there is.
        assert!(Scale::up_to(0.0).end() > 0.0 && Scale::up_to(2.9).end() >= 1.0);
    }

    /// A rectangle of a class, and the line of its target.
    fn lengths(picture: &str, class: &str) -> Vec<f64> {
        let shapes = picture.lines().filter(|line| line.starts_with(&format!("<rect class=\"{class}\"")));
        let widths = shapes.filter_map(|line| line.split("width=\"").nth(1)?.split('"').next()?.parse().ok());
        widths.skip(1).collect()
    }

    #[test]
    fn bars_are_as_long_as_shares_and_what_is_above_a_target_is_set_apart() {
        let head = Head { title: "Shares".into(), remarks: vec![] };
        let bars = [
            Bar { id: "a", share: 0.5, target: 0.25 },
            Bar { id: "b", share: 0.25, target: 0.5 },
            Bar { id: "<c>", share: 0.25, target: 0.25 },
        ];
        let picture = draw(&head, &bars);
        let main = lengths(&picture, "main");
        assert!(main.len() == 3 && main.iter().all(|&long| long > 50.0 && long == main[0]), "{main:?}");
        for class in ["over", "under"] {
            assert!(lengths(&picture, class).iter().any(|&long| (long - main[0]).abs() < 0.1), "{class}");
        }
        assert!(picture.contains("50.000%  2.000") && picture.contains("&lt;c&gt;"), "{picture}");
    }

    #[test]
    fn every_node_has_its_bar_inside_the_picture() {
        let head = Head { title: "Shares".into(), remarks: vec!["one".into(), "two".into()] };
        for count in [0, 1, 3, 50, 51, 200, 1001] {
            let ids: Vec<String> = (0..count).map(|node| format!("node-{node}")).collect();
            let part = 1.0 / f64::from(count.max(1));
            let bars: Vec<_> = ids.iter().map(|id| Bar { id, share: part, target: part }).collect();
            let layout = Layout::of(&head, &bars);
            let [width, height] = layout.size(bars.len());
            let last = layout.top + layout.rows as f64 * layout.step;
            assert!(width < 1700.0 && last < height && layout.rows * layout.columns >= bars.len(), "{count}");
            assert_eq!(draw(&head, &bars).matches(" has ").count(), bars.len());
        }
    }
}
