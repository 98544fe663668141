/* Every function of the header, and every misuse that it promises to survive. */
#include "vnode_ring.h"

#include <stdio.h>
#include <string.h>

static int failures = 0;

static void check(int holds, const char *what) {
    if (!holds) {
        fprintf(stderr, "failed: %s\n", what);
        failures += 1;
    }
}

int main(void) {
    const unsigned char *key = (const unsigned char *)"user-1";
    uint64_t position = 7;

    check(strcmp(vnode_ring_version(), EXPECTED_VERSION) == 0, "version");

    check(vnode_ring_key_position(NULL, 0, 0, &position) == VNODE_RING_OK, "the empty key may be NULL");
    check(position == 0x2d06800538d394c2u, "position of the empty key");
    check(vnode_ring_key_position(key, 6, 0, &position) == VNODE_RING_OK, "a key");
    check(position == 0x7c7615c11438e5c9u, "position of user-1");

    position = 7;
    check(vnode_ring_key_position(NULL, 6, 0, &position) == VNODE_RING_ERR_NULL, "key is NULL");
    check(position == 7, "a failed call writes nothing");
    check(vnode_ring_key_position(key, 6, 0, NULL) == VNODE_RING_ERR_NULL, "position is NULL");
    return failures == 0 ? 0 : 1;
}
