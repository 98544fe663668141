/*
 * Answers keys from a ring in flash memory: an image, read where it lies, without a heap, a copy or a C library. Prints for
 * each key its owner and its preference list of three, and then how much stack that took at most.
 *
 * Built and run by scripts/bare-metal; image and keys are those of ring/examples/bare-metal.
 */
#include "machine.h"
#include "vnode_ring.h"

enum { REPLICAS = 3 };

/* A key, and what the ring says of it. */
struct question {
    const vnode_ring_view *view;
    const char *key;
    size_t key_len;
    uint32_t owner;
    uint32_t nodes[REPLICAS];
    size_t count;
    int32_t status;
};

/* It is too large for a small stack, and every call needs it. */
static vnode_ring_view view;

static void open_image(void *status) {
    const size_t length = (size_t)(image_end - image_start);
    *(int32_t *)status = vnode_ring_view_open(image_start, length, NULL, 0, 0, NULL, &view);
}

static void look_up(void *asked) {
    struct question *question = asked;
    question->status = vnode_ring_view_lookup(question->view, question->key, question->key_len, &question->owner);
}

static void list(void *asked) {
    struct question *question = asked;
    question->status = vnode_ring_view_preference_list(question->view, question->key, question->key_len, NULL, 0,
                                                       question->nodes, REPLICAS, &question->count);
}

/* Prints the names of a key's nodes; 0 where a call failed. */
static int print(const struct question *question) {
    machine_print(question->key, question->key_len);
    for (size_t i = 0; i < question->count; i += 1) {
        vnode_ring_node node;
        if (vnode_ring_view_node_at(question->view, question->nodes[i], &node) != VNODE_RING_OK) {
            return 0;
        }
        machine_print("\t", 1);
        machine_print(node.id, node.id_len);
    }
    machine_print("\n", 1);
    return 1;
}

int main(void) {
    int32_t status = -1;
    const uint32_t open_stack = stack_of(open_image, &status);
    if (status != VNODE_RING_OK) {
        return 1;
    }
    uint32_t lookup_stack = 0, list_stack = 0;
    struct question question = {.view = &view};
    for (const char *key = keys_start; key <= keys_end; key += question.key_len + 1) {
        question.key = key;
        question.key_len = 0;
        while (key + question.key_len < keys_end && key[question.key_len] != '\n') {
            question.key_len += 1;
        }
        uint32_t taken = stack_of(look_up, &question);
        lookup_stack = taken > lookup_stack ? taken : lookup_stack;
        if (question.status != VNODE_RING_OK) {
            return 1;
        }
        taken = stack_of(list, &question);
        list_stack = taken > list_stack ? taken : list_stack;
        const int whole = question.count == REPLICAS && question.nodes[0] == question.owner;
        if (question.status != VNODE_RING_OK || !whole || !print(&question)) {
            return 1;
        }
    }
    size_t vnodes;
    if (vnode_ring_view_vnode_count(&view, &vnodes) != VNODE_RING_OK) {
        return 1;
    }
    machine_say("# open ", open_stack);
    machine_say("# lookup ", lookup_stack);
    machine_say("# list ", list_stack);
    machine_say("# vnodes ", vnodes);
    return 0;
}
