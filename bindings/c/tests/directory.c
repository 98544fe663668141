/* Directories: groups, their members and statuses, matches, changes. */
#include "directory.h"

static vnode_ring_group group_named(const vnode_ring_directory *directory, const char *name) {
    vnode_ring_group found;
    memset(&found, 0, sizeof found);
    OK(vnode_ring_directory_group(directory, name, strlen(name), &found));
    CHECK(same(found.name, found.name_len, name));
    return found;
}

/* A group answers as a ring of its nodes does, whatever it is called. */
static void matches(void) {
    vnode_ring_directory *directory = directory_of("web", 4);
    const char *const ids[4] = {"a", "b", "c", "d"};
    vnode_ring *ring = ring_of(ids, 4), *copy;
    vnode_ring_node found, owner;
    uint32_t slot, slots[5], expected[5];
    size_t count, expected_count;
    int32_t shortage;
    OK(vnode_ring_directory_ring(directory, TEXT("web"), NULL, &copy));
    for (int i = 0; i < 100; i += 1) {
        char key[16];
        size_t length = (size_t)snprintf(key, sizeof key, "key-%d", i);
        OK(vnode_ring_directory_match(directory, TEXT("web"), key, length, 0, &found));
        OK(vnode_ring_lookup(ring, key, length, &slot));
        OK(vnode_ring_node_at(ring, slot, &owner));
        CHECK(found.id_len == owner.id_len && memcmp(found.id, owner.id, owner.id_len) == 0);
        OK(vnode_ring_lookup(copy, key, length, &slot));
        CHECK(slot == found.slot);
        OK(vnode_ring_replicas(copy, key, length, 0, NULL, 0, expected, 3, &expected_count, NULL));
        OK(vnode_ring_directory_replicas(directory, TEXT("web"), key, length, 0, slots, 3, &count, NULL));
        CHECK(count == 3 && expected_count == 3 && memcmp(slots, expected, sizeof *slots * 3) == 0);
    }

    /* Critical members are passed over: the key goes to the next one of its list. */
    vnode_ring_member member;
    OK(vnode_ring_directory_replicas(directory, TEXT("web"), "k", 1, 0, expected, 5, &count, &shortage));
    CHECK(count == 4 && shortage == VNODE_RING_SHORTAGE_NODES);
    for (size_t i = 0; i < 4; i += 1) {
        OK(vnode_ring_directory_match(directory, TEXT("web"), "k", 1, 0, &found));
        CHECK(found.slot == expected[i]);
        OK(vnode_ring_directory_member_at(directory, TEXT("web"), expected[i], &member));
        CHECK(member.status == VNODE_RING_STATUS_PASSING && member.node.slot == expected[i]);
        OK(vnode_ring_directory_set_status(directory, TEXT("web"), member.node.id, member.node.id_len,
                                           VNODE_RING_STATUS_CRITICAL, NULL, NULL));
        OK(vnode_ring_directory_replicas(directory, TEXT("web"), "k", 1, 0, slots, 5, &count, &shortage));
        CHECK(count == 3 - i && memcmp(slots, expected + i + 1, count * sizeof *slots) == 0);
        OK(vnode_ring_directory_match(directory, TEXT("web"), "k", 1, VNODE_RING_MATCH_ANY_STATUS, &found));
        CHECK(found.slot == expected[0]);
    }
    REFUSED(ALL_CRITICAL, vnode_ring_directory_match(directory, TEXT("web"), "k", 1, 0, &found));
    REFUSED(NO_GROUP, vnode_ring_directory_match(directory, TEXT("db"), "k", 1, 0, &found));
    REFUSED(ARGUMENT, vnode_ring_directory_match(directory, TEXT("web"), "k", 1, 2, &found));
    OK(vnode_ring_directory_set_status(directory, TEXT("web"), TEXT("a"), VNODE_RING_STATUS_WARNING, NULL, NULL));
    OK(vnode_ring_directory_match(directory, TEXT("web"), "k", 1, 0, &found));
    CHECK(same(found.id, found.id_len, "a"));
    OK(vnode_ring_directory_member_of(directory, TEXT("web"), TEXT("a"), &member));
    CHECK(member.status == VNODE_RING_STATUS_WARNING && same(member.node.id, member.node.id_len, "a"));

    OK(vnode_ring_directory_create_group(directory, TEXT("none"), NULL, NULL, NULL));
    REFUSED(EMPTY_GROUP, vnode_ring_directory_match(directory, TEXT("none"), "k", 1, 0, &found));
    REFUSED(EMPTY_GROUP,
            vnode_ring_directory_match(directory, TEXT("none"), "k", 1, VNODE_RING_MATCH_ANY_STATUS, &found));
    OK(vnode_ring_directory_replicas(directory, TEXT("none"), "k", 1, 0, slots, 5, &count, &shortage));
    CHECK(count == 0 && shortage == VNODE_RING_SHORTAGE_NODES);
    vnode_ring_free(copy);
    vnode_ring_free(ring);
    vnode_ring_directory_free(directory);
}

