/* Images read in place: the answers of the ring that made them, and bytes that are none. */
#include "check.h"

enum { KEYS = 300, KEY_BYTES = 16 };

/* Keys in one buffer, and each by itself. */
static char packed[KEYS * KEY_BYTES];
static const void *keys[KEYS];
static size_t lengths[KEYS], offsets[KEYS + 1];

static void make_keys(void) {
    for (int i = 0; i < KEYS; i += 1) {
        char *key = packed + offsets[i];
        lengths[i] = (size_t)snprintf(key, KEY_BYTES, "key-%d", i * i);
        keys[i] = key;
        offsets[i + 1] = offsets[i] + lengths[i];
    }
}

static const uint8_t secret[VNODE_RING_SECRET_BYTES] = {0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15};

/* A ring with all that a node can have. `with` may be NULL. */
static vnode_ring *ring_with(const vnode_ring_options *with) {
    static const vnode_ring_attribute attributes[2] = {{TEXT("rack"), TEXT("r1")}, {TEXT("addr"), TEXT("10.0.0.1:80")}};
    vnode_ring_node nodes[5] = {node("a"), with_zone(with_weight(node("b"), 3), "eu"), with_weight(node("c"), 0),
                                node("d"), node("n\xc3\xb6")};
    nodes[0].fields = VNODE_RING_FIELD_ATTRIBUTES | VNODE_RING_FIELD_PLACEMENT_ID | VNODE_RING_FIELD_VNODES;
    nodes[0].attributes = attributes;
    nodes[0].attribute_count = 2;
    nodes[0].placement_id = "old";
    nodes[0].placement_id_len = 3;
    nodes[0].vnodes = 100;
    vnode_ring *ring;
    OK(vnode_ring_new(nodes, 5, with, NULL, &ring));
    return ring;
}

static vnode_ring_view opened(const void *bytes, size_t length) {
    vnode_ring_view view;
    vnode_ring_error error;
    memset(&error, 0, sizeof error);
    int status = vnode_ring_view_open(bytes, length, NULL, 0, 0, &error, &view);
    CHECK(status == VNODE_RING_OK || (fprintf(stderr, "%s\n", error.message), 0));
    return view;
}

static int same_fingerprint(vnode_ring_fingerprint a, vnode_ring_fingerprint b) {
    return memcmp(a.bytes, b.bytes, sizeof a.bytes) == 0;
}

/* Owners, lists and picks are those of the ring. */
static void same_answers(const vnode_ring *ring, const vnode_ring_view *view) {
    uint32_t slots[KEYS + 1], others[KEYS + 1];
    slots[KEYS] = others[KEYS] = 77;
    OK(vnode_ring_view_lookup_batch(view, keys, lengths, KEYS, slots));
    OK(vnode_ring_view_lookup_packed(view, packed, offsets[KEYS], offsets, KEYS, others));
    CHECK(slots[KEYS] == 77 && others[KEYS] == 77);
    uint64_t loads[5] = {1, 0, 0, 1, 1}, caps[5];
    size_t nodes;
    OK(vnode_ring_fair_caps(ring, 4, 0, caps, 5, &nodes));
    for (size_t i = 0; i < KEYS; i += 1) {
        uint32_t of_ring, of_view;
        OK(vnode_ring_lookup(ring, keys[i], lengths[i], &of_ring));
        OK(vnode_ring_view_lookup(view, keys[i], lengths[i], &of_view));
        CHECK(of_ring == of_view && slots[i] == of_ring && others[i] == of_ring);

        uint64_t at[2], excluded[1];
        OK(vnode_ring_key_position(ring, keys[i], lengths[i], &at[0]));
        OK(vnode_ring_view_key_position(view, keys[i], lengths[i], &at[1]));
        OK(vnode_ring_view_lookup_position(view, at[1], &of_view));
        CHECK(at[0] == at[1] && of_view == of_ring);

        excluded[0] = UINT64_C(1) << of_ring;
        OK(vnode_ring_lookup_excluding(ring, keys[i], lengths[i], excluded, 1, &of_ring));
        OK(vnode_ring_view_lookup_excluding(view, keys[i], lengths[i], excluded, 1, &of_view));
        CHECK(of_ring == of_view && of_ring != slots[i]);

        for (size_t out = 0; out < 2; out += 1) {
            for (size_t wanted = 0; wanted < 7; wanted += 1) {
                uint32_t lists[2][7] = {{0}, {0}};
                size_t counts[2];
                OK(vnode_ring_replicas(ring, keys[i], lengths[i], VNODE_RING_ZONES_ANY, excluded, out, lists[0], wanted,
                                       &counts[0], NULL));
                OK(vnode_ring_view_preference_list(view, keys[i], lengths[i], excluded, out, lists[1], wanted,
                                                   &counts[1]));
                CHECK(counts[0] == counts[1] && counts[0] <= 4 - out);
                CHECK(memcmp(lists[0], lists[1], counts[0] * sizeof lists[0][0]) == 0);
            }
        }
        OK(vnode_ring_pick(ring, keys[i], lengths[i], loads, caps, 5, &of_ring));
        OK(vnode_ring_view_pick(view, keys[i], lengths[i], loads, caps, 5, &of_view));
        CHECK(of_ring == of_view);
    }
}

