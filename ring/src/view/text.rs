//! The text of a node in an image: canonical values, as `wire` writes them. What is not such a value is not there.

/// What is left of a text.
#[derive(Clone, Copy)]
pub(super) struct Text<'a>(pub(super) &'a [u8]);

/// What a text says of a node.
#[derive(Clone, Copy, Default)]
pub(super) struct Told<'a> {
    pub(super) placement_id: Option<&'a str>,
    pub(super) zone: Option<&'a str>,
    attributes: Option<Text<'a>>,
}

impl<'a> Text<'a> {
    /// A number in LEB128: none of a node has more than 32 bits.
    fn number(&mut self) -> Option<u32> {
        let mut number = 0;
        for shift in (0..u32::BITS).step_by(7) {
            let (&byte, rest) = self.0.split_first()?;
            self.0 = rest;
            number |= u32::from(byte & 0x7f) << shift;
            if byte < 0x80 {
                return Some(number);
            }
        }
        None
    }

    /// Passes over so many numbers, of any size.
    #[cfg(feature = "compat")]
    fn skip(&mut self, numbers: u32) -> Option<()> {
        for _ in 0..numbers {
            let end = self.0.iter().position(|&byte| byte < 0x80)?;
            self.0 = self.0.get(end + 1..)?;
        }
        Some(())
    }

    pub(super) fn text(&mut self) -> Option<&'a str> {
        let length = usize::try_from(self.number()?).ok()?;
        let (text, rest) = self.0.split_at_checked(length)?;
        self.0 = rest;
        core::str::from_utf8(text).ok()
    }

    /// Whether an option is there.
    fn is_there(&mut self) -> Option<bool> {
        self.number().map(|tag| tag > 0)
    }

    /// What follows the id.
    pub(super) fn told(&mut self) -> Option<Told<'a>> {
        let _weight = self.number()?;
        match self.number()? {
            0 => {}
            #[cfg(feature = "compat")]
            2 => {
                let positions = self.number()?;
                // Before them, if there are any, how many zero bits they end in.
                self.skip(positions.checked_add(u32::from(positions > 0))?)?;
            }
            _ => {
                self.number()?;
            }
        }
        let placement_id = if self.is_there()? { Some(self.text()?) } else { None };
        let zone = if self.is_there()? { Some(self.text()?) } else { None };
        let _attributes = self.number()?;
        Some(Told { placement_id, zone, attributes: Some(*self) })
    }
}

impl<'a> Told<'a> {
    pub(super) fn attributes(self) -> impl Iterator<Item = (&'a str, &'a str)> + Clone {
        let mut rest = self.attributes;
        core::iter::from_fn(move || {
            let text = rest.as_mut()?;
            Some((text.text()?, text.text()?))
        })
    }
}
