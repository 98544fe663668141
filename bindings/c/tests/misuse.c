/* What no caller should do, and what comes of it: a status, and nothing else. */
#include "nodes.h"

#include <signal.h>
#include <sys/wait.h>
#include <unistd.h>

static uint32_t slot = 77;
static size_t count = 77;

static void null_of_rings(vnode_ring *ring) {
    vnode_ring_node one = node("x"), found;
    vnode_ring_attribute attribute;
    vnode_ring_stamp at;
    vnode_ring_fingerprint fingerprint;
    vnode_ring *made = ring;
    const char *value;
    REFUSED(NULL, vnode_ring_new(&one, 1, NULL, NULL, NULL));
    REFUSED(NULL, vnode_ring_new(NULL, 1, NULL, NULL, &made));
    CHECK(made == NULL);
    made = ring;
    REFUSED(NULL, vnode_ring_clone(NULL, NULL, &made));
    CHECK(made == NULL);
    REFUSED(NULL, vnode_ring_clone(ring, NULL, NULL));
    REFUSED(NULL, vnode_ring_node_count(NULL, &count));
    REFUSED(NULL, vnode_ring_node_count(ring, NULL));
    REFUSED(NULL, vnode_ring_vnode_count(NULL, &count));
    REFUSED(NULL, vnode_ring_vnode_count(ring, NULL));
    REFUSED(NULL, vnode_ring_slot_count(NULL, &count));
    REFUSED(NULL, vnode_ring_slot_count(ring, NULL));
    REFUSED(NULL, vnode_ring_node_at(NULL, 0, &found));
    REFUSED(NULL, vnode_ring_node_at(ring, 0, NULL));
    REFUSED(NULL, vnode_ring_node_of(NULL, TEXT("a"), &found));
    REFUSED(NULL, vnode_ring_node_of(ring, NULL, 1, &found));
    REFUSED(NULL, vnode_ring_node_of(ring, TEXT("a"), NULL));
    REFUSED(NULL, vnode_ring_attribute_at(NULL, 0, 0, &attribute));
    REFUSED(NULL, vnode_ring_attribute_at(ring, 0, 0, NULL));
    REFUSED(NULL, vnode_ring_attribute_of(NULL, 0, TEXT("a"), &value, &count));
    REFUSED(NULL, vnode_ring_attribute_of(ring, 0, NULL, 1, &value, &count));
    REFUSED(NULL, vnode_ring_attribute_of(ring, 0, TEXT("a"), NULL, &count));
    REFUSED(NULL, vnode_ring_attribute_of(ring, 0, TEXT("a"), &value, NULL));
    REFUSED(NULL, vnode_ring_stamp_of(NULL, &at));
    REFUSED(NULL, vnode_ring_stamp_of(ring, NULL));
    REFUSED(NULL, vnode_ring_placement_fingerprint(NULL, &fingerprint));
    REFUSED(NULL, vnode_ring_placement_fingerprint(ring, NULL));
    vnode_ring_free(NULL);
}

