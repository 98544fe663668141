//! What is aimed at, and whether this run reached it.

use ring_benches::Shape;
use ring_benches::peers::{OURS, Role};
use ring_benches::report::{Figure, Memory, Section, Spread, Target};

use crate::construct::{FULL_BUILD, GROWTH};
use crate::lookup::{IMAGE, LIMITS};
use crate::{CHURN, HUGE, LARGE, MANY_NODES, MEDIUM, SMALL};
use crate::{plan, preference};

/// See [`LOOKUPS`].
type Lookup = (Shape, Option<f64>, Option<f64>, f64, f64);

/// By shape: at least so many times as fast as the best peer and as the sorted array, at most so many times the limit,
/// one by one and in batches.
const LOOKUPS: [Lookup; 6] = [
    (SMALL, Some(5.0), Some(3.0), 1.9, 1.5),
    (Shape::new(100, 160), Some(7.0), Some(4.5), 1.8, 1.4),
    (Shape::new(100, 256), None, None, 1.8, 1.4),
    (MEDIUM, Some(9.0), Some(6.5), 1.8, 1.4),
    (LARGE, Some(5.0), Some(5.5), 2.0, 1.4),
    (HUGE, None, Some(5.5), 2.0, 1.4),
];

/// What the figures of a run say about each target.
pub(crate) struct Targets<'a> {
    pub(crate) sections: &'a [Section],
    pub(crate) memory: &'a [Memory],
    lines: Vec<Target>,
}

impl<'a> Targets<'a> {
    pub(crate) const fn new(sections: &'a [Section], memory: &'a [Memory]) -> Self {
        Self { sections, memory, lines: Vec::new() }
    }

    /// All lines. `list_allocations` is in no section.
    pub(crate) fn judge(mut self, list_allocations: u64) -> Vec<Target> {
        self.lookups();
        self.churn();
        self.growth_and_build();
        self.bytes();
        self.passes(list_allocations);
        self.lines
    }

    fn lookups(&mut self) {
        for (shape, peer, sorted, limit, batch_limit) in LOOKUPS {
            let Some(single) = self.section("lookup", shape) else { continue };
            if let Some(least) = peer {
                self.faster(&format!("lookup {shape}, best peer"), best_peer(single, 0), least);
            }
            if let Some(least) = sorted {
                self.faster(&format!("lookup {shape}, sorted Vec"), figure(single, "sorted-vec"), least);
            }
            self.slower(&format!("lookup {shape}, limit"), figure(single, LIMITS[0]), limit);
            if let Some(image) = figure(single, IMAGE) {
                let ratio = image.ratio;
                self.at_most(
                    format!("lookup {shape}, its image by the ring"),
                    &shown(ratio),
                    ratio.p50,
                    1.05,
                );
            }
            let Some(batch) = self.section("batch", shape) else { continue };
            if shape == LARGE {
                self.faster(&format!("batch {shape}, best peer"), best_peer(batch, 0), 10.0);
            }
            self.slower(&format!("batch {shape}, batched limit"), figure(batch, LIMITS[1]), batch_limit);
            if shape == HUGE {
                self.line(
                    format!("{shape} builds and answers"),
                    "every key checked".into(),
                    "exact".into(),
                    true,
                );
            }
        }
    }

    fn churn(&mut self) {
        for (operation, least) in [("remove", 8.0), ("add", 10.0)] {
            let [small, medium, large] = CHURN.map(|shape| self.section(operation, shape));
            let Some(medium) = medium else { continue };
            self.faster(&format!("{operation} {MEDIUM}, best peer"), best_peer(medium, 0), least);
            if let Some(large) = large {
                let [before, after] =
                    [medium, large].map(|section| figure(section, OURS).map_or(0.0, |ours| ours.time.p50));
                let what = format!("{operation} {LARGE} by {MEDIUM}");
                self.at_most(what, &times(after / before), after / before, 3.0);
            }
            if let Some(small) = small {
                self.slower(&format!("{operation} {SMALL}, best peer"), best_peer(small, 0), 2.0);
            }
        }
    }

    fn growth_and_build(&mut self) {
        if let Some(section) = self.section("growth", GROWTH[1]) {
            let what = format!("growth {} to {}, best peer", GROWTH[0], GROWTH[1]);
            self.faster(&what, best_peer(section, 0), 1.8);
        }
        let slowest = self.section("slowest-add", GROWTH[1]).and_then(|section| figure(section, FULL_BUILD));
        self.slower("slowest add of that growth, full build", slowest, 1.2);
        for shape in [MEDIUM, LARGE] {
            if let Some(section) = self.section("build", shape) {
                self.faster(&format!("build {shape}, best 64-bit peer"), best_peer(section, 64), 2.0);
            }
        }
    }

