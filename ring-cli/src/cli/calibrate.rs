//! `ring-cli calibrate`

use std::fmt;
use std::path::PathBuf;
use std::str::FromStr;

use clap::Args;
use vnode_ring::MILLIONTHS;

use super::{ReportFormat, RingArgs, RuleArgs};
use crate::shown::Got;

/// `ring-cli calibrate`
#[derive(Args, Debug)]
#[command(after_help = "\
Works out how many vnodes each node should state so that its share meets its weight, with -k 3 the share that it holds
as any of three replicas. Nothing but the delta is written; apply --delta makes the change. Figures are exact, and every
machine comes to the same counts.

With --band 5% only nodes that have 5 % more or less than their share are touched, and only until they are inside: that
moves less. A ring that is inside gets an empty delta.

Examples:
  ring-cli calibrate nodes.txt
  ring-cli calibrate ring.snapshot -k 3 --zones spread --band 5% -o change.delta
  ring-cli calibrate ring.snapshot --plot calibrate.svg")]
pub struct CalibrateArgs {
    /// The node file, snapshot or image; `-` is standard input
    pub nodes: PathBuf,
    /// How many replicas.
    #[command(flatten)]
    pub rule: RuleArgs<1>,
    /// How much more or less than its share a node may have, as a percentage
    #[arg(long, value_name = "PERCENT", default_value = "0%")]
    pub band: Band,
    /// Where the delta goes, for apply --delta; `-` is standard output, and then nothing else is printed
    #[arg(short, long, value_name = "FILE")]
    pub output: Option<PathBuf>,
    /// Draw the shares before and after to an SVG file; `-` is standard output, and then nothing else is printed
    #[arg(long, value_name = "FILE")]
    pub plot: Option<PathBuf>,
    /// How to print what is changed
    #[arg(long, value_name = "FORMAT", default_value = "text")]
    pub format: ReportFormat,
    /// What is said about the ring.
    #[command(flatten)]
    pub ring: RingArgs,
}

/// A part of a share in millionths, read and shown as percent with at most four decimals.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Band(u32);

/// Millionths in a percent, and their decimals.
const PERCENT: u32 = MILLIONTHS / 100;
const DECIMALS: usize = 4;

impl Band {
    /// In millionths.
    #[must_use]
    pub const fn millionths(self) -> u32 {
        self.0
    }
}

impl FromStr for Band {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        let refused = || format!("a band is 0% to 100%, with at most {DECIMALS} decimals ({})", Got(text));
        let number = text.strip_suffix('%').unwrap_or(text);
        let (whole, part) = number.split_once('.').unwrap_or((number, "0"));
        let digits = |text: &str, most| {
            (1..=most).contains(&text.len()) && text.bytes().all(|byte| byte.is_ascii_digit())
        };
        if !digits(whole, 3) || !digits(part, DECIMALS) {
            return Err(refused());
        }
        let millionths: u32 = format!("{whole}{part:0<DECIMALS$}").parse().map_err(|_| refused())?;
        if millionths > MILLIONTHS { Err(refused()) } else { Ok(Self(millionths)) }
    }
}

impl fmt::Display for Band {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let part = format!("{:0DECIMALS$}", self.0 % PERCENT);
        match part.trim_end_matches('0') {
            "" => write!(f, "{}%", self.0 / PERCENT),
            part => write!(f, "{}.{part}%", self.0 / PERCENT),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_band_is_read_exactly() {
        for (text, millionths, shown) in [
            ("5%", 50_000, "5%"),
            ("0", 0, "0%"),
            ("0.5", 5_000, "0.5%"),
            ("2.5000%", 25_000, "2.5%"),
            ("0.0001%", 1, "0.0001%"),
            ("100%", 1_000_000, "100%"),
        ] {
            let band: Band = text.parse().unwrap();
            assert_eq!((band.millionths(), band.to_string().as_str()), (millionths, shown));
        }
        for text in ["", "%", "5%%", "-1", "+5", "101%", "100.0001", "1.", ".5", "0.00001", "5e0", "1000"] {
            assert!(text.parse::<Band>().is_err(), "{text:?}");
        }
        assert_eq!(
            "x".parse::<Band>().unwrap_err(),
            "a band is 0% to 100%, with at most 4 decimals (got \"x\")"
        );
    }
}