static void null_of_lookups(const vnode_ring *ring) {
    const void *keys[1] = {"k"}, *no_keys[1] = {NULL};
    size_t lengths[1] = {1}, offsets[2] = {0, 1};
    uint64_t position, word = 0, loads[1] = {0};
    int32_t shortage;
    REFUSED(NULL, vnode_ring_lookup(NULL, "k", 1, &slot));
    REFUSED(NULL, vnode_ring_lookup(ring, NULL, 1, &slot));
    REFUSED(NULL, vnode_ring_lookup(ring, "k", 1, NULL));
    REFUSED(NULL, vnode_ring_lookup_excluding(NULL, "k", 1, &word, 1, &slot));
    REFUSED(NULL, vnode_ring_lookup_excluding(ring, NULL, 1, &word, 1, &slot));
    REFUSED(NULL, vnode_ring_lookup_excluding(ring, "k", 1, NULL, 1, &slot));
    REFUSED(NULL, vnode_ring_lookup_excluding(ring, "k", 1, &word, 1, NULL));
    REFUSED(NULL, vnode_ring_lookup_batch(NULL, keys, lengths, 1, &slot));
    REFUSED(NULL, vnode_ring_lookup_batch(ring, NULL, lengths, 1, &slot));
    REFUSED(NULL, vnode_ring_lookup_batch(ring, keys, NULL, 1, &slot));
    REFUSED(NULL, vnode_ring_lookup_batch(ring, no_keys, lengths, 1, &slot));
    REFUSED(NULL, vnode_ring_lookup_batch(ring, keys, lengths, 1, NULL));
    REFUSED(NULL, vnode_ring_lookup_packed(NULL, "k", 1, offsets, 1, &slot));
    REFUSED(NULL, vnode_ring_lookup_packed(ring, NULL, 1, offsets, 1, &slot));
    REFUSED(NULL, vnode_ring_lookup_packed(ring, "k", 1, NULL, 1, &slot));
    REFUSED(NULL, vnode_ring_lookup_packed(ring, "k", 1, offsets, 1, NULL));
    REFUSED(NULL, vnode_ring_lookup_position(NULL, 0, &slot));
    REFUSED(NULL, vnode_ring_lookup_position(ring, 0, NULL));
    REFUSED(NULL, vnode_ring_key_position(NULL, "k", 1, &position));
    REFUSED(NULL, vnode_ring_key_position(ring, NULL, 1, &position));
    REFUSED(NULL, vnode_ring_key_position(ring, "k", 1, NULL));
    REFUSED(NULL, vnode_ring_replicas(NULL, "k", 1, 0, NULL, 0, &slot, 1, &count, &shortage));
    REFUSED(NULL, vnode_ring_replicas(ring, NULL, 1, 0, NULL, 0, &slot, 1, &count, &shortage));
    REFUSED(NULL, vnode_ring_replicas(ring, "k", 1, 0, NULL, 1, &slot, 1, &count, &shortage));
    REFUSED(NULL, vnode_ring_replicas(ring, "k", 1, 0, NULL, 0, NULL, 1, &count, &shortage));
    REFUSED(NULL, vnode_ring_replicas(ring, "k", 1, 0, NULL, 0, &slot, 1, NULL, &shortage));
    REFUSED(NULL, vnode_ring_pick(NULL, "k", 1, loads, loads, 1, &slot));
    REFUSED(NULL, vnode_ring_pick(ring, NULL, 1, loads, loads, 1, &slot));
    REFUSED(NULL, vnode_ring_pick(ring, "k", 1, NULL, loads, 1, &slot));
    REFUSED(NULL, vnode_ring_pick(ring, "k", 1, loads, NULL, 1, &slot));
    REFUSED(NULL, vnode_ring_pick(ring, "k", 1, loads, loads, 1, NULL));
    REFUSED(NULL, vnode_ring_fair_caps(NULL, 1, 1, &word, 1, &count));
    REFUSED(NULL, vnode_ring_fair_caps(ring, 1, 1, &word, 1, NULL));
    REFUSED(NULL, vnode_ring_fair_caps(ring, 1, 1, NULL, 10, &count));
    /* Nothing of this wrote a result. */
    CHECK(slot == 77 && count == 77);
}

