//! What a call through the C ABI costs: the functions of `libvnode_ring`, loaded as a C program would load them, beside
//! those of the Rust library, by turns in one process.
//!
//! Builds the library first, so that both are of the same sources. A timing is never an error.

use std::cell::RefCell;
use std::env;
use std::error::Error;
use std::ffi::c_void;
use std::hint::black_box;
use std::process::Command;
use std::time::Duration;

use clap::Parser;
use libloading::Library;
use ring_benches::clock::Clock;
use ring_benches::peers::Ours;
use ring_benches::report::Spread;
use ring_benches::rounds::{rounds, spread};
use ring_benches::turns::{CHUNK, lookups};
use ring_benches::{Shape, key_text, keys};
use vnode_ring::{NodeIndex, Ring, ZoneRule};

const SHAPES: [Shape; 2] = [Shape::new(100, 160), Shape::new(1000, 1000)];
/// Keys of one call of a batch.
const BATCH: usize = 256;
const REPLICAS: usize = 3;
/// Keys whose answers are compared first.
const VERIFIED: usize = 100_000;

/// Measures the C functions against the Rust ones.
#[derive(Parser)]
struct Args {
    /// Seconds for each shape.
    #[arg(long, default_value_t = 20)]
    seconds: u64,
}

/// What is aimed at.
enum Target {
    /// At most so many nanoseconds more.
    More(f64),
    /// At most so many times as long.
    Times(f64),
}

/// A C function and the Rust one that it is held against, by the numbers of their turns.
struct Pair {
    what: &'static str,
    rust: usize,
    c: usize,
    target: Option<Target>,
}

const PAIRS: [Pair; 5] = [
    Pair { what: "lookup", rust: 0, c: 1, target: Some(Target::More(3.0)) },
    Pair { what: "lookup that waits for the one before", rust: 7, c: 8, target: Some(Target::More(3.0)) },
    Pair { what: "batch of 256", rust: 2, c: 3, target: Some(Target::Times(1.2)) },
    Pair { what: "packed batch of 256", rust: 2, c: 4, target: Some(Target::Times(1.2)) },
    Pair { what: "3 replicas", rust: 5, c: 6, target: None },
];
const TURNS: usize = 9;

type FromSnapshot =
    unsafe extern "C" fn(*const c_void, usize, *const c_void, *mut c_void, *mut *mut c_void) -> i32;
type Free = unsafe extern "C" fn(*mut c_void);
type Lookup = unsafe extern "C" fn(*const c_void, *const u8, usize, *mut u32) -> i32;
type LookupBatch =
    unsafe extern "C" fn(*const c_void, *const *const u8, *const usize, usize, *mut u32) -> i32;
type LookupPacked =
    unsafe extern "C" fn(*const c_void, *const u8, usize, *const usize, usize, *mut u32) -> i32;
type Replicas = unsafe extern "C" fn(
    *const c_void,
    *const u8,
    usize,
    u32,
    *const u64,
    usize,
    *mut u32,
    usize,
    *mut usize,
    *mut i32,
) -> i32;

/// The functions of the library, and a ring.
struct C {
    ring: *mut c_void,
    free: Free,
    lookup: Lookup,
    batch: LookupBatch,
    packed: LookupPacked,
    replicas: Replicas,
}

fn main() -> Result<(), Box<dyn Error>> {
    let args = Args::parse();
    let library = library()?;
    let (text, clock) = (key_text(), Clock::new());
    let keys = keys(&text);
    println!("Nanoseconds a key; medians over rounds, 20th and 80th percentile.\n");
    println!("| what | ring | Rust ns | C ns | ns more | times as long | target | |");
    println!("|---|---|---|---|---|---|---|---|");
    for shape in SHAPES {
        let ours = Ours::new(shape);
        let c = C::new(&library, &ours)?;
        verify(&ours, &c, &keys[..VERIFIED])?;
        let times = rounds(Duration::from_secs(args.seconds), round_of(&ours, &c, &clock, &keys, shape));
        for pair in PAIRS {
            print(&pair, shape, &times);
        }
    }
    Ok(())
}

/// Builds and opens the library, beside this program.
fn library() -> Result<Library, Box<dyn Error>> {
    let cargo = env::var_os("CARGO").unwrap_or_else(|| "cargo".into());
    let mut build = Command::new(cargo);
    build
        .args(["build", "--release", "--quiet", "-p", "vnode-ring-c"])
        .current_dir(env!("CARGO_MANIFEST_DIR"));
    if !build.status()?.success() {
        return Err("cargo build --release -p vnode-ring-c failed".into());
    }
    let path = env::current_exe()?.with_file_name(libloading::library_filename("vnode_ring"));
    // SAFETY: it was just built, and does nothing when it is loaded.
    Ok(unsafe { Library::new(path) }?)
}

