/* Faults that a checker of memory must catch: scripts/c-checks runs each, so that silence elsewhere means something. The
 * library reads what the caller says it may, so that it is the library in which the last two are found. */
#include "nodes.h"

int main(int argc, char **argv) {
    const char *fault = argc > 1 ? argv[1] : "none";
    vnode_ring *ring = documented_ring();
    uint32_t slot;
    char *key = (char *)malloc(6);
    memcpy(key, "user-1", 6);
    if (strcmp(fault, "overread") == 0) {
        vnode_ring_lookup(ring, key, 64, &slot);
    } else if (strcmp(fault, "use-after-free") == 0) {
        free(key);
        vnode_ring_lookup(ring, key, 6, &slot);
        key = NULL;
    }
    OK(vnode_ring_lookup(ring, "user-1", 6, &slot));
    free(key);
    if (strcmp(fault, "leak") == 0) {
        ring = NULL;
    }
    vnode_ring_free(ring);
    return failures == 0 ? 0 : 1;
}