static void groups_and_members(void) {
    vnode_ring_directory *directory = directory_of("web", 3), *copy;
    vnode_ring_attribute attributes[2] = {{TEXT("rack"), TEXT("r1")}, {TEXT("addr"), TEXT("10.0.0.1:80")}};
    vnode_ring_attribute attribute;
    vnode_ring_node a = with_zone(with_weight(node("a"), 3), "eu");
    vnode_ring_group groups[2];
    vnode_ring_member members[3], member;
    size_t count = 77;
    a.fields |= VNODE_RING_FIELD_ATTRIBUTES;
    a.attributes = attributes;
    a.attribute_count = 2;
    OK(vnode_ring_directory_upsert(directory, TEXT("db"), &a, NULL, NULL));
    OK(vnode_ring_directory_clone(directory, NULL, &copy));

    OK(vnode_ring_directory_group_count(directory, &count));
    CHECK(count == 2);
    OK(vnode_ring_directory_groups(directory, groups, 2, &count));
    CHECK(count == 2 && same(groups[0].name, groups[0].name_len, "db"));
    CHECK(same(groups[1].name, groups[1].name_len, "web") && groups[1].member_count == 3);
    CHECK(same_stamp(groups[1].stamp, group_named(directory, "web").stamp) && groups[1].stamp.epoch == 3);
    count = 77;
    REFUSED(BUFFER, vnode_ring_directory_groups(directory, groups, 1, &count));
    REFUSED(NO_GROUP, vnode_ring_directory_group(directory, TEXT("we"), groups));
    REFUSED(BUFFER, vnode_ring_directory_members(directory, TEXT("web"), members, 2, &count));
    REFUSED(NO_GROUP, vnode_ring_directory_members(directory, TEXT("x"), members, 3, &count));
    CHECK(count == 77);
    OK(vnode_ring_directory_members(directory, TEXT("web"), members, 3, &count));
    CHECK(count == 3 && same(members[0].node.id, members[0].node.id_len, "a"));
    CHECK(same(members[2].node.id, members[2].node.id_len, "c"));
    CHECK(members[1].status == VNODE_RING_STATUS_PASSING);

    OK(vnode_ring_directory_member_of(directory, TEXT("db"), TEXT("a"), &member));
    CHECK(member.node.weight == 3 && same(member.node.zone, member.node.zone_len, "eu"));
    CHECK(member.node.attribute_count == 2 && member.node.slot < group_named(directory, "db").slot_count);
    uint32_t slot = member.node.slot;
    const char *value;
    OK(vnode_ring_directory_attribute_of(directory, TEXT("db"), slot, TEXT("addr"), &value, &count));
    CHECK(same(value, count, "10.0.0.1:80"));
    REFUSED(NOT_FOUND, vnode_ring_directory_attribute_of(directory, TEXT("db"), slot, TEXT("row"), &value, &count));
    REFUSED(NOT_FOUND, vnode_ring_directory_attribute_of(directory, TEXT("db"), 9, TEXT("addr"), &value, &count));
    REFUSED(NO_GROUP, vnode_ring_directory_attribute_of(directory, TEXT("x"), slot, TEXT("addr"), &value, &count));
    OK(vnode_ring_directory_attribute_at(directory, TEXT("db"), slot, 1, &attribute));
    CHECK(same(attribute.name, attribute.name_len, "rack") && same(attribute.value, attribute.value_len, "r1"));
    REFUSED(NOT_FOUND, vnode_ring_directory_attribute_at(directory, TEXT("db"), slot, 2, &attribute));
    REFUSED(NOT_FOUND, vnode_ring_directory_attribute_at(directory, TEXT("db"), 9, 0, &attribute));
    REFUSED(NOT_MEMBER, vnode_ring_directory_member_of(directory, TEXT("db"), TEXT("b"), &member));
    REFUSED(NO_GROUP, vnode_ring_directory_member_of(directory, TEXT("x"), TEXT("b"), &member));
    REFUSED(NOT_FOUND, vnode_ring_directory_member_at(directory, TEXT("db"), VNODE_RING_NO_SLOT, &member));
    REFUSED(NO_GROUP, vnode_ring_directory_member_at(directory, TEXT("x"), 0, &member));

    /* A copy changes on its own. */
    OK(vnode_ring_directory_remove_group(copy, TEXT("web"), NULL, NULL));
    OK(vnode_ring_directory_group_count(copy, &count));
    CHECK(count == 1);
    CHECK(group_named(directory, "web").member_count == 3);
    vnode_ring_directory_free(copy);
    vnode_ring_directory_free(directory);
}