static void null_of_changes(vnode_ring *ring) {
    vnode_ring_delta *delta = documented_join(ring), *none = delta;
    vnode_ring_node one = node("x"), found;
    vnode_ring_change change;
    vnode_ring_stamp at;
    uint8_t *bytes = (uint8_t *)ring;
    memset(&change, 0, sizeof change);
    REFUSED(NULL, vnode_ring_add(NULL, &one, NULL, &none));
    CHECK(none == NULL);
    REFUSED(NULL, vnode_ring_add(ring, NULL, NULL, NULL));
    REFUSED(NULL, vnode_ring_remove(NULL, TEXT("x"), NULL, NULL));
    REFUSED(NULL, vnode_ring_remove(ring, NULL, 1, NULL, NULL));
    REFUSED(NULL, vnode_ring_reweight(NULL, TEXT("x"), 1, NULL, NULL));
    REFUSED(NULL, vnode_ring_reweight(ring, NULL, 1, 1, NULL, NULL));
    REFUSED(NULL, vnode_ring_delta_new(NULL, &change, 1, NULL, &none));
    REFUSED(NULL, vnode_ring_delta_new(ring, NULL, 1, NULL, &none));
    REFUSED(NULL, vnode_ring_delta_new(ring, &change, 1, NULL, NULL));
    REFUSED(NULL, vnode_ring_delta_reconcile(NULL, &one, 1, NULL, &none));
    REFUSED(NULL, vnode_ring_delta_reconcile(ring, NULL, 1, NULL, &none));
    REFUSED(NULL, vnode_ring_delta_reconcile(ring, &one, 1, NULL, NULL));
    REFUSED(NULL, vnode_ring_delta_reconcile_at(NULL, &one, 1, 9, NULL, &none));
    REFUSED(NULL, vnode_ring_delta_reconcile_at(ring, NULL, 1, 9, NULL, &none));
    REFUSED(NULL, vnode_ring_delta_reconcile_at(ring, &one, 1, 9, NULL, NULL));
    REFUSED(NULL, vnode_ring_delta_calibrate(NULL, 1, 0, 0, NULL, &none));
    REFUSED(NULL, vnode_ring_delta_calibrate(ring, 1, 0, 0, NULL, NULL));
    REFUSED(NULL, vnode_ring_delta_diff(NULL, ring, NULL, &none));
    REFUSED(NULL, vnode_ring_delta_diff(ring, NULL, NULL, &none));
    REFUSED(NULL, vnode_ring_delta_diff(ring, ring, NULL, NULL));
    REFUSED(NULL, vnode_ring_apply(NULL, delta, NULL, NULL));
    REFUSED(NULL, vnode_ring_apply(ring, NULL, NULL, NULL));
    REFUSED(NULL, vnode_ring_delta_invert(NULL, NULL, &none));
    REFUSED(NULL, vnode_ring_delta_invert(delta, NULL, NULL));
    REFUSED(NULL, vnode_ring_delta_compose(NULL, delta, NULL, &none));
    REFUSED(NULL, vnode_ring_delta_compose(delta, NULL, NULL, &none));
    REFUSED(NULL, vnode_ring_delta_compose(delta, delta, NULL, NULL));
    REFUSED(NULL, vnode_ring_delta_change_count(NULL, &count));
    REFUSED(NULL, vnode_ring_delta_change_count(delta, NULL));
    REFUSED(NULL, vnode_ring_delta_change_at(NULL, 0, &found, &found));
    REFUSED(NULL, vnode_ring_delta_change_at(delta, 0, NULL, &found));
    REFUSED(NULL, vnode_ring_delta_change_at(delta, 0, &found, NULL));
    REFUSED(NULL, vnode_ring_delta_stamps(NULL, &at, &at));
    REFUSED(NULL, vnode_ring_delta_stamps(delta, NULL, &at));
    REFUSED(NULL, vnode_ring_delta_stamps(delta, &at, NULL));
    REFUSED(NULL, vnode_ring_delta_to_bytes(NULL, NULL, &bytes, &count));
    CHECK(bytes == NULL);
    REFUSED(NULL, vnode_ring_delta_to_bytes(delta, NULL, NULL, &count));
    REFUSED(NULL, vnode_ring_delta_to_bytes(delta, NULL, &bytes, NULL));
    REFUSED(NULL, vnode_ring_delta_from_bytes(NULL, 1, NULL, NULL, &none));
    REFUSED(NULL, vnode_ring_delta_from_bytes("x", 1, NULL, NULL, NULL));
    vnode_ring_delta_free(NULL);
    vnode_ring_delta_free(delta);
}