    fn bytes(&mut self) {
        for (shape, most) in [(MEDIUM, 8.5), (LARGE, 8.5), (MANY_NODES, 14.0)] {
            let name = shape.to_string();
            let of = |it: &&Memory| it.name == OURS && it.state == "built" && it.shape == name;
            let Some(&Memory { held, peak, .. }) = self.memory.iter().find(of) else { continue };
            self.at_most(format!("bytes a vnode {shape}"), &format!("{held:.2}"), held, most);
            self.at_most(format!("peak of a build {shape}, built"), &times(peak / held), peak / held, 1.1);
        }
        for state in ["growing", "nodes coming and going", "shrinking"] {
            let Some(memory) = self.memory.iter().find(|it| it.state == state) else { continue };
            let held = memory.held;
            self.at_most(format!("bytes a vnode, worst while {state}"), &format!("{held:.2}"), held, 13.0);
        }
    }

    fn passes(&mut self, list_allocations: u64) {
        for section in self.sections.iter().filter(|section| section.operation == "in-order") {
            let Some(ours) = figure(section, OURS) else { continue };
            self.at_most(
                format!("in order {}, ns a vnode", section.shape),
                &nanoseconds(ours),
                ours.time.p50,
                15.0,
            );
        }
        for memory in self.memory.iter().filter(|memory| memory.state.starts_with("in-order")) {
            let (what, peak) = (format!("in order {}, scratch bytes a vnode", memory.shape), memory.peak);
            self.at_most(what, &format!("{peak:.2}"), peak, 16.0);
        }
        for section in self.sections.iter().filter(|section| section.operation == "plan") {
            for (name, _, most) in plan::JOIN {
                let Some(ours) = figure(section, name) else { continue };
                let what = format!("plan {}, {name}, {}", section.shape, plan::PASS);
                self.line(what, shown(ours.ratio), format!("<= {most}x"), ours.ratio.p50 <= most);
            }
        }
        let list = self.section("preference", preference::SHAPE).and_then(|section| figure(section, OURS));
        if let Some(ours) = list {
            let what = format!("preference list of 3, {}, ns", preference::SHAPE);
            self.at_most(what, &nanoseconds(ours), ours.time.p50, 30.0);
        }
        let none = list_allocations == 0;
        self.line(
            "a million preference lists".into(),
            format!("{list_allocations} allocations"),
            "none".into(),
            none,
        );
    }

    fn section(&self, operation: &str, shape: Shape) -> Option<&'a Section> {
        let shape = shape.to_string();
        self.sections.iter().find(|section| section.operation == operation && section.shape == shape)
    }

    /// The other takes at least so many times as long.
    fn faster(&mut self, what: &str, other: Option<&Figure>, least: f64) {
        let Some(other) = other else { return };
        let measured = format!("{}, {}", shown(other.ratio), other.name);
        self.line(what.into(), measured, format!(">= {least}x"), other.ratio.p50 >= least);
    }

    /// We take at most so many times as long as the other.
    fn slower(&mut self, what: &str, other: Option<&Figure>, most: f64) {
        let Some(other) = other else { return };
        let ratio = other.ratio.inverse();
        self.line(
            what.into(),
            format!("{}, {}", shown(ratio), other.name),
            format!("<= {most}x"),
            ratio.p50 <= most,
        );
    }

    fn at_most(&mut self, what: String, measured: &str, figure: f64, most: f64) {
        self.line(what, measured.into(), format!("<= {most}"), figure <= most);
    }

    fn line(&mut self, what: String, measured: String, target: String, met: bool) {
        self.lines.push(Target { what, measured, target, met });
    }
}

fn figure<'a>(section: &'a Section, name: &str) -> Option<&'a Figure> {
    section.figures.iter().find(|figure| figure.name == name)
}

/// The fastest of the libraries whose positions have at least so many bits.
fn best_peer(section: &Section, bits: u32) -> Option<&Figure> {
    let peers = section.figures.iter().filter(|it| it.role == Role::Peer && it.position_bits >= bits);
    peers.min_by(|a, b| a.ratio.p50.total_cmp(&b.ratio.p50))
}

fn times(ratio: f64) -> String {
    format!("{ratio:.2}x")
}

fn shown(ratio: Spread) -> String {
    format!("{:.2}x ({:.2}..{:.2})", ratio.p50, ratio.p20, ratio.p80)
}

fn nanoseconds(figure: &Figure) -> String {
    format!("{:.1} ({:.1}..{:.1})", figure.time.p50, figure.time.p20, figure.time.p80)
}