/* Each change tells what it did, and does the same on a copy. */
static void steps(void) {
    vnode_ring_directory *directory, *copy;
    vnode_ring_directory_change *change;
    vnode_ring_event event;
    vnode_ring_error error;
    vnode_ring_node nodes[3] = {node("a"), node("b"), node("c")};
    vnode_ring_options ten = options();
    vnode_ring *ring;
    size_t count;
    bool synced;
    ten.vnodes_per_weight = 10;
    OK(vnode_ring_directory_new(NULL, NULL, &directory));
    OK(vnode_ring_directory_new(NULL, NULL, &copy));

    OK(vnode_ring_directory_create_group(directory, TEXT("web"), &ten, NULL, &change));
    event_is(change, 0, VNODE_RING_EVENT_GROUP_CREATED, "web", "");
    applied(copy, change, 1);
    REFUSED(GROUP_EXISTS, vnode_ring_directory_create_group(directory, TEXT("web"), NULL, &error, &change));
    CHECK(change == NULL && strstr(error.message, "\"web\"") != NULL);

    OK(vnode_ring_directory_upsert(directory, TEXT("web"), &nodes[0], NULL, &change));
    event = event_is(change, 0, VNODE_RING_EVENT_JOINED, "web", "a");
    CHECK(event.old_node.id == NULL && same(event.new_node.id, event.new_node.id_len, "a"));
    CHECK(event.new_node.weight == 1 && event.new_node.slot == VNODE_RING_NO_SLOT);
    CHECK(event.old_status == 0 && event.new_status == 0);
    applied(copy, change, 1);
    OK(vnode_ring_directory_ring(directory, TEXT("web"), NULL, &ring));
    OK(vnode_ring_vnode_count(ring, &count));
    CHECK(count == 10);
    vnode_ring_free(ring);

    nodes[0] = with_weight(nodes[0], 2);
    OK(vnode_ring_directory_upsert(directory, TEXT("web"), &nodes[0], NULL, &change));
    event = event_is(change, 0, VNODE_RING_EVENT_UPDATED, "web", "a");
    CHECK(event.old_node.weight == 1 && event.new_node.weight == 2);
    applied(copy, change, 1);

    OK(vnode_ring_directory_set_status(directory, TEXT("web"), TEXT("a"), VNODE_RING_STATUS_CRITICAL, NULL, &change));
    event = event_is(change, 0, VNODE_RING_EVENT_STATUS_CHANGED, "web", "a");
    CHECK(event.old_status == VNODE_RING_STATUS_PASSING && event.new_status == VNODE_RING_STATUS_CRITICAL);
    CHECK(event.old_node.id == NULL && event.new_node.id == NULL);
    applied(copy, change, 1);
    /* What changes nothing has no event. */
    OK(vnode_ring_directory_set_status(directory, TEXT("web"), TEXT("a"), VNODE_RING_STATUS_CRITICAL, NULL, &change));
    applied(copy, change, 0);

    OK(vnode_ring_directory_reconcile(directory, TEXT("db"), nodes + 1, 2, NULL, &change));
    event_is(change, 0, VNODE_RING_EVENT_GROUP_CREATED, "db", "");
    event_is(change, 1, VNODE_RING_EVENT_JOINED, "db", "b");
    event_is(change, 2, VNODE_RING_EVENT_JOINED, "db", "c");
    applied(copy, change, 3);
    OK(vnode_ring_directory_reconcile(directory, TEXT("db"), nodes + 2, 1, NULL, &change));
    event = event_is(change, 0, VNODE_RING_EVENT_LEFT, "db", "b");
    CHECK(event.new_node.id == NULL && same(event.old_node.id, event.old_node.id_len, "b"));
    applied(copy, change, 1);

    /* A member that moves takes its status with it. */
    OK(vnode_ring_directory_move(directory, TEXT("web"), TEXT("a"), TEXT("db"), NULL, &change));
    event_is(change, 0, VNODE_RING_EVENT_JOINED, "db", "a");
    event = event_is(change, 1, VNODE_RING_EVENT_STATUS_CHANGED, "db", "a");
    CHECK(event.new_status == VNODE_RING_STATUS_CRITICAL);
    event_is(change, 2, VNODE_RING_EVENT_LEFT, "web", "a");
    applied(copy, change, 3);

    OK(vnode_ring_directory_set_synced(directory, false, NULL, &change));
    event_is(change, 0, VNODE_RING_EVENT_NOT_SYNCED, "", "");
    applied(copy, change, 1);
    OK(vnode_ring_directory_is_synced(copy, &synced));
    CHECK(!synced);
    vnode_ring_node found;
    REFUSED(NOT_SYNCED, vnode_ring_directory_match(directory, TEXT("db"), "k", 1, 0, &found));
    uint32_t slot;
    REFUSED(NOT_SYNCED, vnode_ring_directory_replicas(directory, TEXT("db"), "k", 1, 0, &slot, 1, &count, NULL));
    CHECK(group_named(directory, "db").member_count == 2);
    OK(vnode_ring_directory_set_synced(directory, true, NULL, &change));
    event_is(change, 0, VNODE_RING_EVENT_SYNCED, "", "");
    applied(copy, change, 1);
    OK(vnode_ring_directory_is_synced(copy, &synced));
    CHECK(synced);

    OK(vnode_ring_directory_remove(directory, TEXT("db"), TEXT("c"), NULL, &change));
    event_is(change, 0, VNODE_RING_EVENT_LEFT, "db", "c");
    applied(copy, change, 1);
    OK(vnode_ring_directory_remove_group(directory, TEXT("db"), NULL, &change));
    event_is(change, 0, VNODE_RING_EVENT_LEFT, "db", "a");
    event_is(change, 1, VNODE_RING_EVENT_GROUP_REMOVED, "db", "");
    applied(copy, change, 2);
    CHECK(same_stamp(group_named(directory, "web").stamp, group_named(copy, "web").stamp));

    REFUSED(NOT_MEMBER, vnode_ring_directory_remove(directory, TEXT("web"), TEXT("x"), &error, &change));
    CHECK(change == NULL && strstr(error.message, "\"web\"") != NULL);
    REFUSED(NO_GROUP, vnode_ring_directory_remove(directory, TEXT("db"), TEXT("x"), NULL, NULL));
    REFUSED(NO_GROUP, vnode_ring_directory_remove_group(directory, TEXT("db"), NULL, NULL));
    REFUSED(NO_GROUP, vnode_ring_directory_move(directory, TEXT("x"), TEXT("a"), TEXT("web"), NULL, NULL));
    REFUSED(NOT_MEMBER,
            vnode_ring_directory_set_status(directory, TEXT("web"), TEXT("x"), VNODE_RING_STATUS_WARNING, NULL, NULL));
    vnode_ring_directory_free(copy);
    vnode_ring_directory_free(directory);
}

