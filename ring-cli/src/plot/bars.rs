//! One bar for each node: its share against its target.
