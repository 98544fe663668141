/* Misuse of positions: nodes that cannot be, rings that want none of it, and calls that are wrong. */
#include "positions.h"

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

/* As no caller should keep a ring. */
static void misuse_of_to_explicit(void) {
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

    OK(vnode_ring_to_explicit(ring, NULL, NULL, &kept));
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

/* As no caller should ask a group. */
static void misuse_of_groups(void) {
    vnode_ring_directory *directory;
    vnode_ring_options with = of_placement(VNODE_RING_PLACEMENT_EXPLICIT);
    vnode_ring_member member;
    vnode_ring_node a = with_positions(node("a"), of_a, 3), b = node("b");
    uint64_t told[3] = {0, 0, 0};
    size_t count = 77;
    OK(vnode_ring_directory_new(NULL, NULL, &directory));
    OK(vnode_ring_directory_create_group(directory, TEXT("web"), &with, NULL, NULL));
    OK(vnode_ring_directory_upsert(directory, TEXT("web"), &a, NULL, NULL));
    REFUSED(NODE, vnode_ring_directory_upsert(directory, TEXT("web"), &b, NULL, NULL));
    REFUSED(NODE, vnode_ring_directory_upsert(directory, TEXT("other"), &a, NULL, NULL));
    OK(vnode_ring_directory_member_of(directory, TEXT("web"), TEXT("a"), &member));
    const uint32_t slot = member.node.slot;
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
    vnode_ring_directory_free(directory);
}

int main(void) {
    refusals();
    misuse_of_to_explicit();
    misuse_of_groups();
    return failures == 0 ? 0 : 1;
}
