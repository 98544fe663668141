/* Shares and plans, in figures that ring-cli prints for docs/nodes.txt. */
#include "nodes.h"

/* high * 2^64 + low, added up. */
static void add(vnode_ring_width *sum, vnode_ring_width more) {
    sum->low += more.low;
    sum->high += more.high + (sum->low < more.low);
}

static int equal(vnode_ring_width a, uint64_t high, uint64_t low) { return a.high == high && a.low == low; }

static void shares(const vnode_ring *ring) {
    vnode_ring_share found[10];
    vnode_ring_evenness even;
    vnode_ring_width owned = {0, 0}, replicated = {0, 0};
    size_t count;
    OK(vnode_ring_shares(ring, 3, VNODE_RING_ZONES_SPREAD, NULL, found, 10, &count, &even));
    CHECK(count == 10);
    for (size_t i = 0; i < count; i += 1) {
        add(&owned, found[i].owned);
        add(&replicated, found[i].replicated);
        CHECK(found[i].vnodes == (found[i].weight == 2 ? 512 : 256));
    }
    CHECK(equal(owned, 1, 0) && equal(replicated, 3, 0));
    CHECK(even.max_over_mean > 1 && even.min_over_mean < 1 && even.variation > 0);
    REFUSED(BUFFER, vnode_ring_shares(ring, 3, VNODE_RING_ZONES_SPREAD, NULL, found, 9, &count, NULL));
    vnode_ring_error error;
    REFUSED(RULE, vnode_ring_shares(ring, 33, VNODE_RING_ZONES_ANY, &error, found, 10, &count, NULL));
    CHECK(strstr(error.message, "33") != NULL && strstr(error.message, "32") != NULL);
    REFUSED(RULE, vnode_ring_shares(ring, 0, VNODE_RING_ZONES_ANY, NULL, found, 10, &count, NULL));
}

static int is(const vnode_ring_plan *plan, uint32_t number, const char *id) {
    vnode_ring_plan_node found;
    return vnode_ring_plan_node_at(plan, number, &found) == VNODE_RING_OK && same(found.id, found.id_len, id);
}

/* What the README shows: ring-cli plan --add 'cache-11 zone=eu-1' -k 3 --zones spread. */
static void documented(const vnode_ring *ring) {
    vnode_ring_delta *join = documented_join(ring);
    vnode_ring_plan *plan;
    vnode_ring_plan_summary summary;
    size_t count;
    OK(vnode_ring_plan_of(ring, join, 3, VNODE_RING_ZONES_SPREAD, NULL, 0, NULL, &plan));
    OK(vnode_ring_plan_summary_of(plan, &summary));
    CHECK(equal(summary.moved, 0, UINT64_C(3568173550492045208)));
    CHECK(equal(summary.minimum, 0, UINT64_C(3568173550492045208)));
    CHECK(equal(summary.owner_moved, 0, UINT64_C(1541674049148984914)));
    CHECK(summary.smallest_overlap == 2 && equal(summary.weakened, 0, 0));
    OK(vnode_ring_plan_range_count(plan, &count));
    CHECK(count == 540);

    vnode_ring_width moved = {0, 0}, gained = {0, 0}, lost = {0, 0};
    uint64_t before = 0;
    for (size_t i = 0; i < count; i += 1) {
        vnode_ring_plan_range range;
        vnode_ring_plan_copy copy;
        OK(vnode_ring_plan_range_at(plan, i, &range));
        CHECK(range.old_count == 3 && range.new_count == 3 && range.copy_count == 1 && range.start >= before);
        before = range.start;
        OK(vnode_ring_plan_copy_at(plan, i, 0, &copy));
        CHECK(is(plan, copy.to, "cache-11") && copy.source == VNODE_RING_SOURCE_PAIRED);
        CHECK(copy.from != VNODE_RING_NO_NODE && copy.alternative_count == 2 && copy.must_read == 1);
        CHECK(copy.alternatives[0] != copy.from && copy.alternatives[1] != copy.from);
        vnode_ring_width width = {0, range.end - range.start};
        add(&moved, width);
        REFUSED(NOT_FOUND, vnode_ring_plan_copy_at(plan, i, 1, &copy));
    }
    CHECK(equal(moved, 0, summary.moved.low));

    OK(vnode_ring_plan_node_count(plan, &count));
    for (size_t i = 0; i < count; i += 1) {
        vnode_ring_plan_node found;
        OK(vnode_ring_plan_node_at(plan, (uint32_t)i, &found));
        add(&gained, found.gained);
        add(&lost, found.lost);
        CHECK(is(plan, (uint32_t)i, "cache-11") == (found.gained.low != 0));
    }
    CHECK(equal(gained, 0, summary.moved.low) && equal(lost, 0, summary.moved.low));
    vnode_ring_width pairs = {0, 0};
    OK(vnode_ring_plan_pair_count(plan, &count));
    for (size_t i = 0; i < count; i += 1) {
        vnode_ring_plan_pair pair;
        OK(vnode_ring_plan_pair_at(plan, i, &pair));
        CHECK(is(plan, pair.to, "cache-11"));
        add(&pairs, pair.moved);
    }
    CHECK(equal(pairs, 0, summary.moved.low));
    vnode_ring_plan_pair pair;
    vnode_ring_plan_range range;
    vnode_ring_plan_node found;
    REFUSED(NOT_FOUND, vnode_ring_plan_pair_at(plan, count, &pair));
    REFUSED(NOT_FOUND, vnode_ring_plan_range_at(plan, 540, &range));
    REFUSED(NOT_FOUND, vnode_ring_plan_node_at(plan, VNODE_RING_NO_NODE, &found));
    vnode_ring_plan_free(plan);
    vnode_ring_delta_free(join);
}

