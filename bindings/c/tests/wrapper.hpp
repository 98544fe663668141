// What the test programs of the C++ wrapper share.
#ifndef WRAPPER_HPP
#define WRAPPER_HPP

#include "vnode_ring.hpp"

#include <cstdio>
#include <cstring>
#include <string>

inline int failures = 0;

#define CHECK(...) check((__VA_ARGS__), #__VA_ARGS__, __FILE__, __LINE__)

inline void check(bool holds, const char *what, const char *file, int line) {
    if (!holds) {
        std::fprintf(stderr, "%s:%d: failed: %s\n", file, line, what);
        failures += 1;
    }
}

// The status and message of what a call throws.
template <class Call> std::pair<int, std::string> thrown(Call call) {
    try {
        call();
    } catch (const vnode::error &error) {
        return {error.status(), error.what()};
    }
    return {VNODE_RING_OK, ""};
}

inline bool same(const vnode_ring_stamp &a, const vnode_ring_stamp &b) {
    return a.epoch == b.epoch && std::memcmp(a.fingerprint.bytes, b.fingerprint.bytes, 16) == 0;
}

#endif
