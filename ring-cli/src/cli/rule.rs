//! The flags that say how many replicas keys have, and where.

use clap::Args;
use vnode_ring::{MAX_REPLICAS, ReplicaRule, ZoneRule};

/// How many replicas keys have; `DEFAULT` unless stated.
#[derive(Args, Clone, Copy, Debug)]
pub struct RuleArgs<const DEFAULT: usize> {
    // Not `default_value_t`, whose text is one for all values of DEFAULT.
    /// How many replicas each key has, the owner's included
    #[arg(short = 'k', long, value_name = "N", default_value = DEFAULT.to_string(), value_parser = replicas)]
    pub replicas: usize,
    /// How replicas spread over zones: any, spread (evenly), strict (one in each) or max=C (at most C in each)
    #[arg(long, value_name = "RULE", default_value_t = ZoneRule::Any)]
    pub zones: ZoneRule,
}

impl<const DEFAULT: usize> RuleArgs<DEFAULT> {
    /// Both in one.
    #[must_use]
    pub const fn rule(&self) -> ReplicaRule {
        ReplicaRule::new(self.replicas).with_zones(self.zones)
    }
}

fn replicas(text: &str) -> Result<usize, String> {
    let no_number = |_| format!("the number of replicas must be 1 to {MAX_REPLICAS}");
    let replicas = text.parse::<usize>().map_err(no_number)?;
    ReplicaRule::new(replicas).check().map_err(|error| error.to_string())?;
    Ok(replicas)
}

#[cfg(test)]
mod tests {
    use clap::Parser as _;

    use super::*;

    #[derive(Debug, clap::Parser)]
    struct Typed<const DEFAULT: usize> {
        #[command(flatten)]
        rule: RuleArgs<DEFAULT>,
    }

    #[test]
    fn commands_have_defaults_of_their_own() {
        assert_eq!(Typed::<3>::parse_from(["x"]).rule.rule(), ReplicaRule::new(3));
        assert_eq!(Typed::<1>::parse_from(["x"]).rule.rule(), ReplicaRule::new(1));
        let spread = Typed::<1>::parse_from(["x", "-k2", "--zones=spread"]).rule.rule();
        assert_eq!(spread, ReplicaRule::new(2).with_zones(ZoneRule::Spread));
    }
}
