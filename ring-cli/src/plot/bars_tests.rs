use super::*;

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
    assert!(
        main.len() == 3 && main.iter().all(|&long| long > 50.0 && (long - main[0]).abs() < 0.1),
        "{main:?}"
    );
    for class in ["over", "under"] {
        assert!(lengths(&picture, class).iter().any(|&long| (long - main[0]).abs() < 0.1), "{class}");
    }
    for text in [">50.000%<", ">2.000<", ">&lt;c&gt;<"] {
        assert!(picture.contains(text), "{text} in {picture}");
    }
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
