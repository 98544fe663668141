/*
 * Looks keys up in the image of a ring, which is read where it lies: processes that map one file share its memory, and
 * opening it reads its header only.
 *
 *     mmap_image FILE KEY..
 *
 * Prints for each key a line: the key, and the nodes of its first three replicas, the owner first.
 *
 * Such a file is made by vnode_ring_to_image(), or by `ring-cli image`. To publish another ring, write another file and
 * rename it to this name; a file that is mapped must never be changed. This program would see the new one when it opens
 * the name again.
 *
 *     cc bindings/c/examples/mmap_image.c -I bindings/c/include target/release/libvnode_ring.a -lpthread -ldl -lm -o mmap_image
 */
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

#include "vnode_ring.h"

enum { REPLICAS = 3 };

/* Maps a file to be read; NULL where it cannot be. The mapping outlives the file's name and its descriptor. */
static void *map_file(const char *name, size_t *length) {
    int file = open(name, O_RDONLY);
    if (file < 0) {
        return NULL;
    }
    struct stat about;
    void *mapped = MAP_FAILED;
    if (fstat(file, &about) == 0 && about.st_size > 0) {
        *length = (size_t)about.st_size;
        mapped = mmap(NULL, *length, PROT_READ, MAP_SHARED, file, 0);
    }
    close(file);
    return mapped == MAP_FAILED ? NULL : mapped;
}

/* Prints a key and its nodes. Asking allocates nothing, and any number of threads may ask one view. */
static int print_nodes(const vnode_ring_view *view, const char *key) {
    uint32_t slots[REPLICAS];
    size_t count;
    int status = vnode_ring_view_preference_list(view, key, strlen(key), NULL, 0, slots, REPLICAS, &count);
    if (status != VNODE_RING_OK) {
        return status;
    }
    printf("%s", key);
    for (size_t i = 0; i < count; i += 1) {
        vnode_ring_node node;
        status = vnode_ring_view_node_at(view, slots[i], &node);
        if (status != VNODE_RING_OK) {
            return status;
        }
        printf("\t%.*s", (int)node.id_len, node.id);
    }
    printf("\n");
    return VNODE_RING_OK;
}

int main(int argc, char **argv) {
    if (argc < 2) {
        fprintf(stderr, "usage: mmap_image FILE KEY..\n");
        return 2;
    }
    size_t length = 0;
    void *image = map_file(argv[1], &length);
    if (image == NULL) {
        perror(argv[1]);
        return 1;
    }

    /* With 0 instead of the flag, all bytes are checked, and so read: do that once, when the file arrives. */
    vnode_ring_view view;
    vnode_ring_error error;
    if (vnode_ring_view_open(image, length, NULL, 0, VNODE_RING_VIEW_UNCHECKED, &error, &view) != VNODE_RING_OK) {
        fprintf(stderr, "%s: %s\n", argv[1], error.message);
        return 1;
    }
    for (int i = 2; i < argc; i += 1) {
        int status = print_nodes(&view, argv[i]);
        if (status != VNODE_RING_OK) {
            fprintf(stderr, "%s: %s\n", argv[1], vnode_ring_strerror(status));
            return 1;
        }
    }

    /* A view is not freed. From here on neither it nor the ids of its nodes may be used. */
    munmap(image, length);
    return 0;
}