/* Nodes are those of the ring; without texts, as numbers. */
static void same_nodes(const vnode_ring *ring, const vnode_ring_view *view, int with_texts) {
    size_t count, others;
    bool has_texts;
    OK(vnode_ring_node_count(ring, &count));
    OK(vnode_ring_view_node_count(view, &others));
    CHECK(count == others);
    OK(vnode_ring_vnode_count(ring, &count));
    OK(vnode_ring_view_vnode_count(view, &others));
    CHECK(count == others);
    OK(vnode_ring_view_has_texts(view, &has_texts));
    CHECK(has_texts == (with_texts != 0));
    size_t vnodes = 0;
    for (uint32_t slot = 0; slot < 5; slot += 1) {
        vnode_ring_node expected, found;
        OK(vnode_ring_node_at(ring, slot, &expected));
        OK(vnode_ring_view_node_at(view, slot, &found));
        CHECK(found.slot == slot && found.weight == expected.weight && found.attributes == NULL);
        CHECK(found.fields & VNODE_RING_FIELD_VNODES);
        vnodes += found.vnodes;
        if (!with_texts) {
            CHECK(found.id_len == 0 && found.placement_id_len == 0 && found.zone_len == 0 && found.zone == NULL);
            CHECK(found.attribute_count == 0);
            REFUSED(NOT_MEMBER, vnode_ring_view_node_of(view, expected.id, expected.id_len, &found));
            continue;
        }
        CHECK(found.id_len == expected.id_len && memcmp(found.id, expected.id, found.id_len) == 0);
        CHECK(found.placement_id_len == expected.placement_id_len);
        CHECK(memcmp(found.placement_id, expected.placement_id, found.placement_id_len) == 0);
        CHECK(found.zone_len == expected.zone_len && (found.zone == NULL) == (expected.zone == NULL));
        CHECK((found.fields & ~(uint32_t)VNODE_RING_FIELD_VNODES) == (expected.fields & ~(uint32_t)VNODE_RING_FIELD_VNODES));
        CHECK(found.attribute_count == expected.attribute_count);
        OK(vnode_ring_view_node_of(view, expected.id, expected.id_len, &found));
        CHECK(found.slot == slot);
    }
    OK(vnode_ring_view_vnode_count(view, &count));
    CHECK(vnodes == count);
}

