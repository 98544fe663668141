//! Columns for people: texts to the left, numbers to the right.

use std::fmt::Write as _;

/// Wider cells push the rest of their line.
const WIDEST: usize = 48;
const GAP: &str = "  ";

/// Lines of cells.
pub(crate) struct Table {
    lines: Vec<Vec<String>>,
    /// How many columns are texts before those that are numbers; columns without a name are texts too.
    texts: usize,
}

impl Table {
    /// The first column is text, as are those without a name; the others are numbers.
    pub(crate) fn new(names: &[&str]) -> Self {
        Self { lines: vec![names.iter().map(|&name| name.into()).collect()], texts: 1 }
    }

    /// So many of the first columns are texts.
    pub(crate) fn with_texts(self, texts: usize) -> Self {
        Self { texts, ..self }
    }

    /// Adds a line of as many cells as there are names.
    pub(crate) fn add(&mut self, cells: Vec<String>) {
        self.lines.push(cells);
    }

    pub(crate) fn text(&self) -> String {
        let columns = self.lines[0].len();
        let widths: Vec<usize> = (0..columns)
            .map(|column| self.lines.iter().map(|line| width(&line[column])).max().unwrap_or(0))
            .collect();
        let mut text = String::new();
        for cells in &self.lines {
            let mut line = String::new();
            for ((column, cell), width) in cells.iter().enumerate().zip(&widths) {
                if column > 0 {
                    line.push_str(GAP);
                }
                let is_text = column < self.texts || self.lines[0][column].is_empty();
                if is_text { write!(line, "{cell:<width$}") } else { write!(line, "{cell:>width$}") }
                    .expect("memory does not fail");
            }
            text.push_str(line.trim_end());
            text.push('\n');
        }
        text
    }
}

fn width(cell: &str) -> usize {
    cell.chars().count().min(WIDEST)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn columns_are_as_wide_as_they_must_be() {
        let mut table = Table::new(&["node", "share", ""]);
        table.add(["a", "5%", "##"].map(String::from).to_vec());
        table.add(["cache-b", "100%", ""].map(String::from).to_vec());
        table.add(["x".repeat(50), "1%".into(), "#".into()].to_vec());
        let pad = " ".repeat(41);
        assert_eq!(
            table.text(),
            format!(
                "node   {pad}  share\na      {pad}     5%  ##\ncache-b{pad}   100%\n{}     1%  #\n",
                "x".repeat(50)
            )
        );
    }
}