/* Several steps are one change: all of it happens, or nothing; and only where all is as it was. */
static void changes_of_steps(void) {
    vnode_ring_directory *directory = directory_of("web", 2);
    vnode_ring_directory_change *change, *again;
    vnode_ring_directory_step all[9];
    vnode_ring_node nodes[2] = {node("c"), node("d")};
    vnode_ring_options ten = options();
    vnode_ring_error error;
    vnode_ring_group groups[3];
    vnode_ring_member member;
    size_t count;
    bool empty;
    ten.vnodes_per_weight = 10;
    all[0] = step(VNODE_RING_STEP_NOT_SYNCED, NULL, NULL);
    all[1] = step(VNODE_RING_STEP_CREATE_GROUP, "db", NULL);
    all[1].options = &ten;
    all[2] = step(VNODE_RING_STEP_UPSERT, "db", NULL);
    all[2].nodes = nodes;
    all[2].node_count = 2;
    all[3] = step(VNODE_RING_STEP_SET_STATUS, "db", "c");
    all[3].status = VNODE_RING_STATUS_WARNING;
    all[4] = step(VNODE_RING_STEP_MOVE, "db", "c");
    all[4].new_group = "web";
    all[4].new_group_len = 3;
    all[5] = step(VNODE_RING_STEP_REMOVE, "web", "a");
    all[6] = step(VNODE_RING_STEP_RECONCILE, "api", NULL);
    all[6].nodes = nodes;
    all[6].node_count = 1;
    all[7] = step(VNODE_RING_STEP_REMOVE_GROUP, "api", NULL);
    all[8] = step(VNODE_RING_STEP_SYNCED, NULL, NULL);
    OK(vnode_ring_directory_change_new(directory, all, 9, NULL, &change));
    OK(vnode_ring_directory_change_new(directory, all, 9, NULL, &again));
    OK(vnode_ring_directory_group_count(directory, &count));
    CHECK(count == 1);
    event_is(change, 0, VNODE_RING_EVENT_GROUP_CREATED, "db", "");
    event_is(change, 1, VNODE_RING_EVENT_JOINED, "db", "d");
    event_is(change, 2, VNODE_RING_EVENT_LEFT, "web", "a");
    event_is(change, 3, VNODE_RING_EVENT_JOINED, "web", "c");
    event_is(change, 4, VNODE_RING_EVENT_STATUS_CHANGED, "web", "c");
    applied(directory, change, 5);
    OK(vnode_ring_directory_groups(directory, groups, 3, &count));
    CHECK(count == 2 && groups[0].member_count == 1 && groups[1].member_count == 2);
    OK(vnode_ring_directory_member_of(directory, TEXT("web"), TEXT("c"), &member));
    CHECK(member.status == VNODE_RING_STATUS_WARNING);

    /* Made on another state. */
    REFUSED(GROUP_EXISTS, vnode_ring_directory_apply(directory, again, &error));
    vnode_ring_directory_change_free(again);
    OK(vnode_ring_directory_change_new(directory, &all[2], 1, NULL, &change));
    REFUSED(NOT_MEMBER, vnode_ring_directory_change_new(directory, &all[5], 1, NULL, &again));
    CHECK(again == NULL);
    OK(vnode_ring_directory_apply(directory, change, NULL));
    REFUSED(STALE, vnode_ring_directory_apply(directory, change, &error));
    CHECK(error.status == VNODE_RING_ERR_STALE);
    vnode_ring_directory_change_free(change);
    all[0] = step(VNODE_RING_STEP_SET_STATUS, "db", "d");
    all[0].status = VNODE_RING_STATUS_CRITICAL;
    OK(vnode_ring_directory_change_new(directory, all, 1, NULL, &change));
    OK(vnode_ring_directory_apply(directory, change, NULL));
    REFUSED(CONFLICT, vnode_ring_directory_apply(directory, change, NULL));
    vnode_ring_directory_change_free(change);

    OK(vnode_ring_directory_change_new(directory, NULL, 0, NULL, &change));
    OK(vnode_ring_directory_change_is_empty(change, &empty));
    CHECK(empty);
    OK(vnode_ring_directory_apply(directory, change, NULL));
    vnode_ring_directory_change_free(change);

    /* The step that is refused is not the first one: nothing is left of those before it. */
    all[0] = step(VNODE_RING_STEP_REMOVE_GROUP, "db", NULL);
    all[1] = step(VNODE_RING_STEP_REMOVE, "db", "d");
    REFUSED(NO_GROUP, vnode_ring_directory_change_new(directory, all, 2, NULL, &change));
    all[1] = step(10, "db", NULL);
    REFUSED(ARGUMENT, vnode_ring_directory_change_new(directory, all, 2, &error, &change));
    CHECK(strstr(error.message, "10") != NULL);
    all[1].kind = 0;
    REFUSED(ARGUMENT, vnode_ring_directory_change_new(directory, all, 2, NULL, &change));
    all[1] = step(VNODE_RING_STEP_SET_STATUS, "web", "c");
    REFUSED(ARGUMENT, vnode_ring_directory_change_new(directory, all, 2, &error, &change));
    CHECK(strstr(error.message, "got 0") != NULL && change == NULL);
    CHECK(group_named(directory, "db").member_count == 2);
    vnode_ring_directory_free(directory);
}

