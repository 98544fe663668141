/* Changes: made, sent, applied, refused, undone. */
#include "check.h"

static vnode_ring_change change_of(int32_t kind, vnode_ring_node subject) {
    vnode_ring_change change;
    memset(&change, 0, sizeof change);
    change.kind = kind;
    change.node = subject;
    return change;
}

static const char *const abc[3] = {"a", "b", "c"};

static size_t node_count(const vnode_ring *ring) {
    size_t count = 99;
    OK(vnode_ring_node_count(ring, &count));
    return count;
}

/* The three changes that need no delta of their own, and the deltas that they give, as another process applies them. */
static void at_once(void) {
    vnode_ring *ring = ring_of(abc, 3), *elsewhere = ring_of(abc, 3);
    vnode_ring_node joins = with_weight(node("d"), 2), found;
    vnode_ring_delta *deltas[3];
    OK(vnode_ring_add(ring, &joins, NULL, &deltas[0]));
    OK(vnode_ring_reweight(ring, TEXT("a"), 0, NULL, &deltas[1]));
    OK(vnode_ring_remove(ring, TEXT("b"), NULL, &deltas[2]));
    CHECK(stamp(ring).epoch == 3 && node_count(ring) == 3);
    for (int i = 0; i < 3; i += 1) {
        uint8_t *bytes;
        size_t length;
        bool changed = false;
        vnode_ring_delta *sent;
        OK(vnode_ring_delta_to_bytes(deltas[i], NULL, &bytes, &length));
        OK(vnode_ring_delta_from_bytes(bytes, length, NULL, NULL, &sent));
        OK(vnode_ring_apply(elsewhere, sent, NULL, &changed));
        CHECK(changed);
        OK(vnode_ring_apply(elsewhere, sent, NULL, &changed));
        CHECK(!changed);
        vnode_ring_delta_free(sent);
        vnode_ring_bytes_free(bytes, length);
        vnode_ring_delta_free(deltas[i]);
    }
    CHECK(same_stamp(stamp(ring), stamp(elsewhere)));
    OK(vnode_ring_node_of(elsewhere, TEXT("a"), &found));
    CHECK(found.weight == 0 && found.fields & VNODE_RING_FIELD_WEIGHT);
    /* Who wants no delta gives NULL. */
    OK(vnode_ring_remove(ring, TEXT("d"), NULL, NULL));
    vnode_ring_free(elsewhere);
    vnode_ring_free(ring);
}

