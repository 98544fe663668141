/* What tests/vectors.rs reads out of docs/vectors and writes as lines for this program: rings with the owners and lists
 * of their keys, and files that every version reads. */
#include "check.h"

static int from_hex(const char *hex, uint8_t *bytes) {
    size_t length = strlen(hex) / 2;
    for (size_t i = 0; i < length; i += 1) {
        unsigned byte;
        if (sscanf(hex + 2 * i, "%2x", &byte) != 1) {
            return -1;
        }
        bytes[i] = (uint8_t)byte;
    }
    return (int)length;
}

/* The next field of a line, from hexadecimal; `text` moves on. */
static int field(char **text, uint8_t *bytes) {
    char *end = strpbrk(*text, " \n");
    int length;
    if (end == NULL) {
        return -1;
    }
    *end = 0;
    length = from_hex(*text, bytes);
    *text = end + 1;
    return length;
}

static char line[1 << 20];
static uint8_t bytes[1 << 19];
static vnode_ring_node nodes[1000];
static char ids[1000][2048];
static size_t node_count = 0;
static vnode_ring *ring = NULL;
/* The same ring as an image. */
static uint8_t *image = NULL;
static size_t image_len = 0;
static vnode_ring_view view;
static vnode_ring_options with;
static uint8_t secret[1024];
static int rings = 0, keys = 0, files = 0;
static vnode_ring_stamp of_image;

/* "-" for no secret. */
static void secret_field(char **text) {
    with.secret = NULL;
    with.secret_len = 0;
    if (**text == '-') {
        *text += 2;
    } else {
        with.secret_len = (size_t)field(text, secret);
        with.secret = secret;
    }
}

static void node_line(char *text) {
    unsigned fields, weight, vnodes;
    int used = 0;
    CHECK(sscanf(text, "%u %u %u %n", &fields, &weight, &vnodes, &used) == 3);
    text += used;
    char *id = ids[node_count];
    int id_len = field(&text, (uint8_t *)id);
    int placement_id_len = field(&text, (uint8_t *)id + 1024);
    nodes[node_count] = node("");
    nodes[node_count].id = id;
    nodes[node_count].id_len = (size_t)id_len;
    nodes[node_count].placement_id = id + 1024;
    nodes[node_count].placement_id_len = (size_t)placement_id_len;
    nodes[node_count].fields = fields;
    nodes[node_count].weight = weight;
    nodes[node_count].vnodes = vnodes;
    node_count += 1;
}

static void key_line(char *text) {
    unsigned long long position;
    int used = 0, listed = 0;
    CHECK(sscanf(text, "%llx %d%n", &position, &listed, &used) == 2);
    text += used + 1;
    int key_len = field(&text, bytes);
    uint64_t found;
    uint32_t slots[1000], seen[1000];
    size_t count;
    OK(vnode_ring_view_key_position(&view, bytes, (size_t)key_len, &found));
    CHECK(found == position);
    OK(vnode_ring_view_preference_list(&view, bytes, (size_t)key_len, NULL, 0, seen, (size_t)listed, &count));
    CHECK(count == (size_t)listed);
    OK(vnode_ring_key_position(ring, bytes, (size_t)key_len, &found));
    CHECK(found == position);
    OK(vnode_ring_replicas(ring, bytes, (size_t)key_len, VNODE_RING_ZONES_ANY, NULL, 0, slots, (size_t)listed, &count, NULL));
    CHECK(count == (size_t)listed);
    for (int i = 0; i < listed; i += 1) {
        vnode_ring_node owner;
        uint8_t id[1024];
        int id_len = field(&text, id);
        OK(vnode_ring_node_at(ring, slots[i], &owner));
        CHECK(owner.id_len == (size_t)id_len && memcmp(owner.id, id, (size_t)id_len) == 0);
        OK(vnode_ring_view_node_at(&view, seen[i], &owner));
        CHECK(owner.id_len == (size_t)id_len && memcmp(owner.id, id, (size_t)id_len) == 0);
    }
    keys += 1;
}

/* A file is read, and what is read is written as the same bytes. */
static void file_line(const char *kind, char *text) {
    with = options();
    secret_field(&text);
    int length = field(&text, bytes);
    uint8_t *written = NULL;
    size_t written_len = 0;
    vnode_ring_error error;
    if (strcmp(kind, "delta") == 0) {
        vnode_ring_delta *delta;
        OK(vnode_ring_delta_from_bytes(bytes, (size_t)length, NULL, &error, &delta));
        OK(vnode_ring_delta_to_bytes(delta, NULL, &written, &written_len));
        vnode_ring_delta_free(delta);
    } else if (strcmp(kind, "numbers") == 0) {
        /* No ring has no ids: the image before is of the same one. */
        vnode_ring_stamp found;
        OK(vnode_ring_view_open(bytes, (size_t)length, with.secret, with.secret_len, 0, &error, &view));
        OK(vnode_ring_view_verify(&view, &error));
        OK(vnode_ring_view_stamp(&view, &found));
        CHECK(same_stamp(found, of_image));
        files += 1;
        return;
    } else {
        vnode_ring *read;
        int is_image = strcmp(kind, "image") == 0;
        OK((is_image ? vnode_ring_from_image : vnode_ring_from_snapshot)(bytes, (size_t)length, &with, &error, &read));
        OK((is_image ? vnode_ring_to_image : vnode_ring_to_snapshot)(read, NULL, &written, &written_len));
        if (is_image) {
            OK(vnode_ring_view_open(bytes, (size_t)length, with.secret, with.secret_len, 0, &error, &view));
            OK(vnode_ring_view_verify(&view, &error));
            OK(vnode_ring_view_stamp(&view, &of_image));
            CHECK(same_stamp(of_image, stamp(read)));
        }
        vnode_ring_free(read);
    }
    CHECK(written_len == (size_t)length && memcmp(written, bytes, written_len) == 0);
    vnode_ring_bytes_free(written, written_len);
    files += 1;
}

int main(int argc, char **argv) {
    FILE *lines = fopen(argc > 1 ? argv[1] : "", "r");
    CHECK(lines != NULL);
    with = options();
    while (lines != NULL && fgets(line, sizeof line, lines) != NULL) {
        char what[16];
        int used = 0;
        CHECK(sscanf(line, "%15s %n", what, &used) == 1);
        if (strcmp(what, "ring") == 0) {
            unsigned long long seed;
            unsigned vnodes;
            int more = 0;
            CHECK(sscanf(line + used, "%llu %u %n", &seed, &vnodes, &more) == 2);
            char *text = line + used + more;
            secret_field(&text);
            with.seed = seed;
            with.vnodes_per_weight = vnodes;
            vnode_ring_free(ring);
            ring = NULL;
            node_count = 0;
        } else if (strcmp(what, "node") == 0) {
            node_line(line + used);
        } else if (strcmp(what, "key") == 0) {
            if (ring == NULL) {
                OK(vnode_ring_new(nodes, node_count, &with, NULL, &ring));
                vnode_ring_bytes_free(image, image_len);
                OK(vnode_ring_to_image(ring, NULL, &image, &image_len));
                OK(vnode_ring_view_open(image, image_len, with.secret, with.secret_len, 0, NULL, &view));
                rings += 1;
            }
            key_line(line + used);
        } else {
            file_line(what, line + used);
        }
    }
    if (lines != NULL) {
        fclose(lines);
    }
    vnode_ring_free(ring);
    vnode_ring_bytes_free(image, image_len);
    printf("%d rings, %d keys, %d files\n", rings, keys, files);
    CHECK(rings > 10 && keys > 100 && files > 5);
    return failures == 0 ? 0 : 1;
}
