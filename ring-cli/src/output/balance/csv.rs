//! A record for each node.

use std::fmt::Write as _;

use csv_core::Writer;

use super::{Against, Report, Row};
use crate::key_counts::Tally;
use crate::output::csv;

impl Report<'_> {
    pub(super) fn records(&self) -> String {
        let writer = csv::writer(b'\n');
        let mut text = b"node,zone,weight,vnodes,replicas,owned,share,fraction,target,ratio".to_vec();
        if self.tallies.is_some() {
            text.extend_from_slice(b",keys,count,bytes");
        }
        text.push(b'\n');
        for row in self.all() {
            row.record(&mut text, &writer, self.balance.rule().replicas());
        }
        String::from_utf8(text).expect("ids are UTF-8")
    }
}

impl Row<'_> {
    fn record(&self, text: &mut Vec<u8>, writer: &Writer, replicas: usize) {
        csv::field(text, writer, self.node.id().as_bytes());
        text.push(b',');
        csv::field(text, writer, self.node.zone().unwrap_or_default().as_bytes());
        let Against { share, target } = self.against;
        let ratio = self.against.ratio().map(|ratio| ratio.to_string()).unwrap_or_default();
        let mut rest = format!(
            ",{},{},{replicas},{},{},{share},{target},{ratio}",
            self.node.weight(),
            self.vnodes,
            self.owned,
            self.share
        );
        if let Some(Tally { keys, count, bytes }) = self.tally {
            write!(rest, ",{keys},{count},{bytes}").expect("memory does not fail");
        }
        text.extend_from_slice(rest.as_bytes());
        text.push(b'\n');
    }
}
