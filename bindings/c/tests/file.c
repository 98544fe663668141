/* Snapshots and images: there and back, and damaged. */
#include "nodes.h"

typedef int32_t (*write_fn)(const vnode_ring *, vnode_ring_error *, uint8_t **, size_t *);
typedef int32_t (*read_fn)(const void *, size_t, const vnode_ring_options *, vnode_ring_error *, vnode_ring **);

static void there_and_back(write_fn write, read_fn read) {
    vnode_ring *ring = documented_ring(), *back, *none;
    uint8_t *bytes, *again;
    size_t length, again_length;
    vnode_ring_error error;
    OK(vnode_ring_remove(ring, TEXT("cache-05"), NULL, NULL));
    OK(write(ring, NULL, &bytes, &length));
    OK(read(bytes, length, NULL, NULL, &back));
    CHECK(same_stamp(stamp(ring), stamp(back)) && stamp(back).epoch == 1);
    OK(write(back, NULL, &again, &again_length));
    CHECK(length == again_length && memcmp(bytes, again, length) == 0);
    vnode_ring_bytes_free(again, again_length);

    for (size_t i = 0; i < length; i += 97) {
        bytes[i] ^= 4;
        REFUSED(DECODE, read(bytes, length, NULL, &error, &none));
        CHECK(none == NULL && error.message[0] != 0);
        bytes[i] ^= 4;
        REFUSED(DECODE, read(bytes, i, NULL, NULL, &none));
    }
    vnode_ring_options with = options();
    with.max_vnodes = 100;
    REFUSED(LIMIT, read(bytes, length, &with, &error, &none));
    CHECK(strstr(error.message, "100") != NULL);
    vnode_ring_bytes_free(bytes, length);
    vnode_ring_free(back);
    vnode_ring_free(ring);
}

static void keyed(write_fn write, read_fn read) {
    static const uint8_t secret[16] = {1}, other_secret[16] = {2};
    vnode_ring_options with = options();
    vnode_ring_node nodes[2] = {node("a"), node("b")};
    vnode_ring *ring, *back;
    uint8_t *bytes;
    size_t length;
    with.secret = secret;
    with.secret_len = 16;
    OK(vnode_ring_new(nodes, 2, &with, NULL, &ring));
    OK(write(ring, NULL, &bytes, &length));
    REFUSED(SECRET, read(bytes, length, NULL, NULL, &back));
    OK(read(bytes, length, &with, NULL, &back));
    CHECK(same_stamp(stamp(ring), stamp(back)));
    vnode_ring_free(back);
    with.secret = other_secret;
    REFUSED(SECRET, read(bytes, length, &with, NULL, &back));
    vnode_ring_bytes_free(bytes, length);
    vnode_ring_free(ring);
}

int main(void) {
    there_and_back(vnode_ring_to_snapshot, vnode_ring_from_snapshot);
    there_and_back(vnode_ring_to_image, vnode_ring_from_image);
    keyed(vnode_ring_to_snapshot, vnode_ring_from_snapshot);

    vnode_ring *ring = documented_ring(), *none;
    uint8_t *bytes;
    size_t length;
    OK(vnode_ring_to_image_without_texts(ring, NULL, &bytes, &length));
    REFUSED(DECODE, vnode_ring_from_image(bytes, length, NULL, NULL, &none));
    vnode_ring_bytes_free(bytes, length);
    vnode_ring_bytes_free(NULL, 0);
    /* A snapshot is no image. */
    OK(vnode_ring_to_snapshot(ring, NULL, &bytes, &length));
    REFUSED(DECODE, vnode_ring_from_image(bytes, length, NULL, NULL, &none));
    vnode_ring_bytes_free(bytes, length);
    vnode_ring_free(ring);
    return failures == 0 ? 0 : 1;
}
