//! What the configuration of another program says about how it places nodes and keys.

use super::{InputError, RingParameters};

/// Directives about placement, each with the line where it stands.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Stated {
    /// The group of nodes that they are about.
    pub group: Option<String>,
    /// Where the placement is stated.
    pub line: usize,
    /// The directive that states it.
    pub directive: String,
    /// Its name, if it has one.
    pub placement: Option<&'static str>,
    /// What the same directives are to other versions of the program, or with another option of its servers.
    pub others: &'static [&'static str],
    /// What gives keys their position, where the directives say more than the placement does.
    pub key_hash: Option<(usize, String)>,
    /// What marks the part of a key that counts.
    pub hash_tag: Option<(usize, String)>,
}

impl Stated {
    /// A placement, and nothing besides.
    pub(super) fn new(group: Option<&str>, line: usize, directive: impl Into<String>) -> Self {
        Self {
            group: group.map(Into::into),
            line,
            directive: directive.into(),
            placement: None,
            others: &[],
            key_hash: None,
            hash_tag: None,
        }
    }

    /// The directives as a version of the program takes them that has this placement, if there is one.
    #[must_use]
    pub fn with_placement(&self, placement: &'static str) -> Option<Self> {
        let is_one = self.placement == Some(placement) || self.others.contains(&placement);
        is_one.then(|| Self { placement: Some(placement), ..self.clone() })
    }

    /// The directives as parameters of a ring: the one place where they become such. What `@ring` takes is taken here.
    ///
    /// # Errors
    /// When the ring that they ask for is not known here.
    pub fn parameters(&self) -> Result<RingParameters, InputError> {
        let mut parameters = RingParameters::new(self.line);
        let Some(placement) = self.placement else {
            let message = format!("{} places keys in a way that no placement here has", self.directive);
            return Err(with_a_way_out(self.line, &message));
        };
        let placement = (self.line, "placement", placement);
        let key_hash = self.key_hash.as_ref().map(|(line, value)| (*line, "key-hash", value.as_str()));
        let hash_tag = self.hash_tag.as_ref().map(|(line, value)| (*line, "hash-tag", value.as_str()));
        for (line, name, value) in [Some(placement), key_hash, hash_tag].into_iter().flatten() {
            parameters.set(name, value).map_err(|error| {
                let message = format!("{} is {name}={value}: {}", self.directive, error.message);
                with_a_way_out(line, &message)
            })?;
        }
        Ok(parameters)
    }
}

fn with_a_way_out(line: usize, message: &str) -> InputError {
    let fix = "--placement native makes a ring of its own of these servers";
    InputError::new(line, format!("{message}; {fix}"))
}

#[cfg(test)]
mod tests {
    use vnode_ring::{KeyHash, Placement};

    use super::*;

    #[test]
    fn a_placement_of_another_version_takes_over_what_is_stated() {
        let key_hash = Some((3, "md5".into()));
        let stated = Stated {
            placement: Some("twemproxy"),
            others: &["nginx"],
            key_hash,
            ..Stated::new(None, 3, "hash-type consistent")
        };
        assert_eq!(stated.with_placement("twemproxy"), Some(stated.clone()));
        let other = stated.with_placement("nginx").unwrap().parameters().unwrap();
        assert_eq!(other.placement, Placement::from_name("nginx"));
        assert_eq!(other.key_hash, KeyHash::from_name("md5"));
        assert_eq!(stated.with_placement("native"), None);
    }

    #[test]
    fn nothing_that_is_stated_is_ignored() {
        let stated = |placement| Stated { placement, ..Stated::new(None, 3, "hash $key") };
        assert!(stated(Some("native")).parameters().is_ok());
        for stated in [
            stated(None),
            stated(Some("no-such-placement")),
            Stated { key_hash: Some((3, "no-such-hash".into())), ..stated(Some("native")) },
            Stated { hash_tag: Some((3, "no tag".into())), ..stated(Some("native")) },
        ] {
            let error = stated.parameters().unwrap_err();
            assert_eq!(error.line, Some(3));
            assert!(error.message.contains("--placement native"), "{}", error.message);
        }
    }
}
