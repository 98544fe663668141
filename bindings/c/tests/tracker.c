/* Trackers: events of a source, late and repeated ones among them, and deadlines. */
#include "directory.h"

static vnode_ring_directory *directory;
static vnode_ring_tracker *tracker;

static void begin(void) {
    OK(vnode_ring_directory_new(NULL, NULL, &directory));
    OK(vnode_ring_tracker_new(NULL, &tracker));
}

static void end(void) {
    vnode_ring_tracker_free(tracker);
    vnode_ring_directory_free(directory);
}

static vnode_ring_event_version at(uint64_t counter) {
    vnode_ring_event_version made = {0, counter};
    return made;
}

/* What becomes of an update of a member of "web", which is carried out. */
static int32_t updated(const char *id, uint32_t weight, const vnode_ring_event_version *version) {
    vnode_ring_node stated = with_weight(node(id), weight);
    vnode_ring_directory_change *change;
    int32_t outcome = 77;
    bool empty;
    OK(vnode_ring_tracker_upsert(tracker, directory, TEXT("web"), &stated, version, NULL, &outcome, &change));
    OK(vnode_ring_directory_change_is_empty(change, &empty));
    CHECK(empty == (outcome != VNODE_RING_TRACKED_CHANGE));
    OK(vnode_ring_directory_apply(directory, change, NULL));
    vnode_ring_directory_change_free(change);
    return outcome;
}

static int32_t removed(const char *id, const vnode_ring_event_version *version) {
    vnode_ring_directory_change *change;
    int32_t outcome = 77;
    OK(vnode_ring_tracker_remove(tracker, directory, TEXT("web"), id, strlen(id), version, NULL, &outcome, &change));
    OK(vnode_ring_directory_apply(directory, change, NULL));
    vnode_ring_directory_change_free(change);
    return outcome;
}

/* The weight of a member of "web"; 99 where it is none. */
static uint32_t weight(const char *id) {
    vnode_ring_member member;
    int32_t status = vnode_ring_directory_member_of(directory, TEXT("web"), id, strlen(id), &member);
    return status == VNODE_RING_OK ? member.node.weight : 99;
}

static uint64_t counter(const char *id) {
    vnode_ring_event_version version = {77, 77};
    int32_t status = vnode_ring_tracker_version(tracker, TEXT("web"), id, strlen(id), &version);
    CHECK(status == VNODE_RING_OK || (status == VNODE_RING_ERR_NOT_FOUND && version.counter == 77));
    return version.counter;
}

/* The newest version wins in whatever order events come. */
static void versions(void) {
    vnode_ring_event_version v1 = at(1), v2 = at(2), v3 = at(3), restarted = {1, 0};
    begin();
    CHECK(counter("a") == 77);
    CHECK(updated("a", 1, &v1) == VNODE_RING_TRACKED_CHANGE && weight("a") == 1 && counter("a") == 1);
    CHECK(updated("a", 1, &v1) == VNODE_RING_TRACKED_NO_CHANGE);
    CHECK(removed("a", &v3) == VNODE_RING_TRACKED_CHANGE && weight("a") == 99 && counter("a") == 3);
    CHECK(updated("a", 2, &v2) == VNODE_RING_TRACKED_IGNORED && weight("a") == 99);
    CHECK(updated("a", 2, &v3) == VNODE_RING_TRACKED_IGNORED && weight("a") == 99);
    CHECK(removed("a", &v3) == VNODE_RING_TRACKED_NO_CHANGE);
    CHECK(updated("a", 5, &restarted) == VNODE_RING_TRACKED_CHANGE && weight("a") == 5 && counter("a") == 0);
    CHECK(updated("a", 6, NULL) == VNODE_RING_TRACKED_CHANGE && weight("a") == 6 && counter("a") == 0);

    /* A removal may come before its update. */
    CHECK(removed("b", &v2) == VNODE_RING_TRACKED_NO_CHANGE && counter("b") == 2);
    CHECK(updated("b", 1, &v1) == VNODE_RING_TRACKED_IGNORED && weight("b") == 99);

    /* What the directory refuses is not recorded. */
    vnode_ring_node nobody = node("");
    vnode_ring_directory_change *change;
    vnode_ring_error error;
    int32_t outcome = 77;
    REFUSED(NODE, vnode_ring_tracker_upsert(tracker, directory, TEXT("web"), &nobody, &v1, &error, &outcome, &change));
    CHECK(change == NULL && outcome == 77);
    vnode_ring_node c = node("c");
    REFUSED(GROUP_NAME, vnode_ring_tracker_upsert(tracker, directory, NULL, 0, &c, &v1, &error, NULL, &change));
    end();
}

