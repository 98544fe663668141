/* Rings of other programs, kept as they are. */
#include "positions.h"

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
}

/* A keyed ring wants its secret, and a ring of predecessors keeps its side. */
static void keyed_rings(void) {
    vnode_ring *program, *kept;
    vnode_ring_options told;
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

/* Of a ring that is lent, as of any other. */
static void lent_rings(void) {
    vnode_ring *ring = of_program(3), *kept;
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
    vnode_ring_free(kept);
    vnode_ring_free(ring);
}

int main(void) {
    rings_of_programs();
    keyed_rings();
    lent_rings();
    return failures == 0 ? 0 : 1;
}