static void keyed(void) {
    static const uint8_t secret[VNODE_RING_SECRET_BYTES] = {1}, other[VNODE_RING_SECRET_BYTES] = {2};
    vnode_ring_options with = options(), without = options(), wrong = options();
    vnode_ring_directory *directory, *read;
    vnode_ring_node one = node("a"), found;
    vnode_ring_error error;
    uint8_t *bytes;
    size_t length;
    with.secret = secret;
    wrong.secret = other;
    with.secret_len = wrong.secret_len = VNODE_RING_SECRET_BYTES;
    OK(vnode_ring_directory_new(&with, NULL, &directory));
    OK(vnode_ring_directory_upsert(directory, TEXT("web"), &one, NULL, NULL));
    OK(vnode_ring_directory_create_group(directory, TEXT("open"), &without, NULL, NULL));
    REFUSED(SECRET, vnode_ring_directory_create_group(directory, TEXT("db"), &wrong, &error, NULL));
    OK(vnode_ring_directory_match(directory, TEXT("web"), "k", 1, 0, &found));

    OK(vnode_ring_directory_to_snapshot(directory, NULL, &bytes, &length));
    REFUSED(SECRET, vnode_ring_directory_from_snapshot(bytes, length, &wrong, &error, &read));
    REFUSED(SECRET, vnode_ring_directory_from_snapshot(bytes, length, NULL, &error, &read));
    CHECK(read == NULL);
    OK(vnode_ring_directory_from_snapshot(bytes, length, &with, NULL, &read));
    OK(vnode_ring_directory_match(read, TEXT("web"), "k", 1, 0, &found));
    vnode_ring_bytes_free(bytes, length);
    vnode_ring_directory_free(read);
    vnode_ring_directory_free(directory);

    OK(vnode_ring_directory_new(NULL, NULL, &directory));
    REFUSED(SECRET, vnode_ring_directory_create_group(directory, TEXT("web"), &with, NULL, NULL));
    vnode_ring_directory_free(directory);
}

