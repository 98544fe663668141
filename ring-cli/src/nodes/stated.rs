//! The config: what flags and file state.

use vnode_ring::{Config, KeyHash, Placement, Secret};

use crate::cli::RingArgs;
use crate::failure::Failure;
use crate::input::{RingParameters, Stated};
use crate::secret::{self, Need};

/// Flags and file must not say different things. `place` is where the file states its parameters.
pub(super) fn config(
    args: &RingArgs,
    stated: &RingParameters,
    place: &str,
    need: Need,
) -> Result<(Config, Option<Secret>), Failure> {
    let placement = |placement: Option<Placement>| placement.map(Placement::name);
    agreed("placement", placement(args.placement), placement(stated.placement), place)?;
    let key_hash = |hash: Option<KeyHash>| hash.map(KeyHash::name);
    agreed("key-hash", key_hash(args.key_hash), key_hash(stated.key_hash), place)?;
    let both = RingParameters {
        placement: args.placement.or(stated.placement),
        key_hash: args.key_hash.or(stated.key_hash),
        hash_tag: agreed("hash-tag", args.hash_tag, stated.hash_tag, place)?,
        seed: agreed("seed", args.seed, stated.seed, place)?,
        vnodes: agreed("vnodes", args.vnodes, stated.vnodes, place)?,
        ..*stated
    };
    let mut config = both.config();
    let secret = secret::of(args, stated, config.key_hash(), place, need)?;
    let key_check = secret.as_ref().map(Secret::key_check).or(stated.key_check);
    if let Some(key_check) = key_check {
        config = config.with_key_check(key_check);
    }
    Ok((config, secret))
}

/// What the configuration of another program states, where it holds. A flag that names another placement, and not that
/// of another version of the program, makes another ring of the same servers.
pub(super) fn wanted(args: &RingArgs, stated: &Stated) -> Option<Stated> {
    args.placement.map_or_else(|| Some(stated.clone()), |placement| stated.with_placement(placement.name()))
}

fn agreed<T: Copy + PartialEq + std::fmt::Display>(
    name: &str,
    flag: Option<T>,
    stated: Option<T>,
    place: &str,
) -> Result<Option<T>, Failure> {
    match (flag, stated) {
        (Some(flag), Some(stated)) if flag != stated => Err(Failure::Input(format!(
            "--{name} {flag} contradicts {place}, which states {name}={stated}; drop one"
        ))),
        _ => Ok(flag.or(stated)),
    }
}
