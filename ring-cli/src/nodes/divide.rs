//! Weights that state something large, like megabytes, as smaller ones of the same proportions.

use std::num::NonZeroU32;

use crate::input::{Entry, InputError};
use crate::shown::Excerpt;

/// Divides all weights, exactly.
pub(super) fn weights(entries: &mut [Entry], divisor: NonZeroU32) -> Result<(), InputError> {
    let by = divisor.get();
    let stated = || entries.iter().map(|entry| entry.node.weight()).filter(|&weight| weight > 0);
    if let Some(entry) = entries.iter().find(|entry| entry.node.weight() % by != 0) {
        let (id, weight) = (Excerpt(entry.node.id()), entry.node.weight());
        let fix = match stated().fold(0, gcd) {
            1 => "no number above 1 divides all weights".into(),
            common => format!("the largest number that divides all weights is {common}"),
        };
        let message = format!("--divide-weights {by} does not divide weight {weight} of node {id}; {fix}");
        return Err(InputError { line: Some(entry.line), message });
    }
    for entry in entries {
        let node = entry.node.clone();
        entry.node = node.with_weight(entry.node.weight() / by);
    }
    Ok(())
}

fn gcd(a: u32, b: u32) -> u32 {
    if b == 0 { a } else { gcd(b, a % b) }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::input::parse;

    fn divided(file: &str, by: u32) -> Result<Vec<u32>, InputError> {
        let mut entries = parse(file.as_bytes(), None, None).unwrap().entries;
        weights(&mut entries, NonZeroU32::new(by).unwrap())?;
        Ok(entries.iter().map(|entry| entry.node.weight()).collect())
    }

    #[test]
    fn weights_are_divided_exactly_or_not_at_all() {
        assert_eq!(divided("a 600\nb 1500\nc 0\n", 300), Ok(vec![2, 5, 0]));
        assert_eq!(divided("a 600\n", 1), Ok(vec![600]));
        let error = divided("a 600\nb 1500\nc 0\n", 400).unwrap_err();
        assert_eq!(error.line, Some(1));
        assert!(
            error.message.ends_with("the largest number that divides all weights is 300"),
            "{}",
            error.message
        );
        let error = divided("a 600\nb 7\n", 600).unwrap_err();
        assert!(error.message.contains("weight 7 of node \"b\""), "{}", error.message);
    }
}
