/* A directory that threads read while it changes. */
#include "directory.h"

#include <pthread.h>

enum { READERS = 3, CHANGES = 200 };

static vnode_ring_shared_directory *shared;

/* Each directory that a thread sees is one that was published: group "web" has had as many changes as its members say. */
static void *reads(void *unused) {
    vnode_ring_directory_reader *reader;
    const vnode_ring_directory *directory;
    uint64_t epoch = 0;
    (void)unused;
    OK(vnode_ring_directory_reader_new(shared, NULL, &reader));
    while (epoch < 3 + CHANGES) {
        vnode_ring_group group;
        vnode_ring_node found;
        OK(vnode_ring_directory_reader_directory(reader, &directory));
        OK(vnode_ring_directory_group(directory, TEXT("web"), &group));
        CHECK(group.stamp.epoch >= epoch && group.member_count == 4 - group.stamp.epoch % 2);
        epoch = group.stamp.epoch;
        OK(vnode_ring_directory_match(directory, TEXT("web"), "user-1", 6, 0, &found));
        CHECK(found.id_len == 1 && found.id[0] >= 'a' && found.id[0] <= 'd');
    }
    vnode_ring_directory_reader_free(reader);
    return NULL;
}

static void misuse(const vnode_ring_directory *directory) {
    vnode_ring_directory_reader *reader;
    vnode_ring_directory *copy;
    const vnode_ring_directory *lent;
    REFUSED(NULL, vnode_ring_shared_directory_new(NULL, NULL, &shared));
    CHECK(shared == NULL);
    REFUSED(NULL, vnode_ring_shared_directory_new(directory, NULL, NULL));
    OK(vnode_ring_shared_directory_new(directory, NULL, &shared));
    REFUSED(NULL, vnode_ring_shared_directory_apply(shared, NULL, NULL));
    REFUSED(NULL, vnode_ring_shared_directory_publish(NULL, directory, NULL));
    REFUSED(NULL, vnode_ring_shared_directory_publish(shared, NULL, NULL));
    REFUSED(NULL, vnode_ring_shared_directory_copy(NULL, NULL, &copy));
    CHECK(copy == NULL);
    REFUSED(NULL, vnode_ring_shared_directory_copy(shared, NULL, NULL));
    REFUSED(NULL, vnode_ring_directory_reader_new(NULL, NULL, &reader));
    CHECK(reader == NULL);
    REFUSED(NULL, vnode_ring_directory_reader_new(shared, NULL, NULL));
    REFUSED(NULL, vnode_ring_directory_reader_directory(NULL, &lent));
    CHECK(lent == NULL);
    OK(vnode_ring_directory_reader_new(shared, NULL, &reader));
    REFUSED(NULL, vnode_ring_directory_reader_directory(reader, NULL));
    REFUSED(OBJECT, vnode_ring_directory_reader_directory((vnode_ring_directory_reader *)shared, &lent));
    vnode_ring_directory_reader_free(reader);
    vnode_ring_directory_reader_free(NULL);
    vnode_ring_shared_directory_free(shared);
    vnode_ring_shared_directory_free(NULL);
}

int main(void) {
    vnode_ring_directory *directory = directory_of("web", 3), *copy;
    vnode_ring_directory_reader *reader;
    vnode_ring_directory_change *change;
    vnode_ring_directory_step joins = step(VNODE_RING_STEP_UPSERT, "web", NULL);
    vnode_ring_directory_step leaves = step(VNODE_RING_STEP_REMOVE, "web", "d");
    const vnode_ring_directory *lent;
    vnode_ring_node d = node("d"), found;
    pthread_t threads[READERS];
    size_t count;
    joins.nodes = &d;
    joins.node_count = 1;
    OK(vnode_ring_shared_directory_new(directory, NULL, &shared));
    for (int i = 0; i < READERS; i += 1) {
        CHECK(pthread_create(&threads[i], NULL, reads, NULL) == 0);
    }
    /* The writer works changes out on what it is lent. */
    OK(vnode_ring_directory_reader_new(shared, NULL, &reader));
    for (int i = 0; i < CHANGES; i += 1) {
        OK(vnode_ring_directory_reader_directory(reader, &lent));
        OK(vnode_ring_directory_change_new(lent, i % 2 == 0 ? &joins : &leaves, 1, NULL, &change));
        OK(vnode_ring_shared_directory_apply(shared, change, NULL));
        REFUSED(STALE, vnode_ring_shared_directory_apply(shared, change, NULL));
        OK(vnode_ring_directory_apply(directory, change, NULL));
        if (i == 0) {
            REFUSED(NULL, vnode_ring_shared_directory_apply(NULL, change, NULL));
            REFUSED(LENT, vnode_ring_directory_apply((vnode_ring_directory *)lent, change, NULL));
        }
        vnode_ring_directory_change_free(change);
    }
    for (int i = 0; i < READERS; i += 1) {
        CHECK(pthread_join(threads[i], NULL) == 0);
    }
    OK(vnode_ring_shared_directory_copy(shared, NULL, &copy));
    vnode_ring_group groups[2];
    OK(vnode_ring_directory_groups(copy, &groups[0], 1, &count));
    OK(vnode_ring_directory_groups(directory, &groups[1], 1, &count));
    CHECK(same_stamp(groups[0].stamp, groups[1].stamp) && groups[0].stamp.epoch == 3 + CHANGES);

    /* A reader outlives what it reads; what it lends is not for changing or freeing, and says so. */
    OK(vnode_ring_directory_remove_group(copy, TEXT("web"), NULL, NULL));
    OK(vnode_ring_shared_directory_publish(shared, copy, NULL));
    OK(vnode_ring_directory_reader_directory(reader, &lent));
    REFUSED(NO_GROUP, vnode_ring_directory_match(lent, TEXT("web"), "k", 1, 0, &found));
    vnode_ring_shared_directory_free(shared);
    OK(vnode_ring_directory_reader_directory(reader, &lent));
    OK(vnode_ring_directory_group_count(lent, &count));
    CHECK(count == 0);
    REFUSED(LENT, vnode_ring_directory_upsert((vnode_ring_directory *)lent, TEXT("web"), &d, NULL, NULL));
    vnode_ring_directory_free((vnode_ring_directory *)lent);
    OK(vnode_ring_directory_group_count(lent, &count));
    vnode_ring_directory_free(copy);
    OK(vnode_ring_directory_clone(lent, NULL, &copy));
    vnode_ring_directory_reader_free(reader);
    OK(vnode_ring_directory_upsert(copy, TEXT("web"), &d, NULL, NULL));
    vnode_ring_directory_free(copy);
    misuse(directory);
    vnode_ring_directory_free(directory);
    return failures == 0 ? 0 : 1;
}