/* Each kind of step, in one delta; what it says of its nodes. */
static void grammar(void) {
    vnode_ring *ring = ring_of(abc, 3);
    vnode_ring_change steps[6] = {
        change_of(VNODE_RING_CHANGE_ADD, node("d")),
        change_of(VNODE_RING_CHANGE_REWEIGHT, with_weight(node("a"), 5)),
        change_of(VNODE_RING_CHANGE_REMOVE, node("b")),
        change_of(VNODE_RING_CHANGE_UPSERT, with_zone(node("a"), "z")),
        change_of(VNODE_RING_CHANGE_SET_VNODES, node("d")),
        change_of(VNODE_RING_CHANGE_REPLACE, node("e")),
    };
    steps[4].node.vnodes = 100;
    steps[5].old_id = "c";
    steps[5].old_id_len = 1;
    vnode_ring_delta *delta, *inverse, *both, *diff;
    OK(vnode_ring_delta_new(ring, steps, 6, NULL, &delta));
    CHECK(stamp(ring).epoch == 0);

    size_t count;
    OK(vnode_ring_delta_change_count(delta, &count));
    CHECK(count == 5);
    vnode_ring_node old_node, new_node;
    OK(vnode_ring_delta_change_at(delta, 0, &old_node, &new_node));
    CHECK(same(old_node.id, old_node.id_len, "a") && old_node.weight == 1 && old_node.zone == NULL);
    CHECK(new_node.weight == 5 && same(new_node.zone, new_node.zone_len, "z") && new_node.slot == VNODE_RING_NO_SLOT);
    OK(vnode_ring_delta_change_at(delta, 1, &old_node, &new_node));
    CHECK(same(old_node.id, old_node.id_len, "b") && new_node.id == NULL);
    OK(vnode_ring_delta_change_at(delta, 3, &old_node, &new_node));
    CHECK(old_node.id == NULL && same(new_node.id, new_node.id_len, "d") && new_node.vnodes == 100);
    OK(vnode_ring_delta_change_at(delta, 4, &old_node, &new_node));
    CHECK(same(new_node.id, new_node.id_len, "e") && same(new_node.placement_id, new_node.placement_id_len, "c"));
    REFUSED(NOT_FOUND, vnode_ring_delta_change_at(delta, 5, &old_node, &new_node));

    vnode_ring_stamp base, target, before = stamp(ring);
    vnode_ring *old_ring;
    OK(vnode_ring_clone(ring, NULL, &old_ring));
    OK(vnode_ring_delta_stamps(delta, &base, &target));
    OK(vnode_ring_apply(ring, delta, NULL, NULL));
    CHECK(same_stamp(base, before) && same_stamp(target, stamp(ring)) && target.epoch == 1);

    OK(vnode_ring_delta_diff(old_ring, ring, NULL, &diff));
    OK(vnode_ring_apply(old_ring, diff, NULL, NULL));
    CHECK(same_stamp(stamp(old_ring), stamp(ring)));

    OK(vnode_ring_delta_invert(delta, NULL, &inverse));
    OK(vnode_ring_apply(ring, inverse, NULL, NULL));
    vnode_ring_stamp after = stamp(ring);
    CHECK(memcmp(after.fingerprint.bytes, before.fingerprint.bytes, 16) == 0);
    CHECK(stamp(ring).epoch == 2);
    OK(vnode_ring_delta_compose(delta, inverse, NULL, &both));
    OK(vnode_ring_delta_change_count(both, &count));
    CHECK(count == 0);
    vnode_ring_delta *none = both;
    REFUSED(STALE, vnode_ring_delta_compose(diff, delta, NULL, &none));
    CHECK(none == NULL);
    vnode_ring_delta_free(both);
    vnode_ring_delta_free(inverse);
    vnode_ring_delta_free(diff);
    vnode_ring_delta_free(delta);
    vnode_ring_free(old_ring);
    vnode_ring_free(ring);
}

/* What is refused changes nothing, and says why. */
static void refusals(void) {
    vnode_ring *ring = ring_of(abc, 3), *other;
    vnode_ring_stamp before = stamp(ring);
    vnode_ring_error error;
    vnode_ring_node twice = node("a"), bad = node("x\n"), drained = with_weight(node("d"), 0);
    vnode_ring_delta *delta = NULL, *next;
    bool changed = true;
    drained.fields |= VNODE_RING_FIELD_VNODES;
    drained.vnodes = 5;
    REFUSED(ALREADY_MEMBER, vnode_ring_add(ring, &twice, &error, &delta));
    CHECK(delta == NULL && error.status == VNODE_RING_ERR_ALREADY_MEMBER);
    CHECK(strcmp(error.message, "node \"a\" is a member already") == 0);
    REFUSED(NODE, vnode_ring_add(ring, &bad, &error, NULL));
    CHECK(strstr(error.message, "\"x\\n\"") != NULL);
    REFUSED(NODE, vnode_ring_add(ring, &drained, &error, NULL));
    REFUSED(NOT_MEMBER, vnode_ring_remove(ring, TEXT("x"), &error, NULL));
    REFUSED(NOT_MEMBER, vnode_ring_reweight(ring, TEXT("x"), 1, &error, NULL));
    REFUSED(LIMIT, vnode_ring_reweight(ring, TEXT("a"), UINT32_MAX, &error, NULL));
    CHECK(strstr(error.message, "8388608") != NULL);
    vnode_ring_change unknown = change_of(7, node("x"));
    REFUSED(ARGUMENT, vnode_ring_delta_new(ring, &unknown, 1, &error, &delta));
    CHECK(strstr(error.message, "got 7") != NULL && delta == NULL);
    /* The second step of two is refused, and the first one is not made. */
    vnode_ring_change steps[2] = {change_of(VNODE_RING_CHANGE_ADD, node("d")),
                                  change_of(VNODE_RING_CHANGE_ADD, node("d"))};
    REFUSED(ALREADY_MEMBER, vnode_ring_delta_new(ring, steps, 2, NULL, &delta));
    CHECK(same_stamp(stamp(ring), before));

    /* Gap, stale, fork. */
    OK(vnode_ring_clone(ring, NULL, &other));
    vnode_ring_node d = node("d"), e = node("e");
    OK(vnode_ring_add(ring, &d, NULL, &delta));
    OK(vnode_ring_add(ring, &e, NULL, &next));
    REFUSED(GAP, vnode_ring_apply(other, next, &error, &changed));
    CHECK(changed && strstr(error.message, "fetch the deltas between") != NULL);
    REFUSED(STALE, vnode_ring_apply(ring, delta, NULL, NULL));
    OK(vnode_ring_add(other, &e, NULL, NULL));
    REFUSED(FORK, vnode_ring_apply(other, next, NULL, NULL));
    vnode_ring_delta_free(next);
    vnode_ring_delta_free(delta);

    uint8_t garbage[4] = {1, 2, 3, 4};
    REFUSED(DECODE, vnode_ring_delta_from_bytes(garbage, 4, NULL, &error, &delta));
    CHECK(strncmp(error.message, "byte 0:", 7) == 0);
    vnode_ring_free(other);
    vnode_ring_free(ring);
}

