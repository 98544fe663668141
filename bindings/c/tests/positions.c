/* Nodes that state where their vnodes stand, and the side that owns. */
#include "positions.h"

/* The id of the node that owns a position, as a character. */
static char owner(const vnode_ring *ring, uint64_t position) {
    uint32_t slot;
    vnode_ring_node found;
    OK(vnode_ring_lookup_position(ring, position, &slot));
    OK(vnode_ring_node_at(ring, slot, &found));
    return found.id[0];
}

static void stated_and_told(void) {
    vnode_ring *ring = stating(0);
    uint64_t told[4] = {0, 0, 0, 7};
    size_t count = 0;
    OK(vnode_ring_vnode_count(ring, &count));
    CHECK(count == 4 && position_count(ring, "a") == 3 && position_count(ring, "b") == 1);
    OK(vnode_ring_positions_at(ring, slot_of(ring, "a"), told, 4, &count));
    CHECK(count == 3 && told[0] == 10 && told[1] == 30 && told[2] == UINT64_MAX && told[3] == 7);
    CHECK(owner(ring, 10) == 'a' && owner(ring, 11) == 'b' && owner(ring, 21) == 'a' && owner(ring, 31) == 'a');
    vnode_ring_free(ring);

    /* The order in which they are stated is nothing. */
    const uint64_t sorted[3] = {10, 30, UINT64_MAX};
    vnode_ring_options with = of_placement(VNODE_RING_PLACEMENT_EXPLICIT);
    vnode_ring_node nodes[2] = {with_positions(node("b"), of_b, 1), with_positions(node("a"), sorted, 3)};
    vnode_ring *same_ring, *first = stating(0);
    OK(vnode_ring_new(nodes, 2, &with, NULL, &same_ring));
    CHECK(same_stamp(stamp(same_ring), stamp(first)));
    vnode_ring_free(first);
    vnode_ring_free(same_ring);

    /* Other placements state none. */
    const char *const ids[1] = {"a"};
    ring = ring_of(ids, 1);
    count = 77;
    OK(vnode_ring_positions_at(ring, 0, NULL, 0, &count));
    CHECK(count == 0 && position_count(ring, "a") == 0);
    vnode_ring_free(ring);
}