static void null_of_files_and_plans(const vnode_ring *ring) {
    vnode_ring *made;
    uint8_t *bytes;
    vnode_ring_share share;
    vnode_ring_delta *delta = documented_join(ring);
    vnode_ring_plan *plan;
    vnode_ring_plan_summary summary;
    vnode_ring_plan_range range;
    vnode_ring_plan_copy copy;
    vnode_ring_plan_pair pair;
    vnode_ring_plan_node found;
    REFUSED(NULL, vnode_ring_to_snapshot(NULL, NULL, &bytes, &count));
    REFUSED(NULL, vnode_ring_to_snapshot(ring, NULL, NULL, &count));
    REFUSED(NULL, vnode_ring_to_snapshot(ring, NULL, &bytes, NULL));
    REFUSED(NULL, vnode_ring_to_image(NULL, NULL, &bytes, &count));
    REFUSED(NULL, vnode_ring_to_image(ring, NULL, NULL, &count));
    REFUSED(NULL, vnode_ring_to_image(ring, NULL, &bytes, NULL));
    REFUSED(NULL, vnode_ring_to_image_without_texts(NULL, NULL, &bytes, &count));
    REFUSED(NULL, vnode_ring_to_image_without_texts(ring, NULL, NULL, &count));
    REFUSED(NULL, vnode_ring_to_image_without_texts(ring, NULL, &bytes, NULL));
    REFUSED(NULL, vnode_ring_from_snapshot(NULL, 1, NULL, NULL, &made));
    REFUSED(NULL, vnode_ring_from_snapshot("x", 1, NULL, NULL, NULL));
    REFUSED(DECODE, vnode_ring_from_snapshot(NULL, 0, NULL, NULL, &made));
    REFUSED(NULL, vnode_ring_from_image(NULL, 1, NULL, NULL, &made));
    REFUSED(NULL, vnode_ring_from_image("x", 1, NULL, NULL, NULL));
    REFUSED(DECODE, vnode_ring_from_image(NULL, 0, NULL, NULL, &made));
    REFUSED(NULL, vnode_ring_shares(NULL, 1, 0, NULL, &share, 1, &count, NULL));
    REFUSED(NULL, vnode_ring_shares(ring, 1, 0, NULL, NULL, 10, &count, NULL));
    REFUSED(NULL, vnode_ring_shares(ring, 1, 0, NULL, &share, 1, NULL, NULL));

    REFUSED(NULL, vnode_ring_plan_of(NULL, delta, 1, 0, NULL, 0, NULL, &plan));
    CHECK(plan == NULL);
    REFUSED(NULL, vnode_ring_plan_of(ring, NULL, 1, 0, NULL, 0, NULL, &plan));
    REFUSED(NULL, vnode_ring_plan_of(ring, delta, 1, 0, NULL, 1, NULL, &plan));
    REFUSED(NULL, vnode_ring_plan_of(ring, delta, 1, 0, NULL, 0, NULL, NULL));
    REFUSED(NULL, vnode_ring_plan_between(NULL, ring, 1, 0, NULL, 0, NULL, &plan));
    REFUSED(NULL, vnode_ring_plan_between(ring, NULL, 1, 0, NULL, 0, NULL, &plan));
    REFUSED(NULL, vnode_ring_plan_between(ring, ring, 1, 0, NULL, 1, NULL, &plan));
    REFUSED(NULL, vnode_ring_plan_between(ring, ring, 1, 0, NULL, 0, NULL, NULL));
    OK(vnode_ring_plan_of(ring, delta, 1, 0, NULL, 0, NULL, &plan));
    REFUSED(NULL, vnode_ring_plan_summary_of(NULL, &summary));
    REFUSED(NULL, vnode_ring_plan_summary_of(plan, NULL));
    REFUSED(NULL, vnode_ring_plan_node_count(NULL, &count));
    REFUSED(NULL, vnode_ring_plan_node_count(plan, NULL));
    REFUSED(NULL, vnode_ring_plan_node_at(NULL, 0, &found));
    REFUSED(NULL, vnode_ring_plan_node_at(plan, 0, NULL));
    REFUSED(NULL, vnode_ring_plan_range_count(NULL, &count));
    REFUSED(NULL, vnode_ring_plan_range_count(plan, NULL));
    REFUSED(NULL, vnode_ring_plan_range_at(NULL, 0, &range));
    REFUSED(NULL, vnode_ring_plan_range_at(plan, 0, NULL));
    REFUSED(NULL, vnode_ring_plan_copy_at(NULL, 0, 0, &copy));
    REFUSED(NULL, vnode_ring_plan_copy_at(plan, 0, 0, NULL));
    REFUSED(NULL, vnode_ring_plan_pair_count(NULL, &count));
    REFUSED(NULL, vnode_ring_plan_pair_count(plan, NULL));
    REFUSED(NULL, vnode_ring_plan_pair_at(NULL, 0, &pair));
    REFUSED(NULL, vnode_ring_plan_pair_at(plan, 0, NULL));
    vnode_ring_plan_free(plan);
    vnode_ring_plan_free(NULL);
    vnode_ring_delta_free(delta);
}