static void attributes(const vnode_ring_view *view) {
    vnode_ring_attribute attribute;
    const char *value;
    size_t value_len;
    OK(vnode_ring_view_attribute_at(view, 0, 0, &attribute));
    CHECK(same(attribute.name, attribute.name_len, "addr") && same(attribute.value, attribute.value_len, "10.0.0.1:80"));
    OK(vnode_ring_view_attribute_at(view, 0, 1, &attribute));
    CHECK(same(attribute.name, attribute.name_len, "rack") && same(attribute.value, attribute.value_len, "r1"));
    REFUSED(NOT_FOUND, vnode_ring_view_attribute_at(view, 0, 2, &attribute));
    REFUSED(NOT_FOUND, vnode_ring_view_attribute_at(view, 1, 0, &attribute));
    REFUSED(NOT_FOUND, vnode_ring_view_attribute_at(view, 5, 0, &attribute));
    OK(vnode_ring_view_attribute_of(view, 0, TEXT("rack"), &value, &value_len));
    CHECK(same(value, value_len, "r1"));
    REFUSED(NOT_FOUND, vnode_ring_view_attribute_of(view, 0, TEXT("row"), &value, &value_len));
    REFUSED(NOT_FOUND, vnode_ring_view_attribute_of(view, 5, TEXT("rack"), &value, &value_len));
    vnode_ring_node zoned;
    OK(vnode_ring_view_node_of(view, TEXT("b"), &zoned));
    CHECK(same(zoned.zone, zoned.zone_len, "eu") && zoned.fields & VNODE_RING_FIELD_ZONE);
    REFUSED(NOT_MEMBER, vnode_ring_view_node_of(view, TEXT("x"), &zoned));
}

static void an_image_answers_as_its_ring(void) {
    vnode_ring *ring = ring_with(NULL);
    for (int with_texts = 0; with_texts < 2; with_texts += 1) {
        uint8_t *image;
        size_t length;
        OK(with_texts ? vnode_ring_to_image(ring, NULL, &image, &length)
                      : vnode_ring_to_image_without_texts(ring, NULL, &image, &length));
        /* At any address, aligned or not. */
        uint8_t *moved = (uint8_t *)malloc(length + 8);
        for (size_t shift = 0; shift < 8; shift += 3) {
            memcpy(moved + shift, image, length);
            vnode_ring_view view = opened(moved + shift, length), copy = view;
            same_nodes(ring, &copy, with_texts);
            same_answers(ring, &copy);
            OK(vnode_ring_view_verify(&copy, NULL));
            if (with_texts) {
                attributes(&copy);
            }
            vnode_ring_stamp found;
            OK(vnode_ring_view_stamp(&view, &found));
            CHECK(same_stamp(found, stamp(ring)));
            vnode_ring_fingerprint placement[2];
            OK(vnode_ring_placement_fingerprint(ring, &placement[0]));
            OK(vnode_ring_view_placement_fingerprint(&view, &placement[1]));
            CHECK(same_fingerprint(placement[0], placement[1]));
            OK(vnode_ring_view_open(moved + shift, length, NULL, 0, VNODE_RING_VIEW_UNCHECKED, NULL, &view));
            same_answers(ring, &view);
        }
        free(moved);
        vnode_ring_bytes_free(image, length);
    }
    vnode_ring_free(ring);
}

