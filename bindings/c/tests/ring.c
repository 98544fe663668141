/* Rings: made, asked, copied. */
#include "check.h"

static void versions(void) {
    CHECK(strcmp(vnode_ring_version(), EXPECTED_VERSION) == 0);
    CHECK(strcmp(vnode_ring_version(), VNODE_RING_VERSION) == 0);
    char numbers[64];
    snprintf(numbers, sizeof numbers, "%d.%d.%d", VNODE_RING_VERSION_MAJOR, VNODE_RING_VERSION_MINOR,
             VNODE_RING_VERSION_PATCH);
    CHECK(strcmp(vnode_ring_version(), numbers) == 0);
    CHECK(strcmp(vnode_ring_strerror(VNODE_RING_OK), "success") == 0);
    CHECK(strcmp(vnode_ring_strerror(VNODE_RING_ERR_OUT_OF_MEMORY), "out of memory") == 0);
    CHECK(strcmp(vnode_ring_strerror(-1), "unknown status") == 0);
}

static void descriptions(void) {
    vnode_ring_attribute attributes[2] = {{TEXT("rack"), TEXT("r1")}, {TEXT("addr"), TEXT("10.0.0.1:80")}};
    vnode_ring_node nodes[3] = {node("a"), with_zone(with_weight(node("b"), 3), "eu"), node("c")};
    nodes[0].fields = VNODE_RING_FIELD_ATTRIBUTES | VNODE_RING_FIELD_PLACEMENT_ID | VNODE_RING_FIELD_VNODES;
    nodes[0].attributes = attributes;
    nodes[0].attribute_count = 2;
    nodes[0].placement_id = "old";
    nodes[0].placement_id_len = 3;
    nodes[0].vnodes = 100;
    vnode_ring *ring;
    OK(vnode_ring_new(nodes, 3, NULL, NULL, &ring));

    size_t count;
    OK(vnode_ring_node_count(ring, &count));
    CHECK(count == 3);
    OK(vnode_ring_slot_count(ring, &count));
    CHECK(count == 3);
    OK(vnode_ring_vnode_count(ring, &count));
    CHECK(count == 100 + 3 * VNODE_RING_DEFAULT_VNODES_PER_WEIGHT + VNODE_RING_DEFAULT_VNODES_PER_WEIGHT);

    vnode_ring_node found;
    OK(vnode_ring_node_of(ring, TEXT("a"), &found));
    CHECK(same(found.id, found.id_len, "a") && same(found.placement_id, found.placement_id_len, "old"));
    CHECK(found.fields & VNODE_RING_FIELD_VNODES && found.vnodes == 100 && found.weight == 1);
    CHECK(found.zone == NULL && !(found.fields & VNODE_RING_FIELD_ZONE) && found.attribute_count == 2);
    uint32_t slot = found.slot;
    vnode_ring_attribute attribute;
    OK(vnode_ring_attribute_at(ring, slot, 0, &attribute));
    CHECK(same(attribute.name, attribute.name_len, "addr"));
    CHECK(same(attribute.value, attribute.value_len, "10.0.0.1:80"));
    OK(vnode_ring_attribute_at(ring, slot, 1, &attribute));
    CHECK(same(attribute.name, attribute.name_len, "rack"));
    REFUSED(NOT_FOUND, vnode_ring_attribute_at(ring, slot, 2, &attribute));
    const char *value;
    size_t value_len;
    OK(vnode_ring_attribute_of(ring, slot, TEXT("rack"), &value, &value_len));
    CHECK(same(value, value_len, "r1"));
    REFUSED(NOT_FOUND, vnode_ring_attribute_of(ring, slot, TEXT("row"), &value, &value_len));

    OK(vnode_ring_node_of(ring, TEXT("b"), &found));
    CHECK(found.weight == 3 && same(found.zone, found.zone_len, "eu") && found.attribute_count == 0);
    CHECK(!(found.fields & VNODE_RING_FIELD_VNODES));
    REFUSED(NOT_MEMBER, vnode_ring_node_of(ring, TEXT("x"), &found));
    REFUSED(NOT_FOUND, vnode_ring_node_at(ring, 3, &found));
    REFUSED(NOT_FOUND, vnode_ring_node_at(ring, VNODE_RING_NO_SLOT, &found));
    vnode_ring_free(ring);
}

