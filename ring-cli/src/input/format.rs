//! The formats of node files.

use clap::ValueEnum;

/// The name of a node file format.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum Format {
    /// One node a line: the id, then the weight or name=value pairs
    Plain,
    /// An array of ids or objects, or an object with ring and nodes
    Json,
    /// Comma-separated values with a header that has id
    Csv,
    /// The upstream blocks of an nginx configuration
    Nginx,
    /// The backend and listen sections of an HAProxy configuration
    Haproxy,
    /// The pools of a twemproxy configuration, YAML
    Twemproxy,
    /// Servers with commas between, or a configuration string of libmemcached
    Libmemcached,
    /// An address and a weight a line, ketama.servers
    Ketama,
    /// A target file of Prometheus, JSON
    FileSd,
    /// EndpointSlices of Kubernetes, JSON
    EndpointSlices,
}

impl Format {
    /// All of them: this program's own, then those of others.
    pub const ALL: [Self; 10] = [
        Self::Plain,
        Self::Json,
        Self::Csv,
        Self::Nginx,
        Self::Haproxy,
        Self::Twemproxy,
        Self::Libmemcached,
        Self::Ketama,
        Self::FileSd,
        Self::EndpointSlices,
    ];

    /// What it is called on the command line.
    #[must_use]
    pub fn name(self) -> String {
        self.to_possible_value().map_or_else(String::new, |value| value.get_name().into())
    }

    /// Whether `ring-cli convert` prints it: not what only a cluster or its discovery writes.
    #[must_use]
    pub const fn is_written(self) -> bool {
        !matches!(self, Self::FileSd | Self::EndpointSlices)
    }
}
