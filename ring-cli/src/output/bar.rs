//! A share as a bar of letters, with a mark where it should end.

use std::cmp::Ordering;

/// How long the longest bar is.
const CELLS: usize = 24;
/// A cell that is filled by so many eighths.
const PART: [char; 8] = [' ', '▏', '▎', '▍', '▌', '▋', '▊', '▉'];
const FULL: char = '█';
const TARGET: char = '│';

/// The bar of a share where the longest bar is `most`.
#[expect(
    clippy::cast_possible_truncation,
    clippy::cast_sign_loss,
    reason = "parts of the longest bar are few"
)]
pub(crate) fn bar(share: f64, target: f64, most: f64) -> String {
    let long = |part: f64, cells: usize| {
        if most > 0.0 { (part / most * cells as f64).round() as usize } else { 0 }
    };
    let mark = long(target, CELLS);
    let (filled, marked) = (long(share, CELLS * PART.len()), mark * PART.len());
    // The mark is rounded more: a bar must not seem to pass it, or to fail to.
    let filled = match share.total_cmp(&target) {
        Ordering::Less => filled.min(marked),
        Ordering::Equal => marked,
        Ordering::Greater => filled.max(marked),
    };
    let mut bar = String::new();
    for cell in 0..=CELLS {
        if cell == mark {
            bar.push(TARGET);
        }
        let parts = filled.saturating_sub(cell * PART.len());
        bar.push(PART.get(parts).copied().unwrap_or(FULL));
    }
    bar.trim_end().into()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_bar_ends_where_its_share_does_and_its_target_is_marked() {
        assert_eq!(bar(1.0, 0.5, 1.0), "████████████│████████████");
        assert_eq!(bar(0.25, 0.5, 1.0), "██████      │");
        assert_eq!(bar(1.0 / 192.0, 1.0, 1.0), "▏                       │");
        assert_eq!(bar(0.5 + 7.0 / 192.0, 0.0, 1.0), "│████████████▉");
        for (share, target, passes) in [(0.249, 0.25, false), (0.25, 0.249, true), (0.25, 0.25, false)] {
            assert_eq!(bar(share, target, 0.26).ends_with('│'), !passes, "{share} of {target}");
        }
        assert_eq!(bar(0.0, 0.0, 0.0), "│");
        assert_eq!(bar(0.0, 0.0, 1.0), "│");
    }
}
