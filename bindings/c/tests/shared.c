/* A ring that threads read while it changes. */
#include "nodes.h"

#include <pthread.h>

enum { READERS = 3, CHANGES = 200 };

static vnode_ring_shared *shared;
static vnode_ring *lonely;

/* Epochs only grow, and each ring that a thread sees is one that was published: with or without node "d". */
static void *reads(void *unused) {
    vnode_ring_reader *reader;
    const vnode_ring *ring;
    uint64_t epoch = 0;
    (void)unused;
    OK(vnode_ring_reader_new(shared, NULL, &reader));
    while (epoch < CHANGES) {
        OK(vnode_ring_reader_ring(reader, &ring));
        CHECK(stamp(ring).epoch >= epoch);
        epoch = stamp(ring).epoch;
        size_t count;
        uint32_t slot;
        OK(vnode_ring_node_count(ring, &count));
        CHECK(count == 3 + epoch % 2);
        OK(vnode_ring_lookup(ring, "user-1", 6, &slot));
        CHECK(slot < 4);
        /* Many threads may read one ring. */
        CHECK(owns(lonely, "cache-10", "user-1"));
    }
    vnode_ring_reader_free(reader);
    return NULL;
}

int main(void) {
    const char *const ids[3] = {"a", "b", "c"};
    vnode_ring *ring = ring_of(ids, 3), *copy;
    pthread_t threads[READERS];
    vnode_ring_node d = node("d");
    bool changed;
    lonely = documented_ring();
    OK(vnode_ring_shared_new(ring, NULL, &shared));
    for (int i = 0; i < READERS; i += 1) {
        CHECK(pthread_create(&threads[i], NULL, reads, NULL) == 0);
    }
    for (int i = 0; i < CHANGES; i += 1) {
        vnode_ring_delta *delta;
        if (i % 2 == 0) {
            OK(vnode_ring_add(ring, &d, NULL, &delta));
        } else {
            OK(vnode_ring_remove(ring, TEXT("d"), NULL, &delta));
        }
        OK(vnode_ring_shared_apply(shared, delta, NULL, &changed));
        CHECK(changed);
        vnode_ring_delta_free(delta);
    }
    for (int i = 0; i < READERS; i += 1) {
        CHECK(pthread_join(threads[i], NULL) == 0);
    }
    OK(vnode_ring_shared_copy(shared, NULL, &copy));
    CHECK(same_stamp(stamp(copy), stamp(ring)));
    vnode_ring_free(copy);

    /* A reader outlives what it reads; what it lends is not for changing or freeing, and says so. */
    vnode_ring_reader *reader;
    const vnode_ring *lent;
    OK(vnode_ring_reader_new(shared, NULL, &reader));
    OK(vnode_ring_shared_publish(shared, lonely, NULL));
    OK(vnode_ring_reader_ring(reader, &lent));
    CHECK(owns(lent, "cache-10", "user-1"));
    vnode_ring_shared_free(shared);
    CHECK(owns(lent, "cache-10", "user-1"));
    OK(vnode_ring_reader_ring(reader, &lent));
    REFUSED(LENT, vnode_ring_add((vnode_ring *)lent, &d, NULL, NULL));
    vnode_ring_free((vnode_ring *)lent);
    CHECK(owns(lent, "cache-10", "user-1"));
    OK(vnode_ring_clone(lent, NULL, &copy));
    vnode_ring_reader_free(reader);
    OK(vnode_ring_add(copy, &d, NULL, NULL));
    vnode_ring_free(copy);
    vnode_ring_free(lonely);
    vnode_ring_free(ring);
    vnode_ring_shared_free(NULL);
    vnode_ring_reader_free(NULL);
    return failures == 0 ? 0 : 1;
}
