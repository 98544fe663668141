//! The output of the program, which the debugger shows: `qemu-system-arm`, or a probe. Without `core::fmt`, which is
//! larger than all the rest.

use cortex_m_semihosting::hio::{self, HostStream};

pub struct Console(Option<HostStream>);

impl Console {
    pub fn open() -> Self {
        Self(hio::hstdout().ok())
    }

    pub fn text(&mut self, text: &[u8]) {
        if let Some(stream) = &mut self.0 {
            // Nobody to tell.
            let _ = stream.write_all(text);
        }
    }

    /// A number under its name, as eight hexadecimal digits.
    #[inline(never)]
    pub fn said(&mut self, name: &[u8], number: u32) {
        self.text(name);
        for shift in (0..8).rev() {
            let digit = (number >> (4 * shift)) as u8 & 15;
            self.text(&[if digit < 10 { b'0' + digit } else { b'a' - 10 + digit }]);
        }
        self.text(b"\n");
    }
}
