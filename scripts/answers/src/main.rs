//! Prints what must be the same on every machine.

fn main() {
    print!("{}", ring_portability::text());
}
