#![no_main]

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| ring_fuzz::tracker_decode::target(bytes));