/* Between two rings; a node that leaves and is unavailable cannot be copied from. */
static void without_a_node(const vnode_ring *ring) {
    vnode_ring *then;
    vnode_ring_node gone;
    vnode_ring_plan *plan;
    vnode_ring_plan_summary summary;
    vnode_ring_plan_copy copy;
    OK(vnode_ring_clone(ring, NULL, &then));
    OK(vnode_ring_remove(then, TEXT("cache-04"), NULL, NULL));
    OK(vnode_ring_node_of(ring, TEXT("cache-04"), &gone));
    uint64_t unavailable = UINT64_C(1) << gone.slot;
    OK(vnode_ring_plan_between(ring, then, 3, VNODE_RING_ZONES_ANY, &unavailable, 1, NULL, &plan));
    OK(vnode_ring_plan_summary_of(plan, &summary));
    CHECK(summary.weakened.low == summary.moved.low && summary.moved.low > 0);
    OK(vnode_ring_plan_copy_at(plan, 0, 0, &copy));
    CHECK(is(plan, copy.from, "cache-04") && copy.source == VNODE_RING_SOURCE_WEAKENED);
    CHECK(copy.must_read == 2 && copy.alternative_count == 2);
    vnode_ring_plan_free(plan);

    OK(vnode_ring_plan_between(ring, then, 1, VNODE_RING_ZONES_ANY, &unavailable, 1, NULL, &plan));
    OK(vnode_ring_plan_summary_of(plan, &summary));
    CHECK(summary.without_source.low == summary.moved.low);
    OK(vnode_ring_plan_copy_at(plan, 0, 0, &copy));
    CHECK(copy.source == VNODE_RING_SOURCE_MISSING && copy.alternative_count == 0);
    vnode_ring_plan_free(plan);

    /* Longer lists than there are nodes: one less. */
    vnode_ring_plan_range range;
    vnode_ring_plan_pair pair;
    OK(vnode_ring_plan_between(ring, then, 10, VNODE_RING_ZONES_ANY, NULL, 0, NULL, &plan));
    OK(vnode_ring_plan_range_at(plan, 0, &range));
    CHECK(range.old_count == 10 && range.new_count == 9 && range.copy_count == 0);
    OK(vnode_ring_plan_pair_at(plan, 0, &pair));
    CHECK(is(plan, pair.from, "cache-04") && pair.to == VNODE_RING_NO_NODE && equal(pair.moved, 1, 0));
    vnode_ring_plan_free(plan);

    vnode_ring_options with = options();
    vnode_ring *other;
    with.seed = 1;
    OK(vnode_ring_new(NULL, 0, &with, NULL, &other));
    REFUSED(CONFIG_MISMATCH, vnode_ring_plan_between(ring, other, 1, 0, NULL, 0, NULL, &plan));
    CHECK(plan == NULL);
    REFUSED(RULE, vnode_ring_plan_between(ring, then, 0, 0, NULL, 0, NULL, &plan));
    vnode_ring_free(other);
    vnode_ring_free(then);
}

int main(void) {
    vnode_ring *ring = documented_ring();
    shares(ring);
    documented(ring);
    without_a_node(ring);
    vnode_ring_free(ring);
    return failures == 0 ? 0 : 1;
}