static void null_of_shared(const vnode_ring *ring) {
    vnode_ring_shared *shared, *none;
    vnode_ring_reader *reader, *no_reader;
    vnode_ring_delta *delta = documented_join(ring);
    vnode_ring *copy;
    const vnode_ring *lent = ring;
    REFUSED(NULL, vnode_ring_shared_new(NULL, NULL, &none));
    REFUSED(NULL, vnode_ring_shared_new(ring, NULL, NULL));
    OK(vnode_ring_shared_new(ring, NULL, &shared));
    REFUSED(NULL, vnode_ring_shared_apply(NULL, delta, NULL, NULL));
    REFUSED(NULL, vnode_ring_shared_apply(shared, NULL, NULL, NULL));
    REFUSED(NULL, vnode_ring_shared_publish(NULL, ring, NULL));
    REFUSED(NULL, vnode_ring_shared_publish(shared, NULL, NULL));
    REFUSED(NULL, vnode_ring_shared_copy(NULL, NULL, &copy));
    REFUSED(NULL, vnode_ring_shared_copy(shared, NULL, NULL));
    REFUSED(NULL, vnode_ring_reader_new(NULL, NULL, &no_reader));
    REFUSED(NULL, vnode_ring_reader_new(shared, NULL, NULL));
    OK(vnode_ring_reader_new(shared, NULL, &reader));
    REFUSED(NULL, vnode_ring_reader_ring(NULL, &lent));
    CHECK(lent == NULL);
    REFUSED(NULL, vnode_ring_reader_ring(reader, NULL));
    OK(vnode_ring_reader_ring(reader, &lent));
    vnode_ring_free((vnode_ring *)lent);
    CHECK(owns(lent, "cache-10", "user-1"));
    vnode_ring_reader_free(reader);
    vnode_ring_shared_free(shared);
    vnode_ring_delta_free(delta);
}

