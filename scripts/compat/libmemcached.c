// Asks libmemcached where keys belong: `libmemcached COMMAND [BEHAVIOUR=NUMBER...] [HOST PORT WEIGHT...]`, keys on
// standard input, one per line. `parse STRING` instead of the servers is for memcached_servers_parse, and
// `config STRING` right after COMMAND for memcached(). COMMAND is one of
//   owners   a letter per key, no network
//   points   how many points each server has
//   hashes   the hash of every key
//   set      sends every key to its server
//   live     sends the first 200 keys, so that servers that do not answer are noticed, then all others, and names their
//            owners, with `-` for keys that could not be sent
#include <libmemcached/memcached.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

// The library keeps its points in this shape (checked by the script: the numbers ascend, and every server is known).
struct memcached_continuum_item_st {
    uint32_t index, value;
};

static void check(memcached_return_t code, const char *what) {
    if (code == MEMCACHED_SUCCESS) return;
    fprintf(stderr, "%s: %s\n", what, memcached_strerror(NULL, code));
    exit(1);
}

int main(int count, char **words) {
    int at = 2;
    memcached_st *memc = memcached_create(NULL);
    if (count > 3 && !strcmp(words[2], "config")) {
        memcached_free(memc);
        memc = memcached(words[3], strlen(words[3]));
        at = 4;
    }
    if (!memc) {
        fprintf(stderr, "not understood: %s\n", words[3]);
        return 2;
    }
    for (; at < count && strchr(words[at], '='); at++) {
        unsigned behaviour, value;
        if (sscanf(words[at], "%u=%u", &behaviour, &value) != 2) return 2;
        check(memcached_behavior_set(memc, (memcached_behavior_t)behaviour, value), words[at]);
    }
    if (at + 1 < count && !strcmp(words[at], "parse")) {
        memcached_server_list_st list = memcached_servers_parse(words[at + 1]);
        check(memcached_server_push(memc, list), "push");
        memcached_server_list_free(list);
    } else {
        for (; at + 2 < count; at += 3) {
            int port = atoi(words[at + 1]), weight = atoi(words[at + 2]);
            check(memcached_server_add_with_weight(memc, words[at], port, weight), "add");
        }
    }
    uint32_t servers = memcached_server_count(memc);
    if (!strcmp(words[1], "points")) {
        uint32_t *points = calloc(servers, sizeof *points), before = 0;
        for (uint32_t i = 0; i < memc->ketama.continuum_points_counter; i++) {
            struct memcached_continuum_item_st item = memc->ketama.continuum[i];
            if (item.index >= servers || item.value < before) return 3;
            before = item.value;
            points[item.index]++;
        }
        for (uint32_t i = 0; i < servers; i++) printf("%s%u", i ? " " : "", points[i]);
        printf("\n");
        return 0;
    }
    char key[300];
    int sent = 0;
    while (fgets(key, sizeof key, stdin)) {
        size_t length = strcspn(key, "\n");
        if (!strcmp(words[1], "hashes"))
            printf("%08x ", hashkit_digest(memcached_get_hashkit(memc), key, length));
        else if (!strcmp(words[1], "live")) {
            memcached_return_t code = memcached_set(memc, key, length, "x", 1, 0, 0);
            int owner = 'a' + (int)memcached_generate_hash(memc, key, length);
            if (sent++ >= 200) putchar(code == MEMCACHED_SUCCESS ? owner : '-');
        } else if (!strcmp(words[1], "set"))
            check(memcached_set(memc, key, length, "x", 1, 0, 0), key);
        else
            putchar('a' + (int)memcached_generate_hash(memc, key, length));
    }
    memcached_free(memc);
    return 0;
}
