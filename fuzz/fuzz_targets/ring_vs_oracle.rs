#![no_main]

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| ring_fuzz::ring_vs_oracle::target(bytes));