static void tombstones(void) {
    vnode_ring_event_version v2 = at(2);
    uint64_t early, late;
    size_t forgotten = 77;
    begin();
    OK(vnode_ring_tracker_mark(tracker, &early));
    CHECK(early == 0);
    removed("a", &v2);
    OK(vnode_ring_tracker_mark(tracker, &late));
    CHECK(late == 1);
    removed("b", &v2);
    OK(vnode_ring_tracker_forget(tracker, early, &forgotten));
    CHECK(forgotten == 0 && counter("a") == 2);
    OK(vnode_ring_tracker_forget(tracker, late, &forgotten));
    CHECK(forgotten == 1 && counter("a") == 77 && counter("b") == 2);
    OK(vnode_ring_tracker_forget(tracker, UINT64_MAX, NULL));
    CHECK(counter("b") == 77);
    end();
}

static uint64_t next_deadline(void) {
    uint64_t deadline = 77;
    int32_t status = vnode_ring_tracker_next_deadline(tracker, &deadline);
    CHECK(status == VNODE_RING_OK || (status == VNODE_RING_ERR_NOT_FOUND && deadline == 77));
    return deadline;
}

static void deadlines(void) {
    const char *const ids[4] = {"a", "b", "c", "d"};
    vnode_ring_directory_change *change;
    vnode_ring_error error;
    vnode_ring_event_version v1 = at(1);
    bool frozen;
    begin();
    for (int i = 0; i < 4; i += 1) {
        updated(ids[i], 1, &v1);
        CHECK(next_deadline() == (i == 0 ? 77U : 10U));
        OK(vnode_ring_tracker_renew(tracker, TEXT("web"), ids[i], 1, 10 + (uint64_t)i, &error));
    }
    REFUSED(NOT_TRACKED, vnode_ring_tracker_renew(tracker, TEXT("web"), TEXT("x"), 10, &error));
    CHECK(strstr(error.message, "\"x\"") != NULL);
    OK(vnode_ring_tracker_renew(tracker, TEXT("web"), TEXT("a"), 20, NULL));
    CHECK(next_deadline() == 11);
    OK(vnode_ring_tracker_expire(tracker, directory, 10, NULL, &change));
    applied(directory, change, 0);
    OK(vnode_ring_tracker_expire(tracker, directory, 11, NULL, &change));
    event_is(change, 0, VNODE_RING_EVENT_LEFT, "web", "b");
    applied(directory, change, 1);
    CHECK(weight("b") == 99 && counter("b") == 1);
    CHECK(updated("b", 1, &v1) == VNODE_RING_TRACKED_CHANGE && weight("b") == 1);

    /* While the source is out of reach nobody expires; afterwards all have time to be heard of. */
    OK(vnode_ring_tracker_freeze(tracker));
    OK(vnode_ring_tracker_is_frozen(tracker, &frozen));
    CHECK(frozen && next_deadline() == 77);
    OK(vnode_ring_tracker_expire(tracker, directory, 1000, NULL, &change));
    applied(directory, change, 0);
    OK(vnode_ring_tracker_thaw(tracker, 1000, 5));
    OK(vnode_ring_tracker_is_frozen(tracker, &frozen));
    CHECK(!frozen && next_deadline() == 1005);

    /* Three of three is more than a half. */
    OK(vnode_ring_tracker_set_max_expiry(tracker, 50, NULL));
    REFUSED(EXPIRY_GUARD, vnode_ring_tracker_expire(tracker, directory, 1005, &error, &change));
    CHECK(change == NULL && strstr(error.message, "50 %") != NULL);
    CHECK(next_deadline() == 1005 && weight("a") == 1);
    OK(vnode_ring_tracker_expire_anyway(tracker, directory, 1005, NULL, &change));
    applied(directory, change, 3);
    CHECK(weight("a") == 99 && weight("b") == 1 && next_deadline() == 77);
    REFUSED(ARGUMENT, vnode_ring_tracker_set_max_expiry(tracker, 101, &error));
    REFUSED(ARGUMENT, vnode_ring_tracker_set_max_expiry(tracker, 256, &error));
    CHECK(strstr(error.message, "got 256") != NULL);
    OK(vnode_ring_tracker_set_max_expiry(tracker, VNODE_RING_NO_EXPIRY_GUARD, NULL));
    end();
}

