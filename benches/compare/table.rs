//! The report for people.

use std::fmt::{self, Display, Formatter};

use ring_benches::report::{Memory, Report, Section, Target};

/// Shows a report.
pub(crate) struct Table<'a>(pub(crate) &'a Report);

impl Display for Table<'_> {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        let Report { machine, sections, memory, targets, seconds } = self.0;
        writeln!(
            f,
            "{}, {} threads, {}, commit {}",
            machine.cpu, machine.cores, machine.rustc, machine.commit
        )?;
        writeln!(f, "{}", machine.command)?;
        writeln!(f, "All take turns, round after round. p20, p50, p80: percentiles over the rounds.")?;
        sections.iter().try_for_each(|it| section(f, it))?;
        bytes(f, memory)?;
        judged(f, targets)?;
        writeln!(f, "\n{seconds} seconds")
    }
}

fn section(f: &mut Formatter<'_>, section: &Section) -> fmt::Result {
    let Section { operation, shape, vnodes, unit, baseline, rounds, figures, left_out } = section;
    writeln!(f, "\n{operation} {shape}: {vnodes} vnodes, {rounds} rounds")?;
    writeln!(
        f,
        "  {unit:<24}{:>10}{:>10}{:>10}{:>12}{:>9}{:>9}",
        "p20", "p50", "p80", "ratio p20", "p50", "p80"
    )?;
    for figure in figures {
        let (time, ratio) = (figure.time, figure.ratio);
        write!(f, "  {:<24}", figure.name)?;
        [time.p20, time.p50, time.p80].into_iter().try_for_each(|it| write!(f, "{:>10}", short(it)))?;
        writeln!(f, "{:>12.2}{:>9.2}{:>9.2}", ratio.p20, ratio.p50, ratio.p80)?;
    }
    writeln!(f, "  ratio: time by that of {baseline}")?;
    left_out.iter().try_for_each(|it| writeln!(f, "  left out: {}: {}", it.name, it.reason))
}

fn bytes(f: &mut Formatter<'_>, memory: &[Memory]) -> fmt::Result {
    writeln!(f, "\nbytes a vnode; of vnode-ring the table without its membership")?;
    writeln!(f, "  {:<26}{:<26}{:<20}{:>8}{:>8}", "", "state", "shape", "held", "peak")?;
    memory.iter().try_for_each(|Memory { name, state, shape, held, peak }| {
        writeln!(f, "  {name:<26}{state:<26}{shape:<20}{held:>8.2}{peak:>8.2}")
    })
}

fn judged(f: &mut Formatter<'_>, targets: &[Target]) -> fmt::Result {
    writeln!(f, "\n  {:<50}{:<46}{:>9}", "what", "measured", "target")?;
    targets.iter().try_for_each(|Target { what, measured, target, met }| {
        let verdict = if *met { "ok" } else { "missed" };
        writeln!(f, "  {what:<50}{measured:<46}{target:>9}  {verdict}")
    })?;
    let met = targets.iter().filter(|target| target.met).count();
    writeln!(f, "  {met} of {} targets; instructions a lookup: scripts/instructions", targets.len())
}

/// Three digits, or all before the point.
fn short(figure: f64) -> String {
    let decimals = if figure < 10.0 { 2 } else { usize::from(figure < 100.0) };
    format!("{figure:.decimals$}")
}
