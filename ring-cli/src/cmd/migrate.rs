//! `ring-cli migrate`: from one placement to another, on which keys stand elsewhere.

use std::io::Write;

use vnode_ring::{Config, KeyHash, Migration, Ring, Secret};

use crate::cli::{MigrateArgs, ReportFormat, RingArgs};
use crate::failure::Failure;
use crate::input;
use crate::key_counts;
use crate::nodes::{Loaded, Source};
use crate::output::migrate::{KeySlices, Report};
use crate::secret::{self, Need};

/// The most slices that are listed one by one.
const MOST_SLICES: u32 = 10_000;

pub(super) fn run(args: &MigrateArgs, out: &mut impl Write) -> Result<(), Failure> {
    let keys = args.keys.as_deref().map(|keys| ("--keys", keys));
    input::one_stdin([("--nodes", &*args.nodes)].into_iter().chain(keys))?;
    if args.slices.get() > MOST_SLICES {
        return Err(Failure::Input(format!("--slices must be at most {MOST_SLICES} (got {})", args.slices)));
    }
    let [old, new] = rings(args)?;
    let migration = Migration::new(&old, &new);
    let cutoffs = cutoffs(migration, args.slices.get())?;
    let counted = args.keys.as_ref().map(|path| {
        let mut slices = KeySlices::new(args.slices.get() as usize);
        key_counts::read(path, |keys| {
            for key in keys {
                slices.read += *key;
                if migration.moves(key.key) {
                    let position = u128::from(new.key_position(key.key).0);
                    let slice = cutoffs.partition_point(|&cutoff| cutoff <= position);
                    slices.moved[slice] += *key;
                }
            }
            Ok(())
        })?;
        Ok(slices)
    });
    let report = Report {
        rings: [old.identity().to_string(), new.identity().to_string()],
        expected: (!old.config().places_keys_as(new.config())).then(|| migration.expected_moved()),
        keys: counted.transpose()?,
        cutoffs,
    };
    let text = match args.format {
        ReportFormat::Text => report.text(),
        ReportFormat::Json => report.json(),
    };
    out.write_all(text.as_bytes()).map_err(Failure::output)
}

/// The ring that there is, and the one to come.
fn rings(args: &MigrateArgs) -> Result<[Ring; 2], Failure> {
    let now = RingArgs { placement: args.from_placement.or(args.ring.placement), ..args.ring.clone() };
    let source = Source::read(&args.nodes)?;
    let secret = to_secret(args)?;
    let config = to_config(args, secret.as_ref());
    let new = source.load_as(&config, &RingArgs { secret_file: None, ..now.clone() })?;
    let new = Loaded { secret, ..new };
    let old = source.load(&now, Need::Secret)?;
    old.expect_fingerprint(&now)?;
    if old.membership.config().places_keys_as(&config) {
        let message = "keys stand where they stand on both rings: ring-cli plan says exactly what moves";
        crate::failure::note(&message);
    }
    let compile = |loaded: Loaded| {
        let ring = loaded.compile(Need::Secret)?;
        if ring.vnode_count() == 0 {
            return Err(Failure::NoOwner(
                "no node owns keys: the ring is empty, or every node is drained".into(),
            ));
        }
        Ok(ring)
    };
    Ok([compile(old)?, compile(new)?])
}

/// The secret of the ring to come, if that is keyed.
fn to_secret(args: &MigrateArgs) -> Result<Option<Secret>, Failure> {
    match (&args.to_secret_file, args.to_key_hash) {
        (Some(path), Some(KeyHash::SipHash13)) => secret::read("--to-secret-file", path).map(Some),
        (None, Some(KeyHash::SipHash13)) => {
            Err(Failure::Input("--to-key-hash siphash13 takes a secret; add --to-secret-file FILE".into()))
        }
        (Some(_), _) => Err(Failure::Input(
            "--to-secret-file: the key hash to come takes no secret; give --to-key-hash siphash13".into(),
        )),
        (None, _) => Ok(None),
    }
}

fn to_config(args: &MigrateArgs, secret: Option<&Secret>) -> Config {
    let config = Config::of_placement(args.to_placement);
    let config = args.to_key_hash.into_iter().fold(config, Config::with_key_hash);
    let config = secret.into_iter().fold(config, Config::with_secret);
    let config = args.to_hash_tag.into_iter().fold(config, Config::with_hash_tag);
    let config = args.to_seed.into_iter().fold(config, Config::with_seed);
    args.to_vnodes.into_iter().fold(config, |config, vnodes| config.with_vnodes_per_weight(vnodes.get()))
}

/// Where each slice ends.
fn cutoffs(migration: Migration<'_>, slices: u32) -> Result<Vec<u128>, Failure> {
    let end = |index| migration.slice(index, slices).map(|slice| slice.progress().1);
    (0..slices).map(end).collect::<Result<_, _>>().map_err(|error| Failure::Input(error.to_string()))
}