static void lists_of_nodes(void) {
    vnode_ring *ring = ring_of(abc, 3);
    vnode_ring_node list[3] = {node("b"), with_weight(node("c"), 3), node("d")};
    vnode_ring_delta *delta;
    size_t count;
    OK(vnode_ring_delta_reconcile(ring, list, 3, NULL, &delta));
    OK(vnode_ring_delta_change_count(delta, &count));
    CHECK(count == 3);
    OK(vnode_ring_apply(ring, delta, NULL, NULL));
    vnode_ring_delta_free(delta);
    OK(vnode_ring_delta_reconcile(ring, list, 3, NULL, &delta));
    OK(vnode_ring_delta_change_count(delta, &count));
    CHECK(count == 0 && stamp(ring).epoch == 1);
    vnode_ring_delta_free(delta);

    OK(vnode_ring_delta_reconcile_at(ring, list, 2, 40, NULL, &delta));
    OK(vnode_ring_apply(ring, delta, NULL, NULL));
    CHECK(stamp(ring).epoch == 40 && node_count(ring) == 2);
    vnode_ring_delta_free(delta);
    REFUSED(STALE, vnode_ring_delta_reconcile_at(ring, list, 3, 39, NULL, &delta));
    CHECK(delta == NULL);
    OK(vnode_ring_delta_reconcile(ring, NULL, 0, NULL, &delta));
    OK(vnode_ring_apply(ring, delta, NULL, NULL));
    CHECK(node_count(ring) == 0);
    vnode_ring_delta_free(delta);
    vnode_ring_free(ring);
}

static void calibration(void) {
    vnode_ring *ring = ring_of(abc, 3);
    vnode_ring_share shares[3];
    vnode_ring_evenness before, after;
    vnode_ring_delta *delta;
    size_t count;
    OK(vnode_ring_shares(ring, 1, VNODE_RING_ZONES_ANY, NULL, shares, 3, &count, &before));
    OK(vnode_ring_delta_calibrate(ring, 1, VNODE_RING_ZONES_ANY, 0, NULL, &delta));
    OK(vnode_ring_apply(ring, delta, NULL, NULL));
    OK(vnode_ring_shares(ring, 1, VNODE_RING_ZONES_ANY, NULL, shares, 3, &count, &after));
    CHECK(after.max_over_mean < before.max_over_mean && after.max_over_mean < 1.01);
    vnode_ring_delta_free(delta);
    REFUSED(RULE, vnode_ring_delta_calibrate(ring, 0, VNODE_RING_ZONES_ANY, 0, NULL, &delta));
    vnode_ring_free(ring);
}

int main(void) {
    at_once();
    grammar();
    refusals();
    lists_of_nodes();
    calibration();
    return failures == 0 ? 0 : 1;
}
