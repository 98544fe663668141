/* What the test programs share. */
#ifndef CHECK_H
#define CHECK_H

#include "vnode_ring.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static int failures = 0;

/* What does not hold is said, and the program goes on. */
#define CHECK(holds) check((holds), #holds, __FILE__, __LINE__)

static inline void check(int holds, const char *what, const char *file, int line) {
    if (!holds) {
        fprintf(stderr, "%s:%d: failed: %s\n", file, line, what);
        failures += 1;
    }
}

/* A call that must succeed. */
#define OK(call) CHECK((call) == VNODE_RING_OK)

/* A call that must be refused in this way. */
#define REFUSED(status, call) CHECK((call) == VNODE_RING_ERR_##status)

/* A text and its length, as arguments. */
#define TEXT(text) (text), sizeof(text) - 1

/* A node that states its id alone. */
static inline vnode_ring_node node(const char *id) {
    vnode_ring_node made;
    memset(&made, 0, sizeof made);
    made.id = id;
    made.id_len = strlen(id);
    return made;
}

static inline vnode_ring_node with_weight(vnode_ring_node made, uint32_t weight) {
    made.fields |= VNODE_RING_FIELD_WEIGHT;
    made.weight = weight;
    return made;
}

static inline vnode_ring_node with_zone(vnode_ring_node made, const char *zone) {
    made.fields |= VNODE_RING_FIELD_ZONE;
    made.zone = zone;
    made.zone_len = strlen(zone);
    return made;
}

static inline vnode_ring_options options(void) {
    vnode_ring_options made;
    memset(&made, 0, sizeof made);
    made.size = sizeof made;
    return made;
}

/* A ring of nodes with these ids. */
static inline vnode_ring *ring_of(const char *const *ids, size_t count) {
    vnode_ring_node *nodes = (vnode_ring_node *)calloc(count + 1, sizeof *nodes);
    vnode_ring *ring;
    for (size_t i = 0; i < count; i += 1) {
        nodes[i] = node(ids[i]);
    }
    OK(vnode_ring_new(nodes, count, NULL, NULL, &ring));
    free(nodes);
    return ring;
}

/* Whether a text with a length is this one. */
static inline int same(const char *text, size_t length, const char *expected) {
    return length == strlen(expected) && (length == 0 || memcmp(text, expected, length) == 0);
}

/* Whether a key belongs to this node. */
static inline int owns(const vnode_ring *ring, const char *id, const char *key) {
    uint32_t slot;
    vnode_ring_node owner;
    return vnode_ring_lookup(ring, key, strlen(key), &slot) == VNODE_RING_OK &&
           vnode_ring_node_at(ring, slot, &owner) == VNODE_RING_OK && same(owner.id, owner.id_len, id);
}

static inline int same_stamp(vnode_ring_stamp a, vnode_ring_stamp b) {
    return a.epoch == b.epoch && memcmp(a.fingerprint.bytes, b.fingerprint.bytes, 16) == 0;
}

static inline vnode_ring_stamp stamp(const vnode_ring *ring) {
    vnode_ring_stamp found;
    memset(&found, 0, sizeof found);
    OK(vnode_ring_stamp_of(ring, &found));
    return found;
}

#endif
