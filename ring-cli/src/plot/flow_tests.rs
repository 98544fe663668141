use super::*;

fn all_to_all(givers: usize, takers: usize) -> Vec<(String, String, f64)> {
    let pairs = (0..givers).flat_map(|from| (0..takers).map(move |to| (from, to)));
    pairs
        .map(|(from, to)| {
            let part = (1 + (from * 7 + to * 3) % 11) as f64 / (12 * givers * takers) as f64;
            (format!("cache-{from:03}"), format!("store-{to:03}"), part)
        })
        .collect()
}

fn flows(pairs: &[(String, String, f64)]) -> Vec<Flow<'_>> {
    pairs.iter().map(|(from, to, part)| Flow { from: Some(from), to: Some(to), part: *part }).collect()
}

/// Writes pictures to look at where `PICTURES` names a folder.
fn drawn(name: &str, flows: &[Flow<'_>]) -> String {
    let picture = draw("Who gives to whom", &["9.5238% of the keys move".into()], flows);
    if let Some(folder) = std::env::var_os("PICTURES") {
        std::fs::write(std::path::Path::new(&folder).join(format!("{name}.svg")), &picture).unwrap();
    }
    picture
}

#[test]
fn every_pair_has_its_cell() {
    for (givers, takers) in [(3, 1), (1, 3), (3, 3), (100, 1), (1, 100), (20, 20), (100, 100)] {
        let pairs = all_to_all(givers, takers);
        let picture = drawn(&format!("flow-{givers}-{takers}"), &flows(&pairs));
        assert_eq!(picture.matches(" gives store-").count(), givers * takers);
        for (from, to, _) in pairs {
            assert!(picture.contains(&format!("<title>{from} gives {to} ")), "{from} {to}");
        }
    }
}

#[test]
fn beyond_a_hundred_the_least_stand_together() {
    let mut pairs = all_to_all(150, 1);
    pairs[149].2 = 0.5;
    let sum: f64 = pairs.iter().map(|(.., part)| part).sum();
    let flows = flows(&pairs);
    let matrix = Matrix::of(&flows);
    assert_eq!((matrix.from.len(), matrix.to.len()), (MOST, 1));
    assert_eq!(matrix.from.labels[MOST - 1], "(51 others)");
    assert_eq!(matrix.from.labels[MOST - 2], "cache-149");
    let kept = matrix.cells.iter().filter(|([row, _], _)| *row < MOST - 1).map(|(_, &part)| part);
    let least_kept = kept.fold(1.0, f64::min);
    let folded = pairs.iter().filter(|(from, ..)| !matrix.from.labels.contains(from));
    assert!(folded.map(|(.., part)| *part).fold(0.0, f64::max) <= least_kept);
    assert!((matrix.cells.values().sum::<f64>() - sum).abs() < 1e-9);
    drawn("flow-150-1", &flows);
}

#[test]
fn nobody_gives_and_gets_under_a_name_that_is_no_id() {
    let flows = [
        Flow { from: None, to: Some("a"), part: 0.25 },
        Flow { from: Some("(nobody)"), to: None, part: 0.5 },
        Flow { from: Some("b"), to: Some("a"), part: 0.0 },
    ];
    let matrix = Matrix::of(&flows);
    assert_eq!(matrix.from.labels, ["(nobody)", "(nobody)"]);
    assert_eq!(matrix.to.labels, ["(nobody)", "a"]);
    assert_eq!(matrix.cells.into_iter().collect::<Vec<_>>(), [([0, 1], 0.25), ([1, 0], 0.5)]);
    drawn("flow-nobody", &flows);
}

#[test]
fn a_picture_of_nothing_is_one() {
    assert!(drawn("flow-nothing", &[]).ends_with("</svg>\n"));
}