/* The options of a view are those of its ring: with them and its nodes, the same ring is made. */
static void configs(void) {
    vnode_ring_options with = options(), found;
    with.seed = 7;
    with.vnodes_per_weight = 10;
    for (int keyed = 0; keyed < 2; keyed += 1) {
        with.secret = keyed ? secret : NULL;
        with.secret_len = keyed ? sizeof secret : 0;
        vnode_ring *ring = ring_with(&with), *again;
        uint8_t *image;
        size_t length;
        OK(vnode_ring_to_image(ring, NULL, &image, &length));
        vnode_ring_view view;
        OK(vnode_ring_view_open(image, length, with.secret, with.secret_len, 0, NULL, &view));
        same_answers(ring, &view);
        OK(vnode_ring_view_options(&view, &found));
        CHECK(found.size == sizeof found && found.placement == VNODE_RING_PLACEMENT_NATIVE && found.max_vnodes == 0);
        CHECK(found.key_hash == (keyed ? VNODE_RING_KEY_HASH_SIPHASH13 : VNODE_RING_KEY_HASH_XXH3));
        CHECK(found.secret == NULL && found.secret_len == 0 && found.seed == 7 && found.vnodes_per_weight == 10);
        found.secret = with.secret;
        found.secret_len = with.secret_len;
        again = ring_with(&found);
        CHECK(same_stamp(stamp(ring), stamp(again)));
        vnode_ring_free(again);
        vnode_ring_bytes_free(image, length);
        vnode_ring_free(ring);
    }
}

/* The secret of a keyed image is missing, another one, too short; or given where there is none. */
static void secrets(void) {
    vnode_ring_options with = options();
    with.secret = secret;
    with.secret_len = sizeof secret;
    vnode_ring *rings[2];
    rings[0] = ring_with(NULL);
    rings[1] = ring_with(&with);
    static const uint8_t other[VNODE_RING_SECRET_BYTES] = {1};
    const uint32_t flags[2] = {0, VNODE_RING_VIEW_UNCHECKED};
    for (int i = 0; i < 4; i += 1) {
        uint8_t *image;
        size_t length;
        vnode_ring_view view;
        vnode_ring_error error;
        const uint32_t flag = flags[i / 2];
        OK(vnode_ring_to_image(rings[i % 2], NULL, &image, &length));
        REFUSED(SECRET, vnode_ring_view_open(image, length, other, sizeof other, flag, &error, &view));
        CHECK(error.status == VNODE_RING_ERR_SECRET && error.message[0] != 0);
        REFUSED(ARGUMENT, vnode_ring_view_open(image, length, secret, 15, flag, &error, &view));
        CHECK(strstr(error.message, "16 bytes (got 15)") != NULL);
        REFUSED(NULL, vnode_ring_view_open(image, length, NULL, 16, flag, NULL, &view));
        REFUSED(ARGUMENT, vnode_ring_view_open(image, length, secret, 0, flag, NULL, &view));
        if (i % 2 == 1) {
            REFUSED(SECRET, vnode_ring_view_open(image, length, NULL, 0, flag, NULL, &view));
            OK(vnode_ring_view_open(image, length, secret, sizeof secret, flag, NULL, &view));
            same_answers(rings[1], &view);
        } else {
            REFUSED(SECRET, vnode_ring_view_open(image, length, secret, sizeof secret, flag, NULL, &view));
        }
        vnode_ring_bytes_free(image, length);
    }
    vnode_ring_free(rings[0]);
    vnode_ring_free(rings[1]);
}

/* Asks all there is, of bytes that nobody checked: every call ends. */
static void ask_all(const vnode_ring_view *view) {
    uint32_t slots[KEYS];
    uint64_t loads[1] = {9}, caps[1] = {1}, excluded[1] = {5};
    size_t count;
    (void)vnode_ring_view_lookup_batch(view, keys, lengths, KEYS, slots);
    for (size_t i = 0; i < KEYS; i += 100) {
        (void)vnode_ring_view_lookup(view, keys[i], lengths[i], slots);
        (void)vnode_ring_view_lookup_excluding(view, keys[i], lengths[i], excluded, 1, slots);
        (void)vnode_ring_view_preference_list(view, keys[i], lengths[i], excluded, 1, slots, 3, &count);
        (void)vnode_ring_view_pick(view, keys[i], lengths[i], loads, caps, 1, slots);
        vnode_ring_node found;
        vnode_ring_attribute attribute;
        if (vnode_ring_view_node_at(view, slots[0], &found) == VNODE_RING_OK) {
            (void)vnode_ring_view_attribute_at(view, slots[0], 0, &attribute);
        }
        (void)vnode_ring_view_node_of(view, TEXT("b"), &found);
    }
    (void)vnode_ring_view_verify(view, NULL);
}