/* Sizes that no memory has, pointers that are not aligned, text that is none. */
static void absurd(const vnode_ring *ring) {
    vnode_ring *made, *copy;
    vnode_ring_stamp before, after;
    vnode_ring_share shares[8];
    vnode_ring_node one = node("x");
    vnode_ring_error error;
    uint64_t words[2] = {0, 0};
    const void *keys[1] = {"k"};
    size_t lengths[1] = {SIZE_MAX};
    char *crooked = (char *)words + 1;
    REFUSED(ARGUMENT, vnode_ring_lookup(ring, "k", SIZE_MAX, &slot));
    REFUSED(ARGUMENT, vnode_ring_lookup(ring, "k", (size_t)PTRDIFF_MAX + 1, &slot));
    REFUSED(ARGUMENT, vnode_ring_lookup_batch(ring, keys, lengths, 1, &slot));
    REFUSED(ARGUMENT, vnode_ring_lookup_batch(ring, keys, lengths, SIZE_MAX / 2, &slot));
    REFUSED(ARGUMENT, vnode_ring_lookup_packed(ring, "k", 1, lengths, SIZE_MAX, &slot));
    REFUSED(ARGUMENT, vnode_ring_lookup(ring, "k", 1, (uint32_t *)(void *)crooked));
    REFUSED(ARGUMENT, vnode_ring_lookup_excluding(ring, "k", 1, (uint64_t *)(void *)crooked, 1, &slot));
    REFUSED(OBJECT, vnode_ring_lookup((const vnode_ring *)(const void *)crooked, "k", 1, &slot));
    /* A result that may be NULL is refused before anything changes. */
    REFUSED(ARGUMENT, vnode_ring_replicas(ring, "k", 1, 0, NULL, 0, &slot, 1, &count, (int32_t *)(void *)crooked));
    REFUSED(ARGUMENT, vnode_ring_shares(ring, 1, 0, NULL, shares, 8, &count, (vnode_ring_evenness *)(void *)crooked));
    OK(vnode_ring_clone(ring, NULL, &copy));
    REFUSED(ARGUMENT, vnode_ring_add(copy, &one, NULL, (vnode_ring_delta **)(void *)crooked));
    OK(vnode_ring_stamp_of(ring, &before));
    OK(vnode_ring_stamp_of(copy, &after));
    CHECK(before.epoch == after.epoch);
    vnode_ring_free(copy);
    REFUSED(ARGUMENT, vnode_ring_new(&one, SIZE_MAX, NULL, NULL, &made));
    one.id = "\xff";
    REFUSED(UTF8, vnode_ring_new(&one, 1, NULL, &error, &made));
    CHECK(strcmp(error.message, vnode_ring_strerror(VNODE_RING_ERR_UTF8)) == 0);
    one = node("");
    REFUSED(NODE, vnode_ring_new(&one, 1, NULL, &error, &made));
    one.id = NULL;
    REFUSED(NODE, vnode_ring_new(&one, 1, NULL, &error, &made));
    one = node("x");
    one.fields = 64;
    REFUSED(ARGUMENT, vnode_ring_new(&one, 1, NULL, &error, &made));
    one.fields = 0;
    one.reserved[1] = 1;
    REFUSED(ARGUMENT, vnode_ring_new(&one, 1, NULL, &error, &made));
    one = with_zone(node("x"), "z");
    one.zone = NULL;
    REFUSED(NULL, vnode_ring_new(&one, 1, NULL, &error, &made));
    vnode_ring_node twins[2] = {node("x"), node("x")};
    REFUSED(NODE, vnode_ring_new(twins, 2, NULL, &error, &made));
    vnode_ring_attribute same_names[2] = {{TEXT("n"), TEXT("1")}, {TEXT("n"), TEXT("2")}};
    one = node("x");
    one.fields = VNODE_RING_FIELD_ATTRIBUTES;
    one.attributes = same_names;
    one.attribute_count = 2;
    REFUSED(NODE, vnode_ring_new(&one, 1, NULL, &error, &made));

    /* A message that is longer than its room ends between two characters, with a 0. */
    char long_id[4000];
    for (size_t i = 0; i + 1 < sizeof long_id; i += 2) {
        memcpy(long_id + i, "\xc3\xa9", 2);
    }
    one = node("x");
    one.id = long_id;
    one.id_len = sizeof long_id;
    REFUSED(NODE, vnode_ring_new(&one, 1, NULL, &error, &made));
    CHECK(memchr(error.message, 0, sizeof error.message) != NULL && strstr(error.message, "4000 bytes") != NULL);
    CHECK(slot == 77);
}