impl C {
    fn new(library: &Library, ours: &Ours) -> Result<Self, Box<dyn Error>> {
        // SAFETY: the types are those of the header.
        let (from_snapshot, mut c) = unsafe {
            let from_snapshot = *library.get::<FromSnapshot>(b"vnode_ring_from_snapshot")?;
            let c = Self {
                ring: std::ptr::null_mut(),
                free: *library.get(b"vnode_ring_free")?,
                lookup: *library.get(b"vnode_ring_lookup")?,
                batch: *library.get(b"vnode_ring_lookup_batch")?,
                packed: *library.get(b"vnode_ring_lookup_packed")?,
                replicas: *library.get(b"vnode_ring_replicas")?,
            };
            (from_snapshot, c)
        };
        let snapshot = ours.0.membership().to_snapshot();
        let (options, error) = (std::ptr::null(), std::ptr::null_mut());
        // SAFETY: the snapshot is as long as it is, and the place is there.
        let status = unsafe {
            from_snapshot(snapshot.as_ptr().cast(), snapshot.len(), options, error, &raw mut c.ring)
        };
        if status == 0 { Ok(c) } else { Err(format!("no ring of a snapshot: status {status}").into()) }
    }

    #[inline]
    fn owner(&self, key: &str) -> u32 {
        let mut slot = u32::MAX;
        // SAFETY: the key is as long as it is.
        unsafe { (self.lookup)(self.ring, key.as_ptr(), key.len(), &raw mut slot) };
        slot
    }

    fn batch(&self, keys: &[*const u8], lengths: &[usize], slots: &mut [u32]) {
        // SAFETY: there are as many of each.
        unsafe { (self.batch)(self.ring, keys.as_ptr(), lengths.as_ptr(), slots.len(), slots.as_mut_ptr()) };
    }

    fn packed(&self, bytes: &[u8], offsets: &[usize], slots: &mut [u32]) {
        let (at, length) = (bytes.as_ptr(), bytes.len());
        // SAFETY: there is one offset more than slots.
        unsafe { (self.packed)(self.ring, at, length, offsets.as_ptr(), slots.len(), slots.as_mut_ptr()) };
    }

    #[inline]
    fn replicas(&self, key: &str) -> [u32; REPLICAS] {
        let (mut slots, mut count) = ([u32::MAX; REPLICAS], 0);
        let (none, shortage) = (std::ptr::null(), std::ptr::null_mut());
        let (at, length, place) = (key.as_ptr(), key.len(), slots.as_mut_ptr());
        // SAFETY: the key and the slots are as long as they are.
        unsafe {
            (self.replicas)(self.ring, at, length, 0, none, 0, place, REPLICAS, &raw mut count, shortage);
        }
        slots
    }
}

impl Drop for C {
    fn drop(&mut self) {
        // SAFETY: it was made by the library, and this is the only time.
        unsafe { (self.free)(self.ring) };
    }
}

/// A chunk of keys as C has them: pointers and lengths, or one buffer and offsets into it.
#[derive(Default)]
struct Arrays {
    pointers: Vec<*const u8>,
    lengths: Vec<usize>,
    bytes: Vec<u8>,
    offsets: Vec<usize>,
}

impl Arrays {
    fn fill(&mut self, keys: &[&str]) {
        self.pointers.clear();
        self.pointers.extend(keys.iter().map(|key| key.as_ptr()));
        self.lengths.clear();
        self.lengths.extend(keys.iter().map(|key| key.len()));
        self.bytes.clear();
        self.offsets.clear();
        for key in keys {
            self.offsets.push(self.bytes.len());
            self.bytes.extend(key.as_bytes());
        }
        self.offsets.push(self.bytes.len());
    }

    fn batches(&self, c: &C, slots: &mut [u32]) {
        let keys = self.pointers.chunks(BATCH).zip(self.lengths.chunks(BATCH));
        for ((keys, lengths), slots) in keys.zip(slots.chunks_mut(BATCH)) {
            c.batch(keys, lengths, slots);
        }
    }

    fn packed(&self, c: &C, slots: &mut [u32]) {
        for (slots, first) in slots.chunks_mut(BATCH).zip((0..).step_by(BATCH)) {
            c.packed(&self.bytes, &self.offsets[first..=first + slots.len()], slots);
        }
    }
}