/* Each byte changed, each length: refused. Unchecked, at least harmless. */
static void damage(void) {
    const char *const ids[3] = {"a", "b", "c"};
    vnode_ring_options with = options();
    with.vnodes_per_weight = 4;
    vnode_ring_node nodes[3] = {node(ids[0]), with_zone(node(ids[1]), "eu"), node(ids[2])};
    vnode_ring *ring;
    OK(vnode_ring_new(nodes, 3, &with, NULL, &ring));
    uint8_t *image;
    size_t length;
    OK(vnode_ring_to_image(ring, NULL, &image, &length));
    vnode_ring_view view;
    vnode_ring_error error;
    size_t opened_unchecked = 0;
    for (size_t at = 0; at < length; at += 1) {
        image[at] ^= 0x41;
        int status = vnode_ring_view_open(image, length, NULL, 0, 0, &error, &view);
        CHECK((status == VNODE_RING_ERR_DECODE || status == VNODE_RING_ERR_SECRET) && error.status == status);
        CHECK(error.message[0] != 0);
        if (vnode_ring_view_open(image, length, NULL, 0, VNODE_RING_VIEW_UNCHECKED, NULL, &view) == VNODE_RING_OK) {
            opened_unchecked += 1;
            CHECK(vnode_ring_view_verify(&view, NULL) != VNODE_RING_OK);
            ask_all(&view);
        }
        image[at] ^= 0x41;
        /* A copy of its own, so that reading past the end is reading past what was allocated. */
        uint8_t *cut = (uint8_t *)malloc(at + 1);
        memcpy(cut, image, at);
        REFUSED(DECODE, vnode_ring_view_open(cut, at, NULL, 0, 0, NULL, &view));
        REFUSED(DECODE, vnode_ring_view_open(cut, at, NULL, 0, VNODE_RING_VIEW_UNCHECKED, NULL, &view));
        free(cut);
    }
    CHECK(opened_unchecked > length / 2);
    OK(vnode_ring_view_open(image, length, NULL, 0, 0, NULL, &view));
    OK(vnode_ring_view_verify(&view, NULL));

    /* Another kind of file. */
    uint8_t *snapshot;
    size_t snapshot_len;
    OK(vnode_ring_to_snapshot(ring, NULL, &snapshot, &snapshot_len));
    REFUSED(DECODE, vnode_ring_view_open(snapshot, snapshot_len, NULL, 0, 0, NULL, &view));
    REFUSED(DECODE, vnode_ring_view_open(NULL, 0, NULL, 0, 0, NULL, &view));
    vnode_ring_bytes_free(snapshot, snapshot_len);
    vnode_ring_bytes_free(image, length);
    vnode_ring_free(ring);
}

