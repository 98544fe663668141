/* Nodes that state where their vnodes stand, the side that owns, and rings of other programs that are kept as they are. */
#include "check.h"

static vnode_ring_node with_positions(vnode_ring_node made, const uint64_t *positions, size_t count) {
    made.fields |= VNODE_RING_FIELD_POSITIONS;
    made.positions = positions;
    made.position_count = count;
    return made;
}

static const uint64_t of_a[3] = {UINT64_MAX, 10, 30}, of_b[1] = {20}, of_c[2] = {25, 15};

static vnode_ring_options of_placement(uint32_t placement) {
    vnode_ring_options made = options();
    made.placement = placement;
    return made;
}

/* Nodes "a" at 10, 30 and the last position of all, and "b" at 20. */
static vnode_ring *stating(uint32_t side) {
    vnode_ring_options with = of_placement(VNODE_RING_PLACEMENT_EXPLICIT);
    vnode_ring_node nodes[2] = {with_positions(node("a"), of_a, 3), with_positions(node("b"), of_b, 1)};
    vnode_ring *ring;
    with.side = side;
    OK(vnode_ring_new(nodes, 2, &with, NULL, &ring));
    return ring;
}

/* The id of the node that owns a position, as a character. */
static char owner(const vnode_ring *ring, uint64_t position) {
    uint32_t slot;
    vnode_ring_node found;
    OK(vnode_ring_lookup_position(ring, position, &slot));
    OK(vnode_ring_node_at(ring, slot, &found));
    return found.id[0];
}

static uint32_t slot_of(const vnode_ring *ring, const char *id) {
    vnode_ring_node found;
    memset(&found, 0, sizeof found);
    OK(vnode_ring_node_of(ring, id, strlen(id), &found));
    return found.slot;
}