/// One round after the other, each beginning with another turn; nanoseconds a key.
fn round_of<'a>(
    ours: &'a Ours,
    c: &'a C,
    clock: &'a Clock,
    keys: &'a [&'a str],
    shape: Shape,
) -> impl FnMut(usize) -> [f64; TURNS] + 'a {
    let ring = &ours.0;
    let arrays = RefCell::new(Arrays::default());
    let (mut owners, mut slots) = (vec![NodeIndex::default(); CHUNK], vec![u32::MAX; CHUNK]);
    move |round| {
        let unchanged = |_: &[&str]| ();
        let fill = |keys: &[&str]| arrays.borrow_mut().fill(keys);
        let mut times = [0.0; TURNS];
        for offset in 0..TURNS {
            let number = (round + offset) % TURNS;
            times[number] = match number {
                0 => lookups(clock, keys, shape, round, unchanged, |keys| {
                    keys.iter().fold(0, |sum, key| sum + u64::from(owner(ring, key)))
                }),
                1 => lookups(clock, keys, shape, round, unchanged, |keys| {
                    keys.iter().fold(0, |sum, key| sum + u64::from(c.owner(key)))
                }),
                2 => lookups(clock, keys, shape, round, unchanged, |keys| {
                    for (keys, owners) in keys.chunks(BATCH).zip(owners.chunks_mut(BATCH)) {
                        ring.lookup_batch(keys, owners);
                    }
                    owners.len() as u64
                }),
                3 => lookups(clock, keys, shape, round, fill, |_| {
                    arrays.borrow().batches(c, &mut slots);
                    slots.len() as u64
                }),
                4 => lookups(clock, keys, shape, round, fill, |_| {
                    arrays.borrow().packed(c, &mut slots);
                    slots.len() as u64
                }),
                5 => lookups(clock, keys, shape, round, unchanged, |keys| {
                    keys.iter().fold(0, |sum, key| sum + u64::from(replicas(ring, key)[REPLICAS - 1]))
                }),
                6 => lookups(clock, keys, shape, round, unchanged, |keys| {
                    keys.iter().fold(0, |sum, key| sum + u64::from(c.replicas(key)[REPLICAS - 1]))
                }),
                7 => lookups(clock, keys, shape, round, unchanged, |keys| {
                    one_after_the_other(keys, |key| owner(ring, key))
                }),
                _ => lookups(clock, keys, shape, round, unchanged, |keys| {
                    one_after_the_other(keys, |key| c.owner(key))
                }),
            };
        }
        times
    }
}

/// Looks keys up so that the processor cannot begin with the next one before it has the owner of this one: the time that
/// a program waits for one owner. Without that lookups overlap, the more of them the fewer instructions each has.
#[inline]
fn one_after_the_other(keys: &[&str], owner: impl Fn(&str) -> u32) -> u64 {
    let nothing = black_box(0);
    (0..keys.len()).fold(0, |before, number| owner(keys[number + (before & nothing) as usize])).into()
}

fn owner(ring: &Ring, key: &str) -> u32 {
    ring.lookup(key).map_or(u32::MAX, |node| node.index().into())
}

fn replicas(ring: &Ring, key: &str) -> [u32; REPLICAS] {
    let mut nodes = [NodeIndex::default(); REPLICAS];
    let placed = ring.replicas_into(key, ZoneRule::Any, &mut nodes);
    assert_eq!(placed.nodes, REPLICAS);
    nodes.map(u32::from)
}

/// C answers as Rust does, in each way.
fn verify(ours: &Ours, c: &C, keys: &[&str]) -> Result<(), Box<dyn Error>> {
    let ring = &ours.0;
    let mut arrays = Arrays::default();
    let mut slots = [vec![u32::MAX; CHUNK], vec![u32::MAX; CHUNK]];
    for keys in keys.chunks_exact(CHUNK) {
        arrays.fill(keys);
        arrays.batches(c, &mut slots[0]);
        arrays.packed(c, &mut slots[1]);
        for (number, key) in keys.iter().enumerate() {
            let expected = owner(ring, key);
            if [c.owner(key), slots[0][number], slots[1][number]] != [expected; 3]
                || c.replicas(key) != replicas(ring, key)
            {
                return Err(format!("wrong answer for {key}").into());
            }
        }
    }
    Ok(())
}

fn print(pair: &Pair, shape: Shape, times: &[[f64; TURNS]]) {
    let of = |figure: fn(f64, f64) -> f64| spread(times.iter().map(|it| figure(it[pair.c], it[pair.rust])));
    let [rust, c, more, ratio] =
        [of(|_, rust| rust), of(|c, _| c), of(|c, rust| c - rust), of(|c, rust| c / rust)];
    let show = |Spread { p20, p50, p80 }: Spread| format!("{p50:.2} ({p20:.2} to {p80:.2})");
    let (aim, met) = match pair.target {
        None => (String::new(), true),
        Some(Target::More(most)) => (format!("{most} ns more"), more.p50 <= most),
        Some(Target::Times(most)) => (format!("{most} times"), ratio.p50 <= most),
    };
    let verdict = if met { "ok" } else { "missed" };
    let (more, ratio) = (show(more), show(ratio));
    let Pair { what, .. } = pair;
    println!("| {what} | {shape} | {:.1} | {:.1} | {more} | {ratio} | {aim} | {verdict} |", rust.p50, c.p50);
}