/* Every function on a view that is none. */
static void refuse_all(int expected, const vnode_ring_view *view) {
    uint32_t slot;
    size_t count;
    uint64_t position, load = 0, cap = 1;
    bool has_texts;
    const void *key = "k";
    const char *value;
    const size_t length = 1, ends[2] = {0, 1};
    vnode_ring_node found;
    vnode_ring_attribute attribute;
    vnode_ring_stamp told;
    vnode_ring_fingerprint placement;
    vnode_ring_options with;
    vnode_ring_error error;
    CHECK(vnode_ring_view_verify(view, &error) == expected && error.status == expected);
    CHECK(strcmp(error.message, vnode_ring_strerror(expected)) == 0);
    CHECK(vnode_ring_view_options(view, &with) == expected);
    CHECK(vnode_ring_view_stamp(view, &told) == expected);
    CHECK(vnode_ring_view_placement_fingerprint(view, &placement) == expected);
    CHECK(vnode_ring_view_has_texts(view, &has_texts) == expected);
    CHECK(vnode_ring_view_node_count(view, &count) == expected);
    CHECK(vnode_ring_view_vnode_count(view, &count) == expected);
    CHECK(vnode_ring_view_node_at(view, 0, &found) == expected);
    CHECK(vnode_ring_view_node_of(view, TEXT("a"), &found) == expected);
    CHECK(vnode_ring_view_attribute_at(view, 0, 0, &attribute) == expected);
    CHECK(vnode_ring_view_attribute_of(view, 0, TEXT("addr"), &value, &count) == expected);
    CHECK(vnode_ring_view_lookup(view, key, 1, &slot) == expected);
    CHECK(vnode_ring_view_lookup_excluding(view, key, 1, NULL, 0, &slot) == expected);
    CHECK(vnode_ring_view_lookup_batch(view, &key, &length, 1, &slot) == expected);
    CHECK(vnode_ring_view_lookup_packed(view, key, 1, ends, 1, &slot) == expected);
    CHECK(vnode_ring_view_key_position(view, key, 1, &position) == expected);
    CHECK(vnode_ring_view_lookup_position(view, 0, &slot) == expected);
    CHECK(vnode_ring_view_preference_list(view, key, 1, NULL, 0, &slot, 1, &count) == expected);
    CHECK(vnode_ring_view_pick(view, key, 1, &load, &cap, 1, &slot) == expected);
}

static void views_that_are_none(void) {
    vnode_ring_view view;
    refuse_all(VNODE_RING_ERR_NULL, NULL);
    memset(&view, 0, sizeof view);
    refuse_all(VNODE_RING_ERR_OBJECT, &view);
    memset(&view, 0xa5, sizeof view);
    refuse_all(VNODE_RING_ERR_OBJECT, &view);
    /* Not aligned. */
    uint64_t words[sizeof view / 8 + 1] = {0};
    refuse_all(VNODE_RING_ERR_OBJECT, (const vnode_ring_view *)(const void *)((const char *)words + 1));
    REFUSED(ARGUMENT, vnode_ring_view_open("", 0, NULL, 0, 0, NULL, (vnode_ring_view *)(void *)((char *)words + 1)));
    /* Another object. */
    vnode_ring *ring = ring_with(NULL);
    refuse_all(VNODE_RING_ERR_OBJECT, (const vnode_ring_view *)(const void *)ring);
    uint32_t slot;
    size_t length;
    uint8_t *image;
    OK(vnode_ring_to_image(ring, NULL, &image, &length));
    /* One that was open: a failure closes it. */
    view = opened(image, length);
    OK(vnode_ring_view_lookup(&view, "k", 1, &slot));
    REFUSED(OBJECT, vnode_ring_lookup((const vnode_ring *)(const void *)&view, "k", 1, &slot));
    REFUSED(DECODE, vnode_ring_view_open(image, length - 1, NULL, 0, 0, NULL, &view));
    refuse_all(VNODE_RING_ERR_OBJECT, &view);
    OK(vnode_ring_view_open(image, length, NULL, 0, 0, NULL, &view));
    REFUSED(ARGUMENT, vnode_ring_view_open(image, length, NULL, 0, 2, NULL, &view));
    REFUSED(ARGUMENT, vnode_ring_view_open(image, length, NULL, 0, UINT32_MAX, NULL, &view));
    REFUSED(ARGUMENT, vnode_ring_view_open(image, SIZE_MAX, NULL, 0, 0, NULL, &view));
    REFUSED(NULL, vnode_ring_view_open(NULL, length, NULL, 0, 0, NULL, &view));
    REFUSED(NULL, vnode_ring_view_open(image, length, NULL, 0, 0, NULL, NULL));
    refuse_all(VNODE_RING_ERR_OBJECT, &view);
    vnode_ring_bytes_free(image, length);
    vnode_ring_free(ring);
}

