//! `ring-cli simulate`: several changes side by side, none of them made.

use std::fmt::Display;
use std::io::Write;

use vnode_ring::{Balance, Plan, Ring};

use crate::cli::{ReportFormat, SimulateArgs};
use crate::failure::Failure;
use crate::guard::Permille;
use crate::input;
use crate::nodes::{self, Loaded};
use crate::output::simulate::{self, Of, Outcome};
use crate::scenarios::{self, Scenario};
use crate::secret::Need;

pub(super) fn run(args: &SimulateArgs, out: &mut impl Write) -> Result<(), Failure> {
    let scenarios = scenarios(args)?;
    let loaded = Loaded::read(&args.nodes, &args.ring, Need::KeyCheck)?;
    let now = loaded.clone().compile(Need::KeyCheck)?;
    let mut outcomes = vec![outcome(args, Of::default(), [&now, &now], &[])?];
    for (place, scenario) in &scenarios {
        let at_place = |error: Failure| Failure::Input(format!("{place}: {error}"));
        let membership = scenario.flags.changes.make(&loaded.membership, loaded.limits).map_err(at_place)?;
        let mut changed = nodes::without_keys(&membership, loaded.limits, place)?;
        if let Some(band) = scenario.flags.calibrate {
            calibrate(args, &mut changed, band).map_err(at_place)?;
        }
        outcomes.extend(outcomes_of(args, scenario, &now, &changed).map_err(at_place)?);
    }
    let text = match args.format {
        ReportFormat::Text => simulate::text(&outcomes),
        ReportFormat::Json => outcomes.iter().map(|outcome| outcome.json().to_string() + "\n").collect(),
    };
    out.write_all(text.as_bytes()).map_err(Failure::output)
}

/// The scenarios of the file and of the flags, each with what errors call its place.
fn scenarios(args: &SimulateArgs) -> Result<Vec<(String, Scenario)>, Failure> {
    let mut scenarios = Vec::new();
    if let Some(path) = &args.scenarios {
        input::one_stdin([("--nodes", &*args.nodes), ("SCENARIOS", path)])?;
        let name = input::name_of(path);
        let lines = scenarios::parse(&input::read(path)?).map_err(|error| error.in_file(&name))?;
        scenarios.extend(lines.into_iter().map(|(line, scenario)| (format!("{name}:{line}"), scenario)));
    }
    for line in &args.scenario {
        let scenario = scenarios::parse_line(line)
            .map_err(|message| Failure::Input(format!("--scenario: {message}")))?
            .ok_or_else(|| Failure::Input("--scenario: nothing is to change".into()))?;
        scenarios.push(("--scenario".into(), scenario));
    }
    let deltas = scenarios.iter().flat_map(|(_, scenario)| scenario.flags.changes.deltas());
    let files = args.scenarios.iter().map(|path| ("SCENARIOS", &**path));
    let nodes = [("--nodes", &*args.nodes)];
    input::one_stdin(nodes.into_iter().chain(files).chain(deltas.map(|path| ("--delta", path))))?;
    Ok(scenarios)
}

fn calibrate(args: &SimulateArgs, ring: &mut Ring, band: Permille) -> Result<(), Failure> {
    let refused = |error: &dyn Display| Failure::Input(format!("--calibrate: {error}"));
    let calibration = super::calibrate::of(ring, args.rule.rule(), band).map_err(|error| refused(&error))?;
    let delta = calibration.into_delta();
    ring.apply(&delta).map(drop).map_err(|error| refused(&error))
}

/// What a scenario comes to, and each of its stages.
fn outcomes_of(
    args: &SimulateArgs,
    scenario: &Scenario,
    now: &Ring,
    changed: &Ring,
) -> Result<Vec<Outcome>, Failure> {
    let of = Of { scenario: Some(scenario.name.clone()), ..Of::default() };
    let Some(max_step) = scenario.flags.max_step else {
        return Ok(vec![outcome(args, of, [now, changed], &[])?]);
    };
    let stages = super::stage::between(now, changed, args.rule.rule(), max_step)?;
    let of = Of { stages: Some(stages.len()), ..of };
    let mut outcomes = Vec::new();
    let mut ring = now.clone();
    for (number, stage) in (1..).zip(stages.iter()) {
        let mut next = ring.clone();
        next.apply(&stage.delta).map_err(|error| Failure::Input(error.to_string()))?;
        outcomes.push(outcome(args, Of { stage: Some(number), ..of.clone() }, [&ring, &next], &[])?);
        ring = next;
    }
    let whole = outcome(args, of, [now, changed], &outcomes)?;
    outcomes.insert(0, whole);
    Ok(outcomes)
}

/// What a change moves, at once or in stages, and the balance after it.
fn outcome(
    args: &SimulateArgs,
    of: Of,
    [now, changed]: [&Ring; 2],
    stages: &[Outcome],
) -> Result<Outcome, Failure> {
    let rule = args.rule.rule();
    let plan = Plan::between(now, changed, rule).map_err(|error| Failure::Input(error.to_string()))?;
    let balance = Balance::of(changed, rule).map_err(|error| Failure::Input(error.to_string()))?;
    let mut summary = plan.summary();
    if !stages.is_empty() {
        summary.moved = stages.iter().map(|stage| stage.moved).sum();
        summary.ranges = stages.iter().map(|stage| stage.ranges).sum();
    }
    Ok(Outcome::new(of, &summary, changed, &balance))
}
