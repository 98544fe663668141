//! Server files of libketama, `ketama.servers`: an address and a weight a line, mostly megabytes of memory.
//!
//! The id of a server is its address, with port 11211 where none is stated. Such a file is a plain node file too, of the
//! same nodes, and is read as one unless its format is stated. `#` starts a comment line.

use super::plain::is_blank;
use super::server::{Address, MEMCACHED_PORT, Server};
use super::{Got, InputError, NodeFile};

pub(super) fn parse(text: &str) -> Result<NodeFile, InputError> {
    let mut file = NodeFile::default();
    for (line, content) in (1..).zip(text.lines()) {
        let content = content.trim_matches(is_blank);
        if content.is_empty() || content.starts_with('#') {
            continue;
        }
        let mut words = content.split(is_blank).filter(|word| !word.is_empty());
        let (Some(place), Some(weight), None) = (words.next(), words.next(), words.next()) else {
            let message = format!("a line must be an address and a weight ({})", Got(content));
            return Err(InputError::new(line, message));
        };
        let address = Address::of_host(line, place, Some(MEMCACHED_PORT))?;
        let fields = Server { line, name: None, address }.fields()?.set("weight", weight)?;
        file.entries.push(fields.finish());
    }
    Ok(file)
}
