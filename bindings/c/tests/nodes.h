/* The nodes of docs/nodes.txt, without their addresses: what ring-cli prints for them is what the tests expect. */
#ifndef NODES_H
#define NODES_H

#include "check.h"

static inline vnode_ring *documented_ring(void) {
    static const char *const ids[10] = {"cache-01", "cache-02", "cache-03", "cache-04", "cache-05",
                                        "cache-06", "cache-07", "cache-08", "cache-09", "cache-10"};
    static const char *const zones[10] = {"eu-1", "eu-1", "eu-1", "eu-2", "eu-2", "eu-2", "eu-3", "eu-3", "eu-3", "eu-3"};
    vnode_ring_node nodes[10];
    vnode_ring *ring;
    for (int i = 0; i < 10; i += 1) {
        nodes[i] = with_zone(with_weight(node(ids[i]), i == 2 ? 2 : 1), zones[i]);
    }
    OK(vnode_ring_new(nodes, 10, NULL, NULL, &ring));
    return ring;
}

/* The delta of cache-11, which joins in zone eu-1. */
static inline vnode_ring_delta *documented_join(const vnode_ring *ring) {
    vnode_ring_change change;
    vnode_ring_delta *delta;
    memset(&change, 0, sizeof change);
    change.kind = VNODE_RING_CHANGE_ADD;
    change.node = with_zone(node("cache-11"), "eu-1");
    OK(vnode_ring_delta_new(ring, &change, 1, NULL, &delta));
    return delta;
}

#endif