/* The same nodes in another order are the same ring; an attribute is content, and decides no owner. */
static void fingerprints(void) {
    const char *const ids[3] = {"a", "b", "c"}, *const turned[3] = {"c", "a", "b"};
    vnode_ring *ring = ring_of(ids, 3), *other = ring_of(turned, 3), *copy;
    CHECK(same_stamp(stamp(ring), stamp(other)) && stamp(ring).epoch == 0);
    OK(vnode_ring_clone(ring, NULL, &copy));
    vnode_ring_attribute attribute = {TEXT("addr"), TEXT("x")};
    vnode_ring_change change;
    memset(&change, 0, sizeof change);
    change.kind = VNODE_RING_CHANGE_UPSERT;
    change.node = node("a");
    change.node.fields = VNODE_RING_FIELD_ATTRIBUTES;
    change.node.attributes = &attribute;
    change.node.attribute_count = 1;
    vnode_ring_delta *delta;
    OK(vnode_ring_delta_new(copy, &change, 1, NULL, &delta));
    OK(vnode_ring_apply(copy, delta, NULL, NULL));
    CHECK(!same_stamp(stamp(ring), stamp(copy)) && same_stamp(stamp(ring), stamp(other)));
    vnode_ring_fingerprint placement[2];
    OK(vnode_ring_placement_fingerprint(ring, &placement[0]));
    OK(vnode_ring_placement_fingerprint(copy, &placement[1]));
    CHECK(memcmp(&placement[0], &placement[1], sizeof placement[0]) == 0);
    vnode_ring_delta_free(delta);
    vnode_ring_free(copy);
    vnode_ring_free(other);
    vnode_ring_free(ring);
}

static void lookups(void) {
    /* The first lines of the README, in Rust. */
    vnode_ring_node nodes[3] = {node("cache-a"), node("cache-b"), with_weight(node("cache-c"), 2)};
    vnode_ring *ring;
    OK(vnode_ring_new(nodes, 3, NULL, NULL, &ring));
    CHECK(owns(ring, "cache-b", "user-1"));

    uint64_t position;
    uint32_t slot, by_position;
    OK(vnode_ring_key_position(ring, TEXT("user-1"), &position));
    CHECK(position == UINT64_C(0x7c7615c11438e5c9));
    OK(vnode_ring_key_position(ring, NULL, 0, &position));
    CHECK(position == UINT64_C(0x2d06800538d394c2));
    OK(vnode_ring_lookup(ring, NULL, 0, &slot));
    OK(vnode_ring_lookup_position(ring, position, &by_position));
    CHECK(slot == by_position);

    /* Batches of every size around the chunks of the library. */
    enum { MOST = 200 };
    static char buffer[MOST][16];
    const void *keys[MOST];
    size_t lengths[MOST], offsets[MOST + 1];
    char packed[MOST * 16];
    size_t end = 0;
    for (int i = 0; i < MOST; i += 1) {
        lengths[i] = (size_t)snprintf(buffer[i], sizeof buffer[i], "key-%d", i * i);
        keys[i] = buffer[i];
        offsets[i] = end;
        memcpy(packed + end, buffer[i], lengths[i]);
        end += lengths[i];
    }
    offsets[MOST] = end;
    const size_t sizes[] = {0, 1, 63, 64, 65, 128, MOST};
    for (size_t i = 0; i < sizeof sizes / sizeof *sizes; i += 1) {
        uint32_t slots[MOST + 1], others[MOST + 1];
        slots[sizes[i]] = others[sizes[i]] = 77;
        OK(vnode_ring_lookup_batch(ring, keys, lengths, sizes[i], slots));
        OK(vnode_ring_lookup_packed(ring, packed, end, offsets, sizes[i], others));
        for (size_t j = 0; j < sizes[i]; j += 1) {
            OK(vnode_ring_lookup(ring, keys[j], lengths[j], &slot));
            CHECK(slots[j] == slot && others[j] == slot);
        }
        CHECK(slots[sizes[i]] == 77 && others[sizes[i]] == 77);
    }
    uint32_t slots[MOST];
    REFUSED(ARGUMENT, vnode_ring_lookup_packed(ring, packed, end - 1, offsets, MOST, slots));
    offsets[3] = offsets[5];
    REFUSED(ARGUMENT, vnode_ring_lookup_packed(ring, packed, end, offsets, MOST, slots));
    vnode_ring_free(ring);
}