/* Arguments that are wrong leave results alone. */
static void arguments(void) {
    vnode_ring *ring = ring_with(NULL);
    uint8_t *image;
    size_t length;
    OK(vnode_ring_to_image(ring, NULL, &image, &length));
    vnode_ring_view view = opened(image, length);
    uint32_t slot = 77, slots[3] = {77, 77, 77};
    size_t count = 77;
    uint64_t full[5] = {0}, all = 31;
    const char *value = NULL;
    vnode_ring_node found;
    memset(&found, 0, sizeof found);

    REFUSED(NULL, vnode_ring_view_lookup(&view, NULL, 1, &slot));
    REFUSED(NULL, vnode_ring_view_lookup(&view, "k", 1, NULL));
    REFUSED(ARGUMENT, vnode_ring_view_lookup(&view, "k", SIZE_MAX, &slot));
    REFUSED(NULL, vnode_ring_view_lookup_excluding(&view, "k", 1, NULL, 1, &slot));
    REFUSED(NULL, vnode_ring_view_lookup_excluding(&view, "k", 1, &all, 1, NULL));
    REFUSED(NOT_FOUND, vnode_ring_view_lookup_excluding(&view, "k", 1, &all, 1, &slot));
    REFUSED(NULL, vnode_ring_view_lookup_batch(&view, NULL, lengths, 3, slots));
    REFUSED(NULL, vnode_ring_view_lookup_batch(&view, keys, NULL, 3, slots));
    REFUSED(NULL, vnode_ring_view_lookup_batch(&view, keys, lengths, 3, NULL));
    REFUSED(ARGUMENT, vnode_ring_view_lookup_batch(&view, keys, lengths, SIZE_MAX, slots));
    OK(vnode_ring_view_lookup_batch(&view, NULL, NULL, 0, NULL));
    REFUSED(NULL, vnode_ring_view_lookup_packed(&view, NULL, 9, offsets, 2, slots));
    REFUSED(NULL, vnode_ring_view_lookup_packed(&view, packed, 99, NULL, 2, slots));
    REFUSED(NULL, vnode_ring_view_lookup_packed(&view, packed, 99, offsets, 2, NULL));
    REFUSED(ARGUMENT, vnode_ring_view_lookup_packed(&view, packed, 99, offsets, SIZE_MAX, slots));
    REFUSED(ARGUMENT, vnode_ring_view_lookup_packed(&view, packed, offsets[3] - 1, offsets, 3, slots));
    const size_t turned[3] = {0, 5, 4};
    REFUSED(ARGUMENT, vnode_ring_view_lookup_packed(&view, packed, 99, turned, 2, slots));
    REFUSED(NULL, vnode_ring_view_key_position(&view, "k", 1, NULL));
    REFUSED(NULL, vnode_ring_view_key_position(&view, NULL, 1, full));
    REFUSED(NULL, vnode_ring_view_lookup_position(&view, 0, NULL));
    REFUSED(NULL, vnode_ring_view_preference_list(&view, NULL, 1, NULL, 0, slots, 3, &count));
    REFUSED(NULL, vnode_ring_view_preference_list(&view, "k", 1, NULL, 1, slots, 3, &count));
    REFUSED(NULL, vnode_ring_view_preference_list(&view, "k", 1, NULL, 0, NULL, 3, &count));
    REFUSED(NULL, vnode_ring_view_preference_list(&view, "k", 1, NULL, 0, slots, 3, NULL));
    REFUSED(ARGUMENT, vnode_ring_view_preference_list(&view, "k", 1, NULL, 0, slots, SIZE_MAX, &count));
    REFUSED(NULL, vnode_ring_view_pick(&view, "k", 1, NULL, full, 5, &slot));
    REFUSED(NULL, vnode_ring_view_pick(&view, "k", 1, full, NULL, 5, &slot));
    REFUSED(NULL, vnode_ring_view_pick(&view, "k", 1, full, full, 5, NULL));
    REFUSED(NOT_FOUND, vnode_ring_view_pick(&view, "k", 1, full, full, 5, &slot));
    REFUSED(NOT_FOUND, vnode_ring_view_pick(&view, "k", 1, NULL, NULL, 0, &slot));
    REFUSED(NOT_FOUND, vnode_ring_view_node_at(&view, 5, &found));
    REFUSED(NOT_FOUND, vnode_ring_view_node_at(&view, VNODE_RING_NO_SLOT, &found));
    REFUSED(NULL, vnode_ring_view_node_at(&view, 0, NULL));
    REFUSED(NULL, vnode_ring_view_node_of(&view, NULL, 1, &found));
    REFUSED(NULL, vnode_ring_view_node_of(&view, "a", 1, NULL));
    REFUSED(UTF8, vnode_ring_view_node_of(&view, "\xff", 1, &found));
    REFUSED(NULL, vnode_ring_view_attribute_at(&view, 0, 0, NULL));
    REFUSED(UTF8, vnode_ring_view_attribute_of(&view, 0, "\xff", 1, &value, &count));
    REFUSED(NULL, vnode_ring_view_attribute_of(&view, 0, NULL, 1, &value, &count));
    REFUSED(NULL, vnode_ring_view_attribute_of(&view, 0, "rack", 4, NULL, &count));
    REFUSED(NULL, vnode_ring_view_attribute_of(&view, 0, "rack", 4, &value, NULL));
    REFUSED(NULL, vnode_ring_view_options(&view, NULL));
    REFUSED(NULL, vnode_ring_view_stamp(&view, NULL));
    REFUSED(NULL, vnode_ring_view_placement_fingerprint(&view, NULL));
    REFUSED(NULL, vnode_ring_view_has_texts(&view, NULL));
    REFUSED(NULL, vnode_ring_view_node_count(&view, NULL));
    REFUSED(NULL, vnode_ring_view_vnode_count(&view, NULL));
    CHECK(slot == 77 && count == 77 && value == NULL && found.id == NULL && slots[0] == 77 && slots[2] == 77);
    OK(vnode_ring_view_preference_list(&view, "k", 1, NULL, 0, NULL, 0, &count));
    CHECK(count == 0);
    vnode_ring_bytes_free(image, length);
    vnode_ring_free(ring);
}

