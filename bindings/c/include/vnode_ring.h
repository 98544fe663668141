/* vnode_ring.h: consistent hashing. Made by cbindgen from src/lib.rs; do not edit.
 *
 * What exists so far: the version, and the position of a key. Rings are reached from Rust and from the command line.
 */

#ifndef VNODE_RING_H
#define VNODE_RING_H

#include <stddef.h>
#include <stdint.h>

/*
 The call did what it says.
 */
#define VNODE_RING_OK 0

/*
 A pointer that must not be NULL was NULL.
 */
#define VNODE_RING_ERR_NULL 1

/*
 A defect of the library; please report it.
 */
#define VNODE_RING_ERR_PANIC 2

#ifdef __cplusplus
extern "C" {
#endif // __cplusplus

/*
 The version of the library as "MAJOR.MINOR.PATCH". The string is static: never free it. Any thread may call this.
 */
const char *vnode_ring_version(void);

/*
 The position of a key on the circle 0..2^64 (key hash "xxh3"): every ring with this seed puts the key there.

 `key` points to `key_len` bytes; it may be NULL when `key_len` is 0. `position` must not be NULL and is written only
 on VNODE_RING_OK. Nothing is kept or allocated. Any thread may call this.

 Returns VNODE_RING_OK or VNODE_RING_ERR_NULL.
 */
int32_t vnode_ring_key_position(const uint8_t *key,
                                size_t key_len,
                                uint64_t seed,
                                uint64_t *position);

#ifdef __cplusplus
}  // extern "C"
#endif  // __cplusplus

#endif  /* VNODE_RING_H */