static size_t position_count(const vnode_ring *ring, const char *id) {
    vnode_ring_node found;
    memset(&found, 0, sizeof found);
    OK(vnode_ring_node_of(ring, id, strlen(id), &found));
    CHECK(found.positions == NULL && (found.fields & VNODE_RING_FIELD_POSITIONS) == 0);
    return found.position_count;
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

/* Nodes that cannot be, and rings that want none of it. */
static void refusals(void) {
    vnode_ring_options with = of_placement(VNODE_RING_PLACEMENT_EXPLICIT);
    vnode_ring_error error;
    vnode_ring *made;
    const uint64_t twice[3] = {5, 9, 5};
    vnode_ring_node one = with_positions(node("a"), twice, 3);
    REFUSED(NODE, vnode_ring_new(&one, 1, &with, &error, &made));
    CHECK(made == NULL && strstr(error.message, "must differ") != NULL);
    one = with_positions(node("a"), twice, 2);
    one.fields |= VNODE_RING_FIELD_VNODES;
    one.vnodes = 2;
    REFUSED(NODE, vnode_ring_new(&one, 1, &with, &error, &made));
    CHECK(strstr(error.message, "must not state vnodes (got 2)") != NULL);
    one = node("a");
    REFUSED(NODE, vnode_ring_new(&one, 1, &with, &error, &made));
    CHECK(strstr(error.message, "got none") != NULL);
    one = with_positions(node("a"), NULL, 0);
    REFUSED(NODE, vnode_ring_new(&one, 1, &with, NULL, &made));
    one = with_positions(node("a"), twice, 2);
    REFUSED(NODE, vnode_ring_new(&one, 1, NULL, &error, &made));
    CHECK(strstr(error.message, "only placement explicit takes positions (got 2)") != NULL);
    /* Also where they are stated to be none, other placements take that. */
    one = with_positions(node("a"), NULL, 0);
    OK(vnode_ring_new(&one, 1, NULL, NULL, &made));
    vnode_ring_free(made);
    one = with_positions(node("a"), NULL, 2);
    REFUSED(NULL, vnode_ring_new(&one, 1, &with, NULL, &made));
    one = with_positions(node("a"), twice, SIZE_MAX);
    REFUSED(ARGUMENT, vnode_ring_new(&one, 1, &with, NULL, &made));
    one = with_positions(node("a"), twice, SIZE_MAX / 8 + 1);
    REFUSED(ARGUMENT, vnode_ring_new(&one, 1, &with, NULL, &made));
    one = with_positions(node("a"), (const uint64_t *)(const void *)((const char *)twice + 1), 2);
    REFUSED(ARGUMENT, vnode_ring_new(&one, 1, &with, NULL, &made));
    /* What is not stated is not read. */
    one.fields = VNODE_RING_FIELD_WEIGHT;
    OK(vnode_ring_new(&one, 1, &with, NULL, &made));
    vnode_ring_free(made);
    one = with_positions(node("a"), of_a, 3);
    with.max_vnodes = 2;
    REFUSED(LIMIT, vnode_ring_new(&one, 1, &with, NULL, &made));
    with.max_vnodes = 0;
    with.vnodes_per_weight = 2;
    REFUSED(ARGUMENT, vnode_ring_new(&one, 1, &with, &error, &made));
    CHECK(strstr(error.message, "takes no vnodes per weight") != NULL);

    vnode_ring *ring = stating(0);
    uint64_t told[3] = {1, 2, 3};
    size_t count = 77;
    const uint32_t a = slot_of(ring, "a");
    REFUSED(NULL, vnode_ring_positions_at(NULL, a, told, 3, &count));
    REFUSED(NULL, vnode_ring_positions_at(ring, a, NULL, 3, &count));
    REFUSED(NULL, vnode_ring_positions_at(ring, a, told, 3, NULL));
    REFUSED(BUFFER, vnode_ring_positions_at(ring, a, told, 2, &count));
    REFUSED(BUFFER, vnode_ring_positions_at(ring, a, NULL, 0, &count));
    REFUSED(NOT_FOUND, vnode_ring_positions_at(ring, 2, told, 3, &count));
    REFUSED(NOT_FOUND, vnode_ring_positions_at(ring, VNODE_RING_NO_SLOT, told, 3, &count));
    REFUSED(ARGUMENT, vnode_ring_positions_at(ring, a, told, SIZE_MAX, &count));
    REFUSED(ARGUMENT, vnode_ring_positions_at(ring, a, (uint64_t *)(void *)((char *)told + 1), 3, &count));
    CHECK(count == 77 && told[0] == 1 && told[1] == 2 && told[2] == 3);
    vnode_ring_options options_told;
    REFUSED(NULL, vnode_ring_options_of(NULL, &options_told));
    REFUSED(NULL, vnode_ring_options_of(ring, NULL));
    vnode_ring_free(ring);
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

/* The ring of another program, of the first `count` of four nodes. */
static vnode_ring *of_program(size_t count) {
    vnode_ring_options with = of_placement(VNODE_RING_PLACEMENT_NGINX);
    vnode_ring_node nodes[4] = {node("10.0.0.1:80"), with_weight(node("10.0.0.2:80"), 2),
                                with_zone(node("10.0.0.3:80"), "eu"), node("10.0.0.4:80")};
    vnode_ring *ring;
    with.hash_tag[0] = '{';
    with.hash_tag[1] = '}';
    OK(vnode_ring_new(nodes, count, &with, NULL, &ring));
    return ring;
}

/* Whether keys have the same owner and the same next node in both. */
static int alike(const vnode_ring *one, const vnode_ring *other) {
    for (int number = 0; number < 2000; number += 1) {
        char key[32];
        uint32_t here[2], there[2];
        size_t found;
        vnode_ring_node a, b;
        const size_t length = (size_t)snprintf(key, sizeof key, "/img/%d.png", number);
        OK(vnode_ring_replicas(one, key, length, VNODE_RING_ZONES_ANY, NULL, 0, here, 2, &found, NULL));
        OK(vnode_ring_replicas(other, key, length, VNODE_RING_ZONES_ANY, NULL, 0, there, 2, &found, NULL));
        for (int i = 0; i < 2; i += 1) {
            OK(vnode_ring_node_at(one, here[i], &a));
            OK(vnode_ring_node_at(other, there[i], &b));
            if (a.id_len != b.id_len || memcmp(a.id, b.id, a.id_len) != 0) {
                return 0;
            }
        }
    }
    return 1;
}

/* What a plan between two rings moves is this, and all of it goes to the node `id`, if there is one. */
static void moves(const vnode_ring *old_ring, const vnode_ring *new_ring, const char *id) {
    vnode_ring_plan *plan;
    size_t count = 77;
    OK(vnode_ring_plan_between(old_ring, new_ring, 1, VNODE_RING_ZONES_ANY, NULL, 0, NULL, &plan));
    OK(vnode_ring_plan_pair_count(plan, &count));
    CHECK((count == 0) == (id == NULL));
    for (size_t number = 0; number < count; number += 1) {
        vnode_ring_plan_pair pair;
        vnode_ring_plan_node found;
        OK(vnode_ring_plan_pair_at(plan, number, &pair));
        OK(vnode_ring_plan_node_at(plan, pair.to, &found));
        CHECK(same(found.id, found.id_len, id));
    }
    vnode_ring_plan_free(plan);
}

static void rings_of_programs(void) {
    vnode_ring *program = of_program(3), *later = of_program(4), *kept, *kept_later, *again;
    vnode_ring_options told;
    vnode_ring_stamp at;
    OK(vnode_ring_to_explicit(program, NULL, NULL, &kept));
    CHECK(alike(program, kept));
    moves(program, kept, NULL);
    OK(vnode_ring_options_of(kept, &told));
    CHECK(told.placement == VNODE_RING_PLACEMENT_EXPLICIT && told.key_hash == VNODE_RING_KEY_HASH_CRC32);
    CHECK(told.hash_tag[0] == '{' && told.hash_tag[1] == '}' && told.side == VNODE_RING_SIDE_SUCCESSOR);
    CHECK(position_count(kept, "10.0.0.1:80") == 160 && position_count(kept, "10.0.0.2:80") == 320);
    vnode_ring_node found;
    OK(vnode_ring_node_of(kept, TEXT("10.0.0.3:80"), &found));
    CHECK(found.weight == 1 && same(found.zone, found.zone_len, "eu"));

    /* What is kept already stays; the epoch does, too. */
    OK(vnode_ring_to_explicit(kept, NULL, NULL, &again));
    CHECK(same_stamp(stamp(kept), stamp(again)));
    vnode_ring_free(again);
    OK(vnode_ring_remove(program, TEXT("10.0.0.3:80"), NULL, NULL));
    OK(vnode_ring_to_explicit(program, NULL, NULL, &again));
    at = stamp(again);
    CHECK(at.epoch == 1);
    vnode_ring_free(again);

    /* A node joins with the positions that the program gives it; and so the rings of both go on alike. */
    uint64_t *positions = (uint64_t *)calloc(160, sizeof *positions);
    size_t count;
    OK(vnode_ring_to_explicit(later, NULL, NULL, &kept_later));
    OK(vnode_ring_positions_at(kept_later, slot_of(kept_later, "10.0.0.4:80"), positions, 160, &count));
    CHECK(count == 160);
    vnode_ring_node joins = with_positions(node("10.0.0.4:80"), positions, count);
    OK(vnode_ring_clone(kept, NULL, &again));
    OK(vnode_ring_add(again, &joins, NULL, NULL));
    free(positions);
    CHECK(alike(again, later));
    moves(kept, again, "10.0.0.4:80");
    vnode_ring_free(again);
    vnode_ring_free(kept_later);
    vnode_ring_free(kept);
    vnode_ring_free(later);
    vnode_ring_free(program);

    /* A keyed ring wants its secret, and a ring of predecessors keeps its side. */
    static const uint8_t secret[VNODE_RING_SECRET_BYTES] = {1, 2, 3}, other[VNODE_RING_SECRET_BYTES] = {9};
    vnode_ring_options keyed = of_placement(VNODE_RING_PLACEMENT_CHASH_CRC32), wrong = options();
    vnode_ring_node nodes[2] = {node("a"), with_weight(node("b"), 0)};
    keyed.secret = secret;
    keyed.secret_len = sizeof secret;
    keyed.vnodes_per_weight = 10;
    OK(vnode_ring_new(nodes, 2, &keyed, NULL, &program));
    REFUSED(SECRET, vnode_ring_to_explicit(program, NULL, NULL, &kept));
    CHECK(kept == NULL);
    wrong.secret = other;
    wrong.secret_len = sizeof other;
    REFUSED(SECRET, vnode_ring_to_explicit(program, &wrong, NULL, &kept));
    OK(vnode_ring_to_explicit(program, &keyed, NULL, &kept));
    OK(vnode_ring_options_of(kept, &told));
    CHECK(told.side == VNODE_RING_SIDE_PREDECESSOR && told.key_hash == VNODE_RING_KEY_HASH_SIPHASH13);
    CHECK(told.vnodes_per_weight == 1 && position_count(kept, "a") == 10 && position_count(kept, "b") == 0);
    vnode_ring_free(kept);
    vnode_ring_free(program);
}

/* As no caller should keep a ring. */
static void misuse(void) {
    vnode_ring *ring = of_program(3), *kept = ring;
    vnode_ring_options with = options();
    vnode_ring_error error;
    REFUSED(NULL, vnode_ring_to_explicit(NULL, NULL, NULL, &kept));
    CHECK(kept == NULL);
    REFUSED(NULL, vnode_ring_to_explicit(ring, NULL, NULL, NULL));
    with.max_vnodes = 639;
    REFUSED(LIMIT, vnode_ring_to_explicit(ring, &with, &error, &kept));
    CHECK(kept == NULL && strstr(error.message, "640") != NULL);
    with.max_vnodes = 640;
    OK(vnode_ring_to_explicit(ring, &with, NULL, &kept));
    vnode_ring_free(kept);
    with.size = 1;
    REFUSED(ARGUMENT, vnode_ring_to_explicit(ring, &with, NULL, &kept));
    with = options();
    with.side = 3;
    REFUSED(ARGUMENT, vnode_ring_to_explicit(ring, &with, NULL, &kept));
    uint64_t words[2];
    REFUSED(ARGUMENT, vnode_ring_to_explicit(ring, NULL, NULL, (vnode_ring **)(void *)((char *)words + 1)));

    /* Of a ring that is lent, as of any other. */
    vnode_ring_shared *shared;
    vnode_ring_reader *reader;
    const vnode_ring *lent;
    OK(vnode_ring_shared_new(ring, NULL, &shared));
    OK(vnode_ring_reader_new(shared, NULL, &reader));
    OK(vnode_ring_reader_ring(reader, &lent));
    OK(vnode_ring_to_explicit(lent, NULL, NULL, &kept));
    vnode_ring_reader_free(reader);
    vnode_ring_shared_free(shared);
    CHECK(alike(ring, kept));
    vnode_ring_delta *delta = NULL;
    vnode_ring_node joins = node("x");
    OK(vnode_ring_add(ring, &joins, NULL, &delta));
    vnode_ring *none = kept;
    REFUSED(OBJECT, vnode_ring_to_explicit((const vnode_ring *)(const void *)delta, NULL, NULL, &none));
    CHECK(none == NULL);
    REFUSED(CONFIG_MISMATCH, vnode_ring_apply(kept, delta, NULL, NULL));
    vnode_ring_delta_free(delta);
    vnode_ring_free(kept);
    vnode_ring_free(ring);
}

/* Groups of nodes that state their positions. */
static void groups(void) {
    vnode_ring_directory *directory;
    vnode_ring_options with = of_placement(VNODE_RING_PLACEMENT_EXPLICIT);
    vnode_ring_member member;
    vnode_ring_node a = with_positions(node("a"), of_a, 3), b = node("b");
    uint64_t told[3] = {0, 0, 0};
    size_t count = 77;
    OK(vnode_ring_directory_new(NULL, NULL, &directory));
    with.side = VNODE_RING_SIDE_PREDECESSOR;
    OK(vnode_ring_directory_create_group(directory, TEXT("web"), &with, NULL, NULL));
    OK(vnode_ring_directory_upsert(directory, TEXT("web"), &a, NULL, NULL));
    REFUSED(NODE, vnode_ring_directory_upsert(directory, TEXT("web"), &b, NULL, NULL));
    REFUSED(NODE, vnode_ring_directory_upsert(directory, TEXT("other"), &a, NULL, NULL));
    OK(vnode_ring_directory_member_of(directory, TEXT("web"), TEXT("a"), &member));
    const uint32_t slot = member.node.slot;
    CHECK(member.node.position_count == 3 && member.node.positions == NULL);
    REFUSED(NULL, vnode_ring_directory_positions_at(NULL, TEXT("web"), slot, told, 3, &count));
    REFUSED(NULL, vnode_ring_directory_positions_at(directory, NULL, 1, slot, told, 3, &count));
    REFUSED(NULL, vnode_ring_directory_positions_at(directory, TEXT("web"), slot, NULL, 3, &count));
    REFUSED(NULL, vnode_ring_directory_positions_at(directory, TEXT("web"), slot, told, 3, NULL));
    REFUSED(UTF8, vnode_ring_directory_positions_at(directory, TEXT("\xff"), slot, told, 3, &count));
    REFUSED(NO_GROUP, vnode_ring_directory_positions_at(directory, TEXT("x"), slot, told, 3, &count));
    REFUSED(NOT_FOUND, vnode_ring_directory_positions_at(directory, TEXT("web"), slot + 1, told, 3, &count));
    REFUSED(BUFFER, vnode_ring_directory_positions_at(directory, TEXT("web"), slot, told, 2, &count));
    REFUSED(ARGUMENT, vnode_ring_directory_positions_at(directory, TEXT("web"), slot, told, SIZE_MAX, &count));
    CHECK(count == 77 && told[0] == 0);
    OK(vnode_ring_directory_positions_at(directory, TEXT("web"), slot, told, 3, &count));
    CHECK(count == 3 && told[0] == 10 && told[1] == 30 && told[2] == UINT64_MAX);
    vnode_ring_directory_free(directory);
}

int main(void) {
    stated_and_told();
    sides();
    refusals();
    changes();
    rings_of_programs();
    misuse();
    groups();
    return failures == 0 ? 0 : 1;
}