/* A process that restarts goes on where it was. */
static void files(void) {
    vnode_ring_event_version v1 = at(1), v3 = at(3);
    vnode_ring_tracker *read;
    uint8_t *bytes, *again;
    size_t length, again_length;
    begin();
    updated("a", 1, &v1);
    OK(vnode_ring_tracker_renew(tracker, TEXT("web"), TEXT("a"), 15, NULL));
    updated("b", 1, &v1);
    removed("b", &v3);
    OK(vnode_ring_tracker_to_snapshot(tracker, NULL, &bytes, &length));
    OK(vnode_ring_tracker_from_snapshot(bytes, length, NULL, &read));
    OK(vnode_ring_tracker_to_snapshot(read, NULL, &again, &again_length));
    CHECK(length == again_length && memcmp(bytes, again, length) == 0);
    vnode_ring_bytes_free(again, again_length);
    vnode_ring_tracker_free(tracker);
    tracker = read;
    CHECK(counter("b") == 3 && next_deadline() == 15);
    CHECK(updated("b", 1, &v1) == VNODE_RING_TRACKED_IGNORED);
    for (size_t cut = 0; cut < length; cut += 1) {
        REFUSED(DECODE, vnode_ring_tracker_from_snapshot(bytes, cut, NULL, &read));
        CHECK(read == NULL);
        bytes[cut] ^= 1;
        REFUSED(DECODE, vnode_ring_tracker_from_snapshot(bytes, length, NULL, &read));
        bytes[cut] ^= 1;
    }
    vnode_ring_bytes_free(bytes, length);
    end();
}