static void of_no_nodes(void) {
    vnode_ring *ring;
    OK(vnode_ring_new(NULL, 0, NULL, NULL, &ring));
    uint32_t slot = 7;
    const void *key = "k";
    size_t length = 1;
    REFUSED(NOT_FOUND, vnode_ring_lookup(ring, "k", 1, &slot));
    REFUSED(NOT_FOUND, vnode_ring_lookup_position(ring, 0, &slot));
    REFUSED(NOT_FOUND, vnode_ring_lookup_batch(ring, &key, &length, 1, &slot));
    OK(vnode_ring_lookup_batch(ring, &key, &length, 0, NULL));
    CHECK(slot == 7);
    vnode_ring_free(ring);
}

static void configs(void) {
    vnode_ring_options with = options();
    vnode_ring_node nodes[2] = {node("a"), node("b")};
    vnode_ring_error error;
    vnode_ring *ring, *other;
    size_t count;
    with.seed = 7;
    with.vnodes_per_weight = 10;
    with.placement = VNODE_RING_PLACEMENT_NATIVE;
    with.key_hash = VNODE_RING_KEY_HASH_XXH3;
    OK(vnode_ring_new(nodes, 2, &with, NULL, &ring));
    OK(vnode_ring_vnode_count(ring, &count));
    CHECK(count == 20);
    with.seed = 8;
    OK(vnode_ring_new(nodes, 2, &with, NULL, &other));
    CHECK(!same_stamp(stamp(ring), stamp(other)));
    vnode_ring_delta *delta;
    REFUSED(CONFIG_MISMATCH, vnode_ring_delta_diff(ring, other, &error, &delta));
    CHECK(delta == NULL && error.status == VNODE_RING_ERR_CONFIG_MISMATCH);
    vnode_ring_free(other);

    with.max_vnodes = 19;
    REFUSED(LIMIT, vnode_ring_new(nodes, 2, &with, &error, &other));
    CHECK(strstr(error.message, "20") != NULL && strstr(error.message, "19") != NULL);
    with.max_vnodes = 20;
    OK(vnode_ring_new(nodes, 2, &with, NULL, &other));
    vnode_ring_free(other);
    vnode_ring_free(ring);

    static const uint8_t secret[VNODE_RING_SECRET_BYTES] = {0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15};
    with = options();
    with.secret = secret;
    with.secret_len = sizeof secret;
    OK(vnode_ring_new(nodes, 2, &with, NULL, &ring));
    uint64_t position;
    OK(vnode_ring_key_position(ring, TEXT("user-1"), &position));
    CHECK(position == UINT64_C(0xe3ac386a02b793e7));
    with.key_hash = VNODE_RING_KEY_HASH_SIPHASH13;
    OK(vnode_ring_new(nodes, 2, &with, NULL, &other));
    CHECK(same_stamp(stamp(ring), stamp(other)));
    vnode_ring_free(other);
    vnode_ring_free(ring);
    with.key_hash = VNODE_RING_KEY_HASH_XXH3;
    REFUSED(ARGUMENT, vnode_ring_new(nodes, 2, &with, &error, &ring));
    with.key_hash = 0;
    with.secret_len = 15;
    REFUSED(ARGUMENT, vnode_ring_new(nodes, 2, &with, &error, &ring));
    CHECK(strstr(error.message, "16 bytes (got 15)") != NULL);
}

