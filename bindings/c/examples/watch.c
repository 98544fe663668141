/* Threads that look keys up while the ring changes under them: what a proxy or a cache client does.
 *
 * One thread follows the changes, as a registry would send them; here they are made up. Each worker has a reader of its
 * own, asks it for the ring once per request, and never waits. */
#include <pthread.h>
#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <vnode_ring.h>

enum { WORKERS = 2, CHANGES = 100 };

static atomic_int done;

static void check(int32_t status, const vnode_ring_error *error) {
    if (status != VNODE_RING_OK) {
        fprintf(stderr, "%s\n", error->message);
        exit(1);
    }
}

static void *serve(void *argument) {
    const vnode_ring_shared *shared = (const vnode_ring_shared *)argument;
    vnode_ring_error error;
    vnode_ring_reader *reader;
    check(vnode_ring_reader_new(shared, &error, &reader), &error);
    size_t requests = 0;
    /* At least some requests, however fast the changes were. */
    while (!atomic_load(&done) || requests < 1000) {
        char key[32];
        size_t key_len = (size_t)snprintf(key, sizeof key, "user-%zu", requests);
        const vnode_ring *ring;
        uint32_t slot;
        vnode_ring_node owner;
        /* The ring stays as it is until this thread asks again. */
        if (vnode_ring_reader_ring(reader, &ring) != VNODE_RING_OK ||
            vnode_ring_lookup(ring, key, key_len, &slot) != VNODE_RING_OK ||
            vnode_ring_node_at(ring, slot, &owner) != VNODE_RING_OK) {
            fprintf(stderr, "no node for %s\n", key);
            exit(1);
        }
        requests += 1;
    }
    vnode_ring_reader_free(reader);
    return NULL;
}

/* A change as bytes, from whoever makes them: here, cache-c joins and leaves. */
static void next_change(vnode_ring *source, int number, uint8_t **bytes, size_t *length) {
    vnode_ring_error error;
    vnode_ring_delta *delta;
    if (number % 2 == 0) {
        vnode_ring_node joins = {.id = "cache-c", .id_len = 7};
        check(vnode_ring_add(source, &joins, &error, &delta), &error);
    } else {
        check(vnode_ring_remove(source, "cache-c", 7, &error, &delta), &error);
    }
    check(vnode_ring_delta_to_bytes(delta, &error, bytes, length), &error);
    vnode_ring_delta_free(delta);
}

int main(void) {
    vnode_ring_node nodes[2] = {{.id = "cache-a", .id_len = 7}, {.id = "cache-b", .id_len = 7}};
    vnode_ring_error error;
    vnode_ring *source;
    vnode_ring_shared *shared;
    check(vnode_ring_new(nodes, 2, NULL, &error, &source), &error);
    check(vnode_ring_shared_new(source, &error, &shared), &error);

    pthread_t workers[WORKERS];
    for (int i = 0; i < WORKERS; i += 1) {
        if (pthread_create(&workers[i], NULL, serve, shared) != 0) {
            return 1;
        }
    }
    for (int i = 0; i < CHANGES; i += 1) {
        uint8_t *bytes;
        size_t length;
        next_change(source, i, &bytes, &length);
        vnode_ring_delta *delta;
        check(vnode_ring_delta_from_bytes(bytes, length, NULL, &error, &delta), &error);
        /* VNODE_RING_ERR_GAP, _FORK: fetch a snapshot and vnode_ring_shared_publish() its ring. */
        check(vnode_ring_shared_apply(shared, delta, &error, NULL), &error);
        vnode_ring_delta_free(delta);
        vnode_ring_bytes_free(bytes, length);
    }
    atomic_store(&done, 1);
    for (int i = 0; i < WORKERS; i += 1) {
        pthread_join(workers[i], NULL);
    }
    printf("%d changes, and every request was answered\n", CHANGES);
    vnode_ring_shared_free(shared);
    vnode_ring_free(source);
    return 0;
}
