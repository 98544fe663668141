//! `ring-cli diff`: what changes between two rings.

use std::io::Write;
use std::process::ExitCode;

use vnode_ring::{ChangeError, Config, Membership};

use crate::cli::{DiffArgs, ReportFormat};
use crate::durable;
use crate::failure::Failure;
use crate::input::{self, RingParameters};
use crate::nodes::Loaded;
use crate::output::changes;
use crate::secret::Need;

/// The exit code where the rings differ.
const DIFFERENT: u8 = 1;

pub(super) fn run(args: &DiffArgs, out: &mut impl Write) -> Result<ExitCode, Failure> {
    input::one_stdin([("OLD", &*args.old), ("NEW", &*args.new)])?;
    let [old, new] = Loaded::read_pair(&args.old, &args.new, &args.ring, Need::KeyCheck)?;
    let delta = old.membership.diff(&new.membership).map_err(|error| not_compared(&old, &new, &error))?;
    if let Some(output) = &args.output {
        durable::write(output, &delta.to_bytes(), out)?;
    }
    if !args.output.as_deref().is_some_and(durable::is_stdout) {
        let text = match args.format {
            ReportFormat::Text => changes::text(&delta),
            ReportFormat::Json => format!("{}\n", changes::json(&delta)),
        };
        out.write_all(text.as_bytes()).map_err(Failure::output)?;
    }
    Ok(if delta.is_empty() { ExitCode::SUCCESS } else { DIFFERENT.into() })
}

fn not_compared(old: &Loaded, new: &Loaded, error: &ChangeError) -> Failure {
    let message = match error {
        ChangeError::ConfigMismatch => format!(
            "no change leads from the config of {} to that of {}: {}",
            old.name,
            new.name,
            differences(&old.membership, &new.membership)
        ),
        _ => error.to_string(),
    };
    Failure::Input(message)
}

/// What is not the same in two configs: name, old value, new value.
fn differences(old: &Membership, new: &Membership) -> String {
    let values = |config: &Config| {
        let config = RingParameters::of(config);
        [
            ("placement", config.placement.map(|placement| placement.name().to_owned())),
            ("key-hash", config.key_hash.map(|key_hash| key_hash.name().to_owned())),
            ("key-check", config.key_check.map(|key_check| format!("0x{key_check:016x}"))),
            ("hash-tag", config.hash_tag.map(|hash_tag| hash_tag.to_string())),
            ("seed", config.seed.map(|seed| seed.to_string())),
            ("vnodes", config.vnodes.map(|vnodes| vnodes.to_string())),
        ]
    };
    let pairs = values(old.config()).into_iter().zip(values(new.config()));
    let different = pairs.filter(|((_, old), (_, new))| old != new);
    let shown = different.map(|((name, old), (_, new))| {
        let [old, new] = [old, new].map(|value| value.unwrap_or_else(|| "none".into()));
        format!("{name} {old} -> {new}")
    });
    shown.collect::<Vec<_>>().join(", ")
}
