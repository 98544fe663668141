//! Who gives to whom: one row for each node that gives, one column for each that gets.

use std::collections::{BTreeMap, BTreeSet};

use super::{LINE, MARGIN, Svg, TEXT, TITLE, label, width};

/// How many rows or columns there are at most; the last of them then stands for all that give or get least.
const MOST: usize = 100;
/// Up to so many columns, cells have room for their figures.
const FEW: usize = 8;

const LONGEST_ID: usize = 24;
const FIGURE: usize = "100.000%".len();
/// Smaller where there are many.
const SMALL_TEXT: f64 = 10.0;

const GAP: f64 = 12.0;
const LEAST_WIDTH: f64 = 560.0;
/// How long the bar of a total is at most.
const BAR: f64 = 120.0;
/// How faint the least cell is, and how strong the largest: less where a figure stands on it.
const FAINT: f64 = 0.1;
const STRONG: f64 = 1.0;
const STRONG_UNDER_TEXT: f64 = 0.55;

/// What one node gives another one; no node where keys had no owner or have none.
pub(crate) struct Flow<'a> {
    pub(crate) from: Option<&'a str>,
    pub(crate) to: Option<&'a str>,
    /// Parts of the keys.
    pub(crate) part: f64,
}

/// The whole picture. `remarks` are what is said under the title.
pub(crate) fn draw(title: &str, remarks: &[String], flows: &[Flow<'_>]) -> String {
    let matrix = Matrix::of(flows);
    let mut remarks = remarks.to_vec();
    if matrix.to.len() > FEW {
        remarks.push(format!("The strongest colour is {}.", percent(matrix.largest())));
    }
    let layout = Layout::of(&matrix, title, &remarks);
    let mut svg = Svg::new(layout.size(&matrix), title);
    svg.head(title, &remarks);
    if !matrix.cells.is_empty() {
        layout.rows(&mut svg, &matrix);
        layout.columns(&mut svg, &matrix);
        layout.cells(&mut svg, &matrix);
    }
    svg.finish()
}

/// The givers or the takers, in the order of their ids; first nobody.
struct Axis<'a> {
    places: BTreeMap<Option<&'a str>, usize>,
    labels: Vec<String>,
    totals: Vec<f64>,
}

impl<'a> Axis<'a> {
    fn of(parts: impl Iterator<Item = (Option<&'a str>, f64)>) -> Self {
        let mut totals = BTreeMap::<_, f64>::new();
        for (node, part) in parts {
            *totals.entry(node).or_default() += part;
        }
        let mut by_total: Vec<_> = totals.iter().collect();
        by_total.sort_by(|(a, left), (b, right)| right.total_cmp(left).then(a.cmp(b)));
        let own = if by_total.len() > MOST { MOST - 1 } else { MOST };
        let others: BTreeSet<_> = by_total.iter().skip(own).map(|&(&node, _)| node).collect();

        let mut axis = Self { places: BTreeMap::new(), labels: Vec::new(), totals: Vec::new() };
        for (&node, &total) in totals.iter().filter(|(node, _)| !others.contains(*node)) {
            axis.places.insert(node, axis.labels.len());
            axis.labels.push(node.map_or_else(|| "(nobody)".into(), |id| label(id, LONGEST_ID)));
            axis.totals.push(total);
        }
        if !others.is_empty() {
            axis.places.extend(others.iter().map(|&node| (node, axis.labels.len())));
            axis.labels.push(format!("({} others)", others.len()));
            axis.totals.push(others.iter().map(|node| totals[node]).sum());
        }
        axis
    }

    fn len(&self) -> usize {
        self.labels.len()
    }

    fn letters(&self) -> usize {
        self.labels.iter().map(|label| label.chars().count()).max().unwrap_or(0)
    }
}

struct Matrix<'a> {
    from: Axis<'a>,
    to: Axis<'a>,
    cells: BTreeMap<[usize; 2], f64>,
}

impl<'a> Matrix<'a> {
    fn of(flows: &[Flow<'a>]) -> Self {
        let flows = || flows.iter().filter(|flow| flow.part > 0.0);
        let from = Axis::of(flows().map(|flow| (flow.from, flow.part)));
        let to = Axis::of(flows().map(|flow| (flow.to, flow.part)));
        let mut cells = BTreeMap::<_, f64>::new();
        for flow in flows() {
            *cells.entry([from.places[&flow.from], to.places[&flow.to]]).or_default() += flow.part;
        }
        Self { from, to, cells }
    }

    fn largest(&self) -> f64 {
        self.cells.values().copied().fold(0.0, f64::max)
    }
}

/// Where things are.
struct Layout {
    /// Whether cells have their figures in them, and columns their names above them; otherwise names are upright.
    wide: bool,
    /// A cell.
    step: [f64; 2],
    /// The corner of the first cell.
    origin: [f64; 2],
    text: f64,
    /// How wide the texts above all are.
    head: f64,
}

impl Layout {
    fn of(matrix: &Matrix<'_>, title: &str, remarks: &[String]) -> Self {
        let (rows, columns) = (matrix.from.len() as f64, matrix.to.len() as f64);
        let wide = matrix.to.len() <= FEW;
        let least = width(FIGURE, TEXT);
        let step = if wide {
            [width(matrix.to.letters(), TEXT).max(least) + GAP, (600.0 / rows).clamp(14.0, 28.0)]
        } else {
            [(900.0 / columns).clamp(14.0, 28.0), (900.0 / rows).clamp(14.0, 28.0)]
        };
        let names = if wide { TEXT + GAP } else { width(matrix.to.letters(), SMALL_TEXT) + GAP };
        let lines = (remarks.len() + 1) as f64 * LINE;
        let longest = remarks.iter().map(|remark| width(remark.chars().count(), TEXT)).fold(0.0, f64::max);
        Self {
            wide,
            step,
            origin: [MARGIN + width(matrix.from.letters(), TEXT) + GAP, MARGIN + TITLE + lines + GAP + names],
            text: if step[1] < TEXT + 4.0 { SMALL_TEXT } else { TEXT },
            head: longest.max(width(title.chars().count(), TITLE)),
        }
    }

