/* What the test programs about directories share. */
#ifndef DIRECTORY_H
#define DIRECTORY_H

#include "check.h"

/* A directory with one group of the nodes "a", "b", "c", ... */
static inline vnode_ring_directory *directory_of(const char *group, int count) {
    vnode_ring_directory *directory;
    OK(vnode_ring_directory_new(NULL, NULL, &directory));
    for (int i = 0; i < count; i += 1) {
        const char id[2] = {(char)('a' + i), 0};
        vnode_ring_node joins = node(id);
        OK(vnode_ring_directory_upsert(directory, group, strlen(group), &joins, NULL, NULL));
    }
    return directory;
}

/* A step about a group and a member, where it has them. */
static inline vnode_ring_directory_step step(int32_t kind, const char *group, const char *id) {
    vnode_ring_directory_step made;
    memset(&made, 0, sizeof made);
    made.kind = kind;
    made.group = group;
    made.group_len = group == NULL ? 0 : strlen(group);
    made.id = id;
    made.id_len = id == NULL ? 0 : strlen(id);
    return made;
}

/* The event of that number, which must be this one. */
static inline vnode_ring_event event_is(const vnode_ring_directory_change *change, size_t number, int32_t kind,
                                        const char *group, const char *id) {
    vnode_ring_event event;
    memset(&event, 0, sizeof event);
    OK(vnode_ring_directory_change_event_at(change, number, &event));
    CHECK(event.kind == kind && same(event.group, event.group_len, group) && same(event.id, event.id_len, id));
    CHECK((event.group == NULL) == (event.group_len == 0) && (event.id == NULL) == (event.id_len == 0));
    return event;
}

/* Applies a change of that many events and frees it. */
static inline void applied(vnode_ring_directory *directory, vnode_ring_directory_change *change, size_t events) {
    size_t count;
    bool empty;
    vnode_ring_event event;
    OK(vnode_ring_directory_change_event_count(change, &count));
    OK(vnode_ring_directory_change_is_empty(change, &empty));
    CHECK(count == events && empty == (events == 0));
    REFUSED(NOT_FOUND, vnode_ring_directory_change_event_at(change, events, &event));
    OK(vnode_ring_directory_apply(directory, change, NULL));
    vnode_ring_directory_change_free(change);
}

#endif