static void of_no_nodes(void) {
    vnode_ring *ring;
    uint8_t *image;
    size_t length, count;
    uint32_t slot = 77;
    vnode_ring_node found;
    OK(vnode_ring_new(NULL, 0, NULL, NULL, &ring));
    OK(vnode_ring_to_image(ring, NULL, &image, &length));
    vnode_ring_view view = opened(image, length);
    REFUSED(NOT_FOUND, vnode_ring_view_lookup(&view, "k", 1, &slot));
    REFUSED(NOT_FOUND, vnode_ring_view_lookup_position(&view, 0, &slot));
    REFUSED(NOT_FOUND, vnode_ring_view_lookup_batch(&view, keys, lengths, 1, &slot));
    REFUSED(NOT_FOUND, vnode_ring_view_lookup_packed(&view, packed, offsets[1], offsets, 1, &slot));
    REFUSED(NOT_FOUND, vnode_ring_view_node_at(&view, 0, &found));
    CHECK(slot == 77);
    OK(vnode_ring_view_preference_list(&view, "k", 1, NULL, 0, &slot, 1, &count));
    CHECK(count == 0);
    OK(vnode_ring_view_node_count(&view, &count));
    CHECK(count == 0);
    vnode_ring_bytes_free(image, length);
    vnode_ring_free(ring);
}

int main(void) {
    make_keys();
    an_image_answers_as_its_ring();
    configs();
    secrets();
    damage();
    views_that_are_none();
    arguments();
    of_no_nodes();
    return failures == 0 ? 0 : 1;
}