/* Which side owns; what options tell of it is what makes the same ring again. */
static void sides(void) {
    vnode_ring *after = stating(VNODE_RING_SIDE_SUCCESSOR), *unsaid = stating(0);
    vnode_ring *before = stating(VNODE_RING_SIDE_PREDECESSOR), *again;
    vnode_ring_options told;
    vnode_ring_stamp one = stamp(after), other = stamp(before);
    CHECK(same_stamp(one, stamp(unsaid)) && memcmp(one.fingerprint.bytes, other.fingerprint.bytes, 16) != 0);
    CHECK(owner(after, 12) == 'b' && owner(after, 22) == 'a');
    /* Told turned round. */
    CHECK(owner(before, UINT64_MAX - 12) == 'a' && owner(before, UINT64_MAX - 22) == 'b');
    CHECK(owner(before, UINT64_MAX - 30) == 'a' && owner(before, UINT64_MAX - 3) == 'a');
    uint64_t positions[3];
    size_t count;
    OK(vnode_ring_positions_at(before, slot_of(before, "a"), positions, 3, &count));
    CHECK(positions[0] == 10 && positions[2] == UINT64_MAX);

    OK(vnode_ring_options_of(after, &told));
    CHECK(told.size == sizeof told && told.placement == VNODE_RING_PLACEMENT_EXPLICIT && told.vnodes_per_weight == 1);
    CHECK(told.side == VNODE_RING_SIDE_SUCCESSOR && told.key_hash == VNODE_RING_KEY_HASH_XXH3 && told.secret == NULL);
    OK(vnode_ring_options_of(before, &told));
    CHECK(told.side == VNODE_RING_SIDE_PREDECESSOR);
    vnode_ring_node nodes[2] = {with_positions(node("a"), of_a, 3), with_positions(node("b"), of_b, 1)};
    OK(vnode_ring_new(nodes, 2, &told, NULL, &again));
    CHECK(same_stamp(stamp(again), other));
    vnode_ring_free(again);

    /* Files and views keep it. */
    uint8_t *bytes;
    size_t length;
    vnode_ring_view view;
    vnode_ring_node seen;
    OK(vnode_ring_to_image(before, NULL, &bytes, &length));
    OK(vnode_ring_view_open(bytes, length, NULL, 0, 0, NULL, &view));
    OK(vnode_ring_view_verify(&view, NULL));
    OK(vnode_ring_view_options(&view, &told));
    CHECK(told.side == VNODE_RING_SIDE_PREDECESSOR && told.placement == VNODE_RING_PLACEMENT_EXPLICIT);
    OK(vnode_ring_view_node_at(&view, 0, &seen));
    CHECK(seen.vnodes == 3 && seen.position_count == 0 && seen.positions == NULL);
    OK(vnode_ring_from_image(bytes, length, NULL, NULL, &again));
    CHECK(same_stamp(stamp(again), other) && position_count(again, "a") == 3);
    vnode_ring_free(again);
    vnode_ring_bytes_free(bytes, length);

    /* Every other placement has a side of its own, and may be told so. */
    static const uint32_t own[2][2] = {{VNODE_RING_PLACEMENT_NGINX, VNODE_RING_SIDE_SUCCESSOR},
                                       {VNODE_RING_PLACEMENT_CHASH_CRC32, VNODE_RING_SIDE_PREDECESSOR}};
    for (int i = 0; i < 2; i += 1) {
        vnode_ring_options with = of_placement(own[i][0]);
        vnode_ring_error error;
        vnode_ring *plain;
        OK(vnode_ring_new(NULL, 0, &with, NULL, &plain));
        OK(vnode_ring_options_of(plain, &told));
        CHECK(told.placement == own[i][0] && told.side == own[i][1]);
        OK(vnode_ring_new(NULL, 0, &told, NULL, &again));
        CHECK(same_stamp(stamp(plain), stamp(again)));
        vnode_ring_free(again);
        vnode_ring_free(plain);
        with.side = own[1 - i][1];
        REFUSED(ARGUMENT, vnode_ring_new(NULL, 0, &with, &error, &again));
        CHECK(strstr(error.message, "takes no side") != NULL && again == NULL);
        with.side = 3;
        REFUSED(ARGUMENT, vnode_ring_new(NULL, 0, &with, &error, &again));
        CHECK(strstr(error.message, "side is none of [1, 2] (got 3)") != NULL);
    }
    vnode_ring_free(before);
    vnode_ring_free(unsaid);
    vnode_ring_free(after);
}

