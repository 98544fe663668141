//! `ring-cli convert`: the nodes in another format.

use std::io::Write;

use crate::cli::ConvertArgs;
use crate::convert;
use crate::failure::{self, Failure};
use crate::nodes::Loaded;
use crate::secret::Need;

pub(super) fn run(args: &ConvertArgs, out: &mut impl Write) -> Result<(), Failure> {
    let Loaded { name, membership, .. } = Loaded::read(&args.nodes, &args.ring, Need::KeyCheck)?;
    let written = convert::write(&membership, args.to);
    let written = written.map_err(|message| Failure::Input(format!("{name}: {message}")))?;
    for remark in &written.remarks {
        failure::note(remark);
    }
    out.write_all(written.text.as_bytes()).map_err(Failure::output)
}
