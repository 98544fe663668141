/*
 * vnode_ring.h: consistent hashing. Which node owns this key, the same in every process, language and CPU; and what
 * moves when the nodes change.
 *
 *     vnode_ring_node nodes[2] = {{0}};
 *     nodes[0].id = "cache-a", nodes[0].id_len = 7;
 *     nodes[1].id = "cache-b", nodes[1].id_len = 7;
 *
 *     vnode_ring *ring;
 *     if (vnode_ring_new(nodes, 2, NULL, NULL, &ring) != VNODE_RING_OK) return 1;
 *     uint32_t slot;
 *     vnode_ring_lookup(ring, "user-1", 6, &slot);          (which slot owns the key)
 *     vnode_ring_node owner;
 *     vnode_ring_node_at(ring, slot, &owner);               (which node is in it)
 *     printf("%.*s\n", (int)owner.id_len, owner.id);
 *     vnode_ring_free(ring);
 *
 * Read on from here as far as you need: each section stands on those before it. Examples: examples/ of the sources.
 *
 * What holds for every function, unless its comment says otherwise:
 *
 * - It returns a status: VNODE_RING_OK, which is 0, or a VNODE_RING_ERR_... that says why nothing was done. A call that
 *   fails changes nothing.
 * - Inputs come first, results last. Results are written only on VNODE_RING_OK; a pointer to a new object becomes NULL on
 *   any failure. No result may be NULL.
 * - `error` may be NULL; else it gets a message when the call fails.
 * - Texts, keys, bytes and arrays are a pointer and a length; nothing has to end with a 0. The pointer may be NULL where
 *   the length is 0. They are read while the call lasts, and never kept.
 * - Objects are opaque. Each belongs to the caller who made it, and is freed with the _free function of its type, once.
 *   NULL is fine there.
 * - A pointer into an object (an id, a zone) is valid until the object is changed or freed.
 * - Threads: whatever takes a `const` object may be called by many threads at once with the same object; whatever takes
 *   one that is not const wants the object for itself. There is no hidden state: other objects are other objects.
 * - No function calls back, waits for another thread's lock, or reads a clock, a file, the environment or random numbers.
 *   (Shared rings and directories, further down, say what they do beyond that.)
 * - NULL, lengths that no memory has, pointers that are not aligned, text that is not UTF-8 and unknown numbers are
 *   refused with a status. An object that was freed, or is of another kind, is refused too as long as its memory tells
 *   so; a debug build of the library ends the process where it sees that. Other memory that is not what the caller says
 *   it is cannot be noticed.
 * - Where memory runs out, functions that name VNODE_RING_ERR_OUT_OF_MEMORY return it for whatever grows with the ring.
 *   For the rest, small or passing, the process ends, as Rust's collections end it. Lookups, lists, picks and readers
 *   allocate nothing.
 * - Sizes are in bytes. Complexities leave out the length of texts. All is there since 0.1.0.
 */

#ifndef VNODE_RING_H
#define VNODE_RING_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