    fn place(&self, [row, column]: [usize; 2]) -> [f64; 2] {
        [self.origin[0] + column as f64 * self.step[0], self.origin[1] + row as f64 * self.step[1]]
    }

    fn size(&self, matrix: &Matrix<'_>) -> [f64; 2] {
        let [right, bottom] = self.place([matrix.from.len(), matrix.to.len()]);
        let across = right + GAP + BAR + GAP + width(FIGURE, TEXT);
        let below = if self.wide { TEXT + GAP } else { width(FIGURE, SMALL_TEXT) + GAP };
        [across.max(MARGIN + self.head).max(LEAST_WIDTH) + MARGIN, bottom + below + MARGIN]
    }

    /// The names of who gives, and how much each gives in all.
    fn rows(&self, svg: &mut Svg, matrix: &Matrix<'_>) {
        let [right, _] = self.place([0, matrix.to.len()]);
        let most = matrix.from.totals.iter().copied().fold(0.0, f64::max);
        for (row, (name, &total)) in matrix.from.labels.iter().zip(&matrix.from.totals).enumerate() {
            let [left, top] = self.place([row, 0]);
            let base = self.base(top);
            svg.line("grid", [left, top], [right, top]);
            svg.text("ink end", [left - GAP / 2.0, base], self.text, name);
            let long = total / most * BAR;
            let air = self.step[1] * 0.2;
            svg.rect("under", [right + GAP, top + air], [long, self.step[1] - 2.0 * air]);
            svg.text("dim", [right + GAP + long + GAP / 2.0, base], self.text, &percent(total));
        }
        let [left, bottom] = self.place([matrix.from.len(), 0]);
        svg.line("grid", [left, bottom], [right, bottom]);
        svg.text("dim end", [left - GAP / 2.0, self.origin[1] - GAP / 2.0], SMALL_TEXT, "from \\ to");
        svg.text("dim", [right + GAP, self.origin[1] - GAP / 2.0], SMALL_TEXT, "gives");
        svg.text("dim end", [left - GAP / 2.0, bottom + GAP + 2.0], SMALL_TEXT, "gets");
    }

    /// The names of who gets, and how much each gets in all.
    fn columns(&self, svg: &mut Svg, matrix: &Matrix<'_>) {
        let [_, bottom] = self.place([matrix.from.len(), 0]);
        for (column, (name, &total)) in matrix.to.labels.iter().zip(&matrix.to.totals).enumerate() {
            let [left, top] = self.place([0, column]);
            let middle = left + self.step[0] / 2.0;
            svg.line("grid", [left, top], [left, bottom]);
            if self.wide {
                svg.text("ink middle", [middle, top - GAP / 2.0], TEXT, name);
                svg.text("dim middle", [middle, bottom + TEXT + 4.0], TEXT, &percent(total));
            } else {
                let middle = middle + SMALL_TEXT * 0.35;
                svg.upright("ink", [middle, top - GAP / 2.0], SMALL_TEXT, name);
                svg.upright("dim end", [middle, bottom + GAP / 2.0], SMALL_TEXT, &percent(total));
            }
        }
        let [right, top] = self.place([0, matrix.to.len()]);
        svg.line("grid", [right, top], [right, bottom]);
    }

    fn cells(&self, svg: &mut Svg, matrix: &Matrix<'_>) {
        let largest = matrix.largest();
        let strong = if self.wide { STRONG_UNDER_TEXT } else { STRONG };
        for (&[row, column], &part) in &matrix.cells {
            let [x, y] = self.place([row, column]);
            let [across, high] = self.step;
            let strength = FAINT + (strong - FAINT) * part / largest;
            let (from, to) = (&matrix.from.labels[row], &matrix.to.labels[column]);
            svg.group(&format!("{from} gives {to} {}", percent(part)), |svg| {
                svg.shade(strength, [x + 0.5, y + 0.5], [across - 1.0, high - 1.0]);
                if self.wide {
                    svg.text("ink middle", [x + across / 2.0, self.base(y)], self.text, &percent(part));
                }
            });
        }
    }

    /// Where a text stands in a row.
    fn base(&self, top: f64) -> f64 {
        top + self.step[1] / 2.0 + self.text * 0.35
    }
}

/// A part of the keys, for people.
fn percent(part: f64) -> String {
    let percent = part * 100.0;
    if percent >= 10.0 { format!("{percent:.2}%") } else { format!("{percent:.3}%") }
}

#[cfg(test)]
#[path = "flow_tests.rs"]
mod tests;