/* Positions in every change that takes a node. */
static void changes(void) {
    vnode_ring *ring = stating(0), *elsewhere = stating(0);
    vnode_ring_stamp before = stamp(ring);
    vnode_ring_node c = with_positions(node("c"), of_c, 2), without = node("d"), twice = node("d"), old_node, new_node;
    vnode_ring_delta *delta;
    const uint64_t same_two[2] = {1, 1};
    size_t count;
    twice = with_positions(twice, same_two, 2);
    REFUSED(NODE, vnode_ring_add(ring, &without, NULL, NULL));
    REFUSED(NODE, vnode_ring_add(ring, &twice, NULL, NULL));
    CHECK(same_stamp(stamp(ring), before));
    OK(vnode_ring_add(ring, &c, NULL, &delta));
    CHECK(owner(ring, 15) == 'c' && owner(ring, 16) == 'b' && owner(ring, 21) == 'c' && owner(ring, 26) == 'a');
    OK(vnode_ring_delta_change_at(delta, 0, &old_node, &new_node));
    CHECK(old_node.position_count == 0 && new_node.position_count == 2 && new_node.positions == NULL);
    uint8_t *bytes;
    size_t length;
    OK(vnode_ring_delta_to_bytes(delta, NULL, &bytes, &length));
    vnode_ring_delta_free(delta);
    OK(vnode_ring_delta_from_bytes(bytes, length, NULL, NULL, &delta));
    OK(vnode_ring_apply(elsewhere, delta, NULL, NULL));
    CHECK(same_stamp(stamp(ring), stamp(elsewhere)));
    vnode_ring_delta_free(delta);
    vnode_ring_bytes_free(bytes, length);
    vnode_ring_free(elsewhere);

    /* A drained node keeps its positions, and serves there again. */
    OK(vnode_ring_reweight(ring, TEXT("c"), 0, NULL, NULL));
    CHECK(owner(ring, 15) == 'b' && position_count(ring, "c") == 2);
    OK(vnode_ring_reweight(ring, TEXT("c"), 3, NULL, NULL));
    CHECK(owner(ring, 15) == 'c');

    /* What is not stated stays, what is stated replaces it. */
    vnode_ring_change steps[3];
    memset(steps, 0, sizeof steps);
    steps[0].kind = VNODE_RING_CHANGE_UPSERT;
    steps[0].node = with_zone(node("a"), "z");
    steps[1].kind = VNODE_RING_CHANGE_UPSERT;
    steps[1].node = with_positions(node("b"), of_c + 1, 1);
    steps[2].kind = VNODE_RING_CHANGE_REPLACE;
    steps[2].node = node("e");
    steps[2].old_id = "c";
    steps[2].old_id_len = 1;
    OK(vnode_ring_delta_new(ring, steps, 3, NULL, &delta));
    OK(vnode_ring_apply(ring, delta, NULL, NULL));
    vnode_ring_delta_free(delta);
    CHECK(position_count(ring, "a") == 3 && position_count(ring, "b") == 1 && position_count(ring, "e") == 2);
    CHECK(owner(ring, 20) == 'e' && owner(ring, 12) == 'b');
    steps[0].kind = VNODE_RING_CHANGE_SET_VNODES;
    steps[0].node.vnodes = 9;
    REFUSED(NODE, vnode_ring_delta_new(ring, steps, 1, NULL, &delta));
    steps[0].kind = VNODE_RING_CHANGE_UPSERT;
    steps[0].node = with_positions(node("a"), NULL, 0);
    REFUSED(NODE, vnode_ring_delta_new(ring, steps, 1, NULL, &delta));
    steps[0].node = with_weight(steps[0].node, 0);
    OK(vnode_ring_delta_new(ring, steps, 1, NULL, &delta));
    OK(vnode_ring_apply(ring, delta, NULL, NULL));
    vnode_ring_delta_free(delta);
    CHECK(position_count(ring, "a") == 0);

    /* A list that states them all. */
    vnode_ring_node list[2] = {with_positions(node("a"), of_a, 3), with_positions(node("b"), of_b, 1)};
    list[0] = with_weight(with_zone(list[0], ""), 1);
    OK(vnode_ring_delta_reconcile(ring, list, 2, NULL, &delta));
    OK(vnode_ring_delta_change_count(delta, &count));
    OK(vnode_ring_apply(ring, delta, NULL, NULL));
    vnode_ring_delta_free(delta);
    CHECK(count == 3 && memcmp(stamp(ring).fingerprint.bytes, before.fingerprint.bytes, 16) == 0);
    REFUSED(ARGUMENT, vnode_ring_delta_calibrate(ring, 1, VNODE_RING_ZONES_ANY, 0, NULL, &delta));
    vnode_ring_free(ring);
}

/* Groups of nodes that state their positions. */
static void groups(void) {
    vnode_ring_directory *directory;
    vnode_ring_options with = of_placement(VNODE_RING_PLACEMENT_EXPLICIT);
    vnode_ring_member member;
    vnode_ring_node a = with_positions(node("a"), of_a, 3);
    uint64_t told[3] = {0, 0, 0};
    size_t count;
    OK(vnode_ring_directory_new(NULL, NULL, &directory));
    with.side = VNODE_RING_SIDE_PREDECESSOR;
    OK(vnode_ring_directory_create_group(directory, TEXT("web"), &with, NULL, NULL));
    OK(vnode_ring_directory_upsert(directory, TEXT("web"), &a, NULL, NULL));
    OK(vnode_ring_directory_member_of(directory, TEXT("web"), TEXT("a"), &member));
    CHECK(member.node.position_count == 3 && member.node.positions == NULL);
    OK(vnode_ring_directory_positions_at(directory, TEXT("web"), member.node.slot, told, 3, &count));
    CHECK(count == 3 && told[0] == 10 && told[1] == 30 && told[2] == UINT64_MAX);
    vnode_ring_directory_free(directory);
}

int main(void) {
    stated_and_told();
    sides();
    changes();
    groups();
    return failures == 0 ? 0 : 1;
}
