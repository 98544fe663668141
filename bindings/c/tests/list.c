/* Lists of nodes under rules and with nodes out, picks below caps. */
#include "nodes.h"

enum { KEYS = 200 };

static size_t key_of(int i, char *key) { return (size_t)snprintf(key, 16, "key-%d", i); }

/* With the first node out, the owner is the second one, and so on. */
static void failover(const vnode_ring *ring) {
    for (int i = 0; i < KEYS; i += 1) {
        char key[16];
        size_t length = key_of(i, key), count;
        uint32_t list[10], slot;
        uint64_t out = 0;
        int32_t shortage;
        OK(vnode_ring_replicas(ring, key, length, VNODE_RING_ZONES_ANY, NULL, 0, list, 10, &count, &shortage));
        CHECK(count == 10 && shortage == VNODE_RING_SHORTAGE_NONE);
        for (int j = 0; j < 10; j += 1) {
            uint32_t rest[10];
            OK(vnode_ring_lookup_excluding(ring, key, length, &out, 1, &slot));
            CHECK(slot == list[j]);
            OK(vnode_ring_replicas(ring, key, length, VNODE_RING_ZONES_ANY, &out, 1, rest, 10, &count, NULL));
            CHECK(count == (size_t)(10 - j) && memcmp(rest, list + j, count * sizeof *rest) == 0);
            out |= UINT64_C(1) << list[j];
        }
        REFUSED(NOT_FOUND, vnode_ring_lookup_excluding(ring, key, length, &out, 1, &slot));
        OK(vnode_ring_lookup_excluding(ring, key, length, NULL, 0, &slot));
        CHECK(slot == list[0]);
    }
}

static int zones_of(const vnode_ring *ring, const uint32_t *list, size_t count) {
    const char *seen[10];
    int zones = 0;
    for (size_t i = 0; i < count; i += 1) {
        vnode_ring_node found;
        int is_new = 1;
        OK(vnode_ring_node_at(ring, list[i], &found));
        for (int j = 0; j < zones; j += 1) {
            is_new &= strncmp(seen[j], found.zone, found.zone_len) != 0;
        }
        if (is_new) {
            seen[zones] = found.zone;
            zones += 1;
        }
    }
    return zones;
}

static void zones(const vnode_ring *ring) {
    int in_order = 0;
    for (int i = 0; i < KEYS; i += 1) {
        char key[16];
        size_t length = key_of(i, key), count;
        uint32_t list[5], plain[5];
        int32_t shortage;
        OK(vnode_ring_replicas(ring, key, length, VNODE_RING_ZONES_ANY, NULL, 0, plain, 3, &count, NULL));
        in_order += zones_of(ring, plain, 3) == 3;
        OK(vnode_ring_replicas(ring, key, length, VNODE_RING_ZONES_SPREAD, NULL, 0, list, 3, &count, &shortage));
        CHECK(count == 3 && zones_of(ring, list, 3) == 3 && list[0] == plain[0]);
        CHECK(shortage == VNODE_RING_SHORTAGE_NONE);
        OK(vnode_ring_replicas(ring, key, length, VNODE_RING_ZONES_SPREAD, NULL, 0, list, 5, &count, &shortage));
        CHECK(count == 5 && zones_of(ring, list, 5) == 3 && shortage == VNODE_RING_SHORTAGE_ZONES);
        OK(vnode_ring_replicas(ring, key, length, VNODE_RING_ZONES_STRICT, NULL, 0, list, 5, &count, &shortage));
        CHECK(count == 3 && zones_of(ring, list, 3) == 3 && shortage == VNODE_RING_SHORTAGE_ZONES);
        OK(vnode_ring_replicas(ring, key, length, 2, NULL, 0, list, 5, &count, &shortage));
        CHECK(count == 5 && zones_of(ring, list, 5) == 3 && shortage == VNODE_RING_SHORTAGE_NONE);
    }
    /* The rule was needed. */
    CHECK(in_order < KEYS);
}

static void shortages(void) {
    const char *const ids[2] = {"a", "b"};
    vnode_ring *ring = ring_of(ids, 2);
    uint32_t list[3] = {9, 9, 9};
    size_t count;
    int32_t shortage;
    OK(vnode_ring_replicas(ring, "k", 1, VNODE_RING_ZONES_ANY, NULL, 0, list, 3, &count, &shortage));
    CHECK(count == 2 && shortage == VNODE_RING_SHORTAGE_NODES && list[2] == 9);
    OK(vnode_ring_replicas(ring, "k", 1, VNODE_RING_ZONES_ANY, NULL, 0, NULL, 0, &count, &shortage));
    CHECK(count == 0);
    vnode_ring_free(ring);
}

/* Loads that are counted never exceed their caps, and each pick is the first node of the list with room. */
static void picks(const vnode_ring *ring) {
    uint64_t loads[10] = {0}, caps[10];
    size_t count;
    uint32_t slot;
    OK(vnode_ring_fair_caps(ring, KEYS, 10, caps, 10, &count));
    CHECK(count == 10);
    uint64_t room = 0;
    for (int i = 0; i < 10; i += 1) {
        room += caps[i];
    }
    CHECK(room >= KEYS && room <= KEYS * 12 / 10);
    int spilled = 0;
    for (int i = 0; i < KEYS; i += 1) {
        char key[16];
        size_t length = key_of(i, key);
        uint32_t list[10];
        int at = 0;
        OK(vnode_ring_replicas(ring, key, length, VNODE_RING_ZONES_ANY, NULL, 0, list, 10, &count, NULL));
        while (loads[list[at]] >= caps[list[at]]) {
            at += 1;
        }
        spilled += at > 0;
        OK(vnode_ring_pick(ring, key, length, loads, caps, 10, &slot));
        CHECK(slot == list[at]);
        loads[slot] += 1;
        CHECK(loads[slot] <= caps[slot]);
    }
    CHECK(spilled > 0);
    memcpy(loads, caps, sizeof loads);
    REFUSED(NOT_FOUND, vnode_ring_pick(ring, "k", 1, loads, caps, 10, &slot));
    /* Slots without a cap have none. */
    REFUSED(NOT_FOUND, vnode_ring_pick(ring, "k", 1, NULL, NULL, 0, &slot));
    REFUSED(BUFFER, vnode_ring_fair_caps(ring, KEYS, 10, caps, 9, &count));
}

int main(void) {
    vnode_ring *ring = documented_ring();
    failover(ring);
    zones(ring);
    shortages();
    picks(ring);
    vnode_ring_free(ring);
    return failures == 0 ? 0 : 1;
}