static void limits_and_names(void) {
    vnode_ring_options ten = options();
    vnode_ring_directory *directory;
    vnode_ring_error error;
    vnode_ring_node nodes[2] = {node("a"), node("a")};
    ten.vnodes_per_weight = 10;
    ten.max_vnodes = 15;
    OK(vnode_ring_directory_new(&ten, NULL, &directory));
    OK(vnode_ring_directory_upsert(directory, TEXT("web"), nodes, NULL, NULL));
    nodes[1] = node("b");
    REFUSED(LIMIT, vnode_ring_directory_upsert(directory, TEXT("web"), &nodes[1], &error, NULL));
    CHECK(strstr(error.message, "15") != NULL);
    OK(vnode_ring_directory_upsert(directory, TEXT("db"), &nodes[1], NULL, NULL));
    nodes[1] = node("a");
    REFUSED(NODE, vnode_ring_directory_reconcile(directory, TEXT("db"), nodes, 2, NULL, NULL));
    nodes[1] = node("");
    REFUSED(NODE, vnode_ring_directory_upsert(directory, TEXT("web"), &nodes[1], NULL, NULL));
    REFUSED(GROUP_NAME, vnode_ring_directory_upsert(directory, NULL, 0, nodes, &error, NULL));
    REFUSED(GROUP_NAME, vnode_ring_directory_upsert(directory, TEXT("a\nb"), nodes, &error, NULL));
    REFUSED(GROUP_NAME, vnode_ring_directory_create_group(directory, NULL, 0, NULL, &error, NULL));
    REFUSED(GROUP_NAME, vnode_ring_directory_reconcile(directory, NULL, 0, nodes, 1, NULL, NULL));
    REFUSED(GROUP_NAME, vnode_ring_directory_move(directory, TEXT("web"), TEXT("a"), NULL, 0, NULL, NULL));
    CHECK(group_named(directory, "web").member_count == 1);
    vnode_ring_directory_free(directory);
    ten.key_hash = 99;
    REFUSED(ARGUMENT, vnode_ring_directory_new(&ten, &error, &directory));
    CHECK(directory == NULL);
}

