/* What the test programs about positions share. */
#ifndef POSITIONS_H
#define POSITIONS_H

#include "check.h"

static const uint64_t of_a[3] = {UINT64_MAX, 10, 30}, of_b[1] = {20}, of_c[2] = {25, 15};

static inline vnode_ring_node with_positions(vnode_ring_node made, const uint64_t *positions, size_t count) {
    made.fields |= VNODE_RING_FIELD_POSITIONS;
    made.positions = positions;
    made.position_count = count;
    return made;
}

static inline vnode_ring_options of_placement(uint32_t placement) {
    vnode_ring_options made = options();
    made.placement = placement;
    return made;
}

/* Nodes "a" at 10, 30 and the last position of all, and "b" at 20. */
static inline vnode_ring *stating(uint32_t side) {
    vnode_ring_options with = of_placement(VNODE_RING_PLACEMENT_EXPLICIT);
    vnode_ring_node nodes[2] = {with_positions(node("a"), of_a, 3), with_positions(node("b"), of_b, 1)};
    vnode_ring *ring;
    with.side = side;
    OK(vnode_ring_new(nodes, 2, &with, NULL, &ring));
    return ring;
}

static inline uint32_t slot_of(const vnode_ring *ring, const char *id) {
    vnode_ring_node found;
    memset(&found, 0, sizeof found);
    OK(vnode_ring_node_of(ring, id, strlen(id), &found));
    return found.slot;
}

static inline size_t position_count(const vnode_ring *ring, const char *id) {
    vnode_ring_node found;
    memset(&found, 0, sizeof found);
    OK(vnode_ring_node_of(ring, id, strlen(id), &found));
    CHECK(found.positions == NULL && (found.fields & VNODE_RING_FIELD_POSITIONS) == 0);
    return found.position_count;
}

/* The ring of another program, of the first `count` of four nodes. */
static inline vnode_ring *of_program(size_t count) {
    vnode_ring_options with = of_placement(VNODE_RING_PLACEMENT_NGINX);
    vnode_ring_node nodes[4] = {node("10.0.0.1:80"), with_weight(node("10.0.0.2:80"), 2),
                                with_zone(node("10.0.0.3:80"), "eu"), node("10.0.0.4:80")};
    vnode_ring *ring;
    with.hash_tag[0] = '{';
    with.hash_tag[1] = '}';
    OK(vnode_ring_new(nodes, count, &with, NULL, &ring));
    return ring;
}

#endif
