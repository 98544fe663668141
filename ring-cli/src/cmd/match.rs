//! `ring-cli match`: the owner of each key.

use std::io::Write;

use crate::asked::Asked;
use crate::cli::MatchArgs;
use crate::failure::Failure;
use crate::nodes;
use crate::output::{self, Format};

pub(super) fn run(args: &MatchArgs, out: &mut impl Write) -> Result<(), Failure> {
    let asked = Asked::of(&args.keys, &args.ring.nodes)?;
    let ring = nodes::load_serving(&args.ring)?;
    let owner = |key: &[u8]| ring.lookup(key).expect("the ring has vnodes");

    if let (Some(key), Format::Text) = (asked.only(), args.format) {
        let answer = [owner(key).id().as_bytes(), &[asked.terminator]].concat();
        return out.write_all(&answer).map_err(Failure::output);
    }
    let answers = output::answers(args.format, &ring, asked.terminator);
    let mut head = Vec::new();
    answers.begin(&mut head);
    asked.answer(out, head, |buffer, key| answers.answer(buffer, key, owner(key).index()))
}