static void files(void) {
    vnode_ring_directory *directory = directory_of("web", 3), *read;
    vnode_ring_member member;
    uint8_t *bytes, *again;
    size_t length, again_length;
    bool synced;
    OK(vnode_ring_directory_set_status(directory, TEXT("web"), TEXT("a"), VNODE_RING_STATUS_CRITICAL, NULL, NULL));
    OK(vnode_ring_directory_set_synced(directory, false, NULL, NULL));
    OK(vnode_ring_directory_to_snapshot(directory, NULL, &bytes, &length));
    OK(vnode_ring_directory_from_snapshot(bytes, length, NULL, NULL, &read));
    OK(vnode_ring_directory_is_synced(read, &synced));
    CHECK(synced);
    OK(vnode_ring_directory_member_of(read, TEXT("web"), TEXT("a"), &member));
    CHECK(member.status == VNODE_RING_STATUS_PASSING);
    CHECK(same_stamp(group_named(read, "web").stamp, group_named(directory, "web").stamp));
    OK(vnode_ring_directory_to_snapshot(read, NULL, &again, &again_length));
    CHECK(length == again_length && memcmp(bytes, again, length) == 0);
    vnode_ring_directory_free(read);
    for (size_t cut = 0; cut < length; cut += 1) {
        REFUSED(DECODE, vnode_ring_directory_from_snapshot(bytes, cut, NULL, NULL, &read));
        CHECK(read == NULL);
        bytes[cut] ^= 1;
        REFUSED(DECODE, vnode_ring_directory_from_snapshot(bytes, length, NULL, NULL, &read));
        bytes[cut] ^= 1;
    }
    vnode_ring_options few = options();
    few.max_vnodes = 100;
    REFUSED(LIMIT, vnode_ring_directory_from_snapshot(bytes, length, &few, NULL, &read));
    vnode_ring_bytes_free(bytes, length);
    vnode_ring_bytes_free(again, again_length);
    vnode_ring_directory_free(directory);
}

int main(void) {
    matches();
    groups_and_members();
    steps();
    changes_of_steps();
    keyed();
    limits_and_names();
    files();
    return failures == 0 ? 0 : 1;
}