/* The rings of other programs answer as they do. */
static void placements(void) {
    vnode_ring_options with = options();
    vnode_ring_error error;
    vnode_ring *ring, *other;
    uint64_t here, there;
    size_t count;

    vnode_ring_node tests[2] = {node("testid1"), node("testid2")};
    with.placement = VNODE_RING_PLACEMENT_CHASH_CRC32;
    OK(vnode_ring_new(tests, 2, &with, NULL, &ring));
    OK(vnode_ring_vnode_count(ring, &count));
    CHECK(count == 20000);
    CHECK(owns(ring, "testid1", "werben") && owns(ring, "testid2", "1testid2"));
    vnode_ring_free(ring);

    /* A key belongs to the nearest vnode, and a node to the number of its server. */
    vnode_ring_node servers[5] = {node("a"), node("b"), node("c"), node("d"), node("e")};
    static const char *const numbers[5] = {"1", "2", "3", "4", "5"};
    with.placement = VNODE_RING_PLACEMENT_HAPROXY_ID;
    for (size_t i = 0; i < 5; i++) {
        REFUSED(NODE, vnode_ring_new(servers, 5, &with, &error, &ring));
        CHECK(strstr(error.message, "the number of the server") != NULL);
        servers[i].placement_id = numbers[i];
        servers[i].placement_id_len = 1;
        servers[i].fields |= VNODE_RING_FIELD_PLACEMENT_ID;
    }
    OK(vnode_ring_new(servers, 5, &with, NULL, &ring));
    OK(vnode_ring_vnode_count(ring, &count));
    CHECK(count == 80);
    /* As HAProxy 2.6.12 answers: docs/vectors/compat/haproxy/equal.txt. */
    CHECK(owns(ring, "c", "user-0") && owns(ring, "a", "8") && owns(ring, "b", "13") && owns(ring, "a", "user-15"));
    vnode_ring_free(ring);

    /* All weights together give each node its vnodes, so that one more changes all. */
    vnode_ring_node nodes[2] = {node("10.0.0.1"), with_weight(node("10.0.0.2"), 5)};
    with.placement = VNODE_RING_PLACEMENT_TWEMPROXY;
    with.hash_tag[0] = '{';
    with.hash_tag[1] = '}';
    OK(vnode_ring_new(nodes, 2, &with, NULL, &ring));
    OK(vnode_ring_vnode_count(ring, &count));
    CHECK(count == 316);
    OK(vnode_ring_key_position(ring, TEXT("user:{7}:name"), &here));
    OK(vnode_ring_key_position(ring, TEXT("7"), &there));
    CHECK(here == there && here % (UINT64_C(1) << 32) == 0);
    with.key_hash = VNODE_RING_KEY_HASH_MD5;
    OK(vnode_ring_new(nodes, 2, &with, NULL, &other));
    OK(vnode_ring_key_position(other, TEXT("7"), &there));
    CHECK(here != there);
    vnode_ring_free(other);
    vnode_ring_free(ring);

    with.seed = 7;
    REFUSED(ARGUMENT, vnode_ring_new(nodes, 2, &with, &error, &ring));
    CHECK(strstr(error.message, "takes no seed") != NULL);
    with.seed = 0;
    with.hash_tag[1] = 0;
    REFUSED(ARGUMENT, vnode_ring_new(nodes, 2, &with, &error, &ring));
    CHECK(strstr(error.message, "hash_tag") != NULL);
    with.hash_tag[1] = '}';
    with.key_hash = VNODE_RING_KEY_HASH_SIPHASH13;
    REFUSED(ARGUMENT, vnode_ring_new(nodes, 2, &with, &error, &ring));
    with.key_hash = 0;
    with.placement = 99;
    REFUSED(ARGUMENT, vnode_ring_new(nodes, 2, &with, &error, &ring));
    CHECK(strstr(error.message, "placement") != NULL && ring == NULL);
}

int main(void) {
    versions();
    descriptions();
    fingerprints();
    lookups();
    of_no_nodes();
    configs();
    placements();
    return failures == 0 ? 0 : 1;
}
