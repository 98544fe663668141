/* Which node owns a key, and where it goes when that node fails. */
#include <stdio.h>
#include <string.h>
#include <vnode_ring.h>

int main(int argc, char **argv) {
    const char *key = argc > 1 ? argv[1] : "user-1";
    vnode_ring_node nodes[3] = {{.id = "cache-a", .id_len = 7},
                                {.id = "cache-b", .id_len = 7},
                                {.id = "cache-c", .id_len = 7, .fields = VNODE_RING_FIELD_WEIGHT, .weight = 2}};
    vnode_ring_error error;
    vnode_ring *ring;
    if (vnode_ring_new(nodes, 3, NULL, &error, &ring) != VNODE_RING_OK) {
        fprintf(stderr, "%s\n", error.message);
        return 1;
    }
    uint32_t slots[2];
    size_t count;
    vnode_ring_replicas(ring, key, strlen(key), VNODE_RING_ZONES_ANY, NULL, 0, slots, 2, &count, NULL);
    for (size_t i = 0; i < count; i += 1) {
        vnode_ring_node node;
        vnode_ring_node_at(ring, slots[i], &node);
        printf("%.*s\n", (int)node.id_len, node.id);
    }
    vnode_ring_free(ring);
    return 0;
}