static void misuse(void) {
    vnode_ring_node a = node("a");
    vnode_ring_directory_change *change;
    vnode_ring_event_version version = {0, 1}, *crooked = (vnode_ring_event_version *)((char *)&version + 1);
    vnode_ring_tracker *made;
    uint8_t *bytes;
    uint64_t number;
    size_t length;
    bool flag;
    begin();
    REFUSED(NULL, vnode_ring_tracker_new(NULL, NULL));
    REFUSED(NULL, vnode_ring_tracker_upsert(NULL, directory, TEXT("web"), &a, NULL, NULL, NULL, &change));
    CHECK(change == NULL);
    REFUSED(NULL, vnode_ring_tracker_upsert(tracker, NULL, TEXT("web"), &a, NULL, NULL, NULL, &change));
    REFUSED(NULL, vnode_ring_tracker_upsert(tracker, directory, NULL, 1, &a, NULL, NULL, NULL, &change));
    REFUSED(NULL, vnode_ring_tracker_upsert(tracker, directory, TEXT("web"), NULL, NULL, NULL, NULL, &change));
    REFUSED(NULL, vnode_ring_tracker_upsert(tracker, directory, TEXT("web"), &a, NULL, NULL, NULL, NULL));
    REFUSED(ARGUMENT, vnode_ring_tracker_upsert(tracker, directory, TEXT("web"), &a, crooked, NULL, NULL, &change));
    REFUSED(UTF8, vnode_ring_tracker_upsert(tracker, directory, TEXT("\xff"), &a, NULL, NULL, NULL, &change));
    REFUSED(NULL, vnode_ring_tracker_remove(NULL, directory, TEXT("web"), TEXT("a"), NULL, NULL, NULL, &change));
    REFUSED(NULL, vnode_ring_tracker_remove(tracker, NULL, TEXT("web"), TEXT("a"), NULL, NULL, NULL, &change));
    REFUSED(NULL, vnode_ring_tracker_remove(tracker, directory, NULL, 1, TEXT("a"), NULL, NULL, NULL, &change));
    REFUSED(NULL, vnode_ring_tracker_remove(tracker, directory, TEXT("web"), NULL, 1, NULL, NULL, NULL, &change));
    REFUSED(NULL, vnode_ring_tracker_remove(tracker, directory, TEXT("web"), TEXT("a"), NULL, NULL, NULL, NULL));
    REFUSED(UTF8, vnode_ring_tracker_remove(tracker, directory, TEXT("web"), TEXT("\xff"), NULL, NULL, NULL, &change));
    REFUSED(NULL, vnode_ring_tracker_version(NULL, TEXT("web"), TEXT("a"), &version));
    REFUSED(NULL, vnode_ring_tracker_version(tracker, NULL, 1, TEXT("a"), &version));
    REFUSED(NULL, vnode_ring_tracker_version(tracker, TEXT("web"), NULL, 1, &version));
    REFUSED(NULL, vnode_ring_tracker_version(tracker, TEXT("web"), TEXT("a"), NULL));
    REFUSED(NULL, vnode_ring_tracker_renew(NULL, TEXT("web"), TEXT("a"), 1, NULL));
    REFUSED(NULL, vnode_ring_tracker_renew(tracker, NULL, 1, TEXT("a"), 1, NULL));
    REFUSED(NULL, vnode_ring_tracker_renew(tracker, TEXT("web"), NULL, 1, 1, NULL));
    REFUSED(NULL, vnode_ring_tracker_next_deadline(NULL, &number));
    REFUSED(NULL, vnode_ring_tracker_next_deadline(tracker, NULL));
    REFUSED(NULL, vnode_ring_tracker_expire(NULL, directory, 1, NULL, &change));
    REFUSED(NULL, vnode_ring_tracker_expire(tracker, NULL, 1, NULL, &change));
    REFUSED(NULL, vnode_ring_tracker_expire(tracker, directory, 1, NULL, NULL));
    REFUSED(NULL, vnode_ring_tracker_expire_anyway(NULL, directory, 1, NULL, &change));
    REFUSED(NULL, vnode_ring_tracker_expire_anyway(tracker, NULL, 1, NULL, &change));
    REFUSED(NULL, vnode_ring_tracker_expire_anyway(tracker, directory, 1, NULL, NULL));
    REFUSED(NULL, vnode_ring_tracker_set_max_expiry(NULL, 1, NULL));
    REFUSED(NULL, vnode_ring_tracker_freeze(NULL));
    REFUSED(NULL, vnode_ring_tracker_thaw(NULL, 0, 0));
    REFUSED(NULL, vnode_ring_tracker_is_frozen(NULL, &flag));
    REFUSED(NULL, vnode_ring_tracker_is_frozen(tracker, NULL));
    REFUSED(NULL, vnode_ring_tracker_mark(NULL, &number));
    REFUSED(NULL, vnode_ring_tracker_mark(tracker, NULL));
    REFUSED(NULL, vnode_ring_tracker_forget(NULL, 0, NULL));
    REFUSED(NULL, vnode_ring_tracker_to_snapshot(NULL, NULL, &bytes, &length));
    CHECK(bytes == NULL);
    REFUSED(NULL, vnode_ring_tracker_to_snapshot(tracker, NULL, NULL, &length));
    REFUSED(NULL, vnode_ring_tracker_to_snapshot(tracker, NULL, &bytes, NULL));
    REFUSED(NULL, vnode_ring_tracker_from_snapshot(NULL, 1, NULL, &made));
    CHECK(made == NULL);
    REFUSED(NULL, vnode_ring_tracker_from_snapshot("x", 1, NULL, NULL));
    REFUSED(ARGUMENT, vnode_ring_tracker_from_snapshot("x", SIZE_MAX, NULL, &made));
    REFUSED(OBJECT, vnode_ring_tracker_freeze((vnode_ring_tracker *)directory));
    REFUSED(OBJECT, vnode_ring_tracker_expire(tracker, (vnode_ring_directory *)tracker, 1, NULL, &change));
    /* Nothing of this was taken for an event. */
    OK(vnode_ring_tracker_mark(tracker, &number));
    CHECK(number == 0);
    vnode_ring_tracker_free(NULL);
    end();
}

int main(void) {
    versions();
    tombstones();
    deadlines();
    files();
    misuse();
    return failures == 0 ? 0 : 1;
}
