//! Attributes whose names were likely meant to be names with a meaning: `wieght=0` drains nothing.

use std::collections::HashSet;

use ahash::RandomState;

use super::{Entry, InputError, Name};

/// Names with a meaning.
const KNOWN: [&str; 8] = ["id", "weight", "zone", "addr", "group", "vnodes", "positions", "placement"];
/// In shorter names a single edit makes another word: `id` and `ip`.
const MIN_EDITED: usize = 4;

/// The first such attribute.
pub(super) fn first(entries: &[Entry]) -> Option<InputError> {
    let mut seen: HashSet<&str, RandomState> = HashSet::default();
    let names = entries.iter().flat_map(|entry| entry.node.attributes().map(|(name, _)| (entry.line, name)));
    let mut fresh = names.filter(|&(_, name)| seen.insert(name));
    fresh.find_map(|(line, name)| {
        let known = meant(name)?;
        Some(InputError::new(line, format!("{} is taken as an attribute; did you mean {known}?", Name(name))))
    })
}

/// The name that was likely meant: it differs by case, by one edit or transposition, or is what messages call it.
fn meant(name: &str) -> Option<&'static str> {
    let lower = name.to_ascii_lowercase();
    let near = |known: &str| {
        lower == known
            || known.len() >= MIN_EDITED
                && lower.len().abs_diff(known.len()) <= 1
                && strsim::osa_distance(&lower, known) <= 1
    };
    if ["placement-id", "placement_id"].contains(&name) {
        return Some("placement");
    }
    if KNOWN.contains(&name) { None } else { KNOWN.into_iter().find(|known| near(known)) }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_one_slip_away_are_found_and_others_are_not() {
        for (name, known) in [
            ("wieght", "weight"),
            ("Weight", "weight"),
            ("WEIGTH", "weight"),
            ("weigh", "weight"),
            ("zones", "zone"),
            ("Zone", "zone"),
            ("ID", "id"),
            ("adr", "addr"),
            ("vnode", "vnodes"),
            ("placement-id", "placement"),
        ] {
            assert_eq!(meant(name), Some(known), "{name}");
        }
        for name in ["addr", "ip", "rack", "port", "address", "w", "", "wightt", "größe"] {
            assert_eq!(meant(name), None, "{name}");
        }
    }
}