static void options_of_other_versions(void) {
    struct {
        vnode_ring_options known;
        uint64_t later;
    } with;
    vnode_ring *ring;
    vnode_ring_error error;
    memset(&with, 0, sizeof with);
    REFUSED(ARGUMENT, vnode_ring_new(NULL, 0, &with.known, &error, &ring));
    CHECK(strstr(error.message, "(got 0)") != NULL);
    with.known.size = sizeof with;
    OK(vnode_ring_new(NULL, 0, &with.known, &error, &ring));
    vnode_ring_free(ring);
    with.later = 1;
    REFUSED(ARGUMENT, vnode_ring_new(NULL, 0, &with.known, &error, &ring));
    with.known.size = SIZE_MAX;
    REFUSED(ARGUMENT, vnode_ring_new(NULL, 0, &with.known, &error, &ring));
    with.known = options();
    with.known.placement = 99;
    REFUSED(ARGUMENT, vnode_ring_new(NULL, 0, &with.known, &error, &ring));
    CHECK(strstr(error.message, "placement") != NULL && strstr(error.message, "99") != NULL);
    with.known = options();
    with.known.key_hash = 99;
    REFUSED(ARGUMENT, vnode_ring_new(NULL, 0, &with.known, &error, &ring));
    with.known.key_hash = VNODE_RING_KEY_HASH_SIPHASH13;
    REFUSED(ARGUMENT, vnode_ring_new(NULL, 0, &with.known, &error, &ring));
    with.known = options();
    with.known.max_vnodes = UINT32_MAX;
    REFUSED(ARGUMENT, vnode_ring_new(NULL, 0, &with.known, &error, &ring));
    with.known = options();
    with.known.secret_len = 16;
    REFUSED(NULL, vnode_ring_new(NULL, 0, &with.known, &error, &ring));
}

/* An object of another kind. */
static void mistaken(const vnode_ring *ring) {
    vnode_ring_delta *delta = documented_join(ring);
    REFUSED(OBJECT, vnode_ring_delta_change_count((const vnode_ring_delta *)(const void *)ring, &count));
    REFUSED(OBJECT, vnode_ring_node_count((const vnode_ring *)(const void *)delta, &count));
    vnode_ring_delta *none = delta;
    REFUSED(OBJECT, vnode_ring_delta_diff(ring, (const vnode_ring *)(const void *)delta, NULL, &none));
    CHECK(none == NULL);
    vnode_ring_free((vnode_ring *)(void *)delta);
    OK(vnode_ring_delta_change_count(delta, &count));
    vnode_ring_delta_free(delta);
    count = 77;
}

/* What a debug build of the library does with an object that was freed: it ends the process. */
static void used_after_free(void) {
#ifndef NO_USE_AFTER_FREE
    for (int twice = 0; twice < 2; twice += 1) {
        pid_t child = fork();
        if (child == 0) {
            vnode_ring *ring = documented_ring();
            vnode_ring_free(ring);
            fclose(stderr);
            if (twice) {
                vnode_ring_free(ring);
            } else {
                vnode_ring_node_count(ring, &count);
            }
            _exit(0);
        }
        int status;
        CHECK(waitpid(child, &status, 0) == child);
        CHECK(WIFSIGNALED(status) && WTERMSIG(status) == SIGABRT);
    }
#endif
}

int main(void) {
    vnode_ring *ring = documented_ring();
    vnode_ring_stamp before = stamp(ring);
    null_of_rings(ring);
    null_of_lookups(ring);
    null_of_changes(ring);
    null_of_files_and_plans(ring);
    null_of_shared(ring);
    absurd(ring);
    options_of_other_versions();
    mistaken(ring);
    used_after_free();
    CHECK(same_stamp(stamp(ring), before));
    vnode_ring_free(ring);
    return failures == 0 ? 0 : 1;
}
