/*
 * vnode_ring.h: consistent hashing. Which node owns this key, the same in every process, language and CPU; and what
 * moves when the nodes change.
 *
 *     vnode_ring_node nodes[2] = {{0}};
 *     nodes[0].id = "cache-a", nodes[0].id_len = 7;
 *     nodes[1].id = "cache-b", nodes[1].id_len = 7;
 *
 *     vnode_ring *ring;
 *     if (vnode_ring_new(nodes, 2, NULL, NULL, &ring) != VNODE_RING_OK) return 1;
 *     uint32_t slot;
 *     vnode_ring_lookup(ring, "user-1", 6, &slot);          (which slot owns the key)
 *     vnode_ring_node owner;
 *     vnode_ring_node_at(ring, slot, &owner);               (which node is in it)
 *     printf("%.*s\n", (int)owner.id_len, owner.id);
 *     vnode_ring_free(ring);
 *
 * Read on from here as far as you need: each section stands on those before it. Examples: examples/ of the sources.
 *
 * What holds for every function, unless its comment says otherwise:
 *
 * - It returns a status: VNODE_RING_OK, which is 0, or a VNODE_RING_ERR_... that says why nothing was done. A call that
 *   fails changes nothing.
 * - Inputs come first, results last. Results are written only on VNODE_RING_OK; a pointer to a new object becomes NULL on
 *   any failure. No result may be NULL.
 * - `error` may be NULL; else it gets a message when the call fails.
 * - Texts, keys, bytes and arrays are a pointer and a length; nothing has to end with a 0. The pointer may be NULL where
 *   the length is 0. They are read while the call lasts, and never kept.
 * - Objects are opaque. Each belongs to the caller who made it, and is freed with the _free function of its type, once.
 *   NULL is fine there.
 * - A pointer into an object (an id, a zone) is valid until the object is changed or freed.
 * - Threads: whatever takes a `const` object may be called by many threads at once with the same object; whatever takes
 *   one that is not const wants the object for itself. There is no hidden state: other objects are other objects.
 * - No function calls back, waits for another thread's lock, or reads a clock, a file, the environment or random numbers.
 *   (Shared rings and directories, further down, say what they do beyond that.)
 * - NULL, lengths that no memory has, pointers that are not aligned, text that is not UTF-8 and unknown numbers are
 *   refused with a status. An object that was freed, or is of another kind, is refused too as long as its memory tells
 *   so; a debug build of the library ends the process where it sees that. Other memory that is not what the caller says
 *   it is cannot be noticed.
 * - Where memory runs out, functions that name VNODE_RING_ERR_OUT_OF_MEMORY return it for whatever grows with the ring.
 *   For the rest, small or passing, the process ends, as Rust's collections end it. Lookups, lists, picks and readers
 *   allocate nothing.
 * - Sizes are in bytes. Complexities leave out the length of texts. All is there since 0.1.0.
 */

#ifndef VNODE_RING_H
#define VNODE_RING_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define VNODE_RING_VERSION_MAJOR 0
#define VNODE_RING_VERSION_MINOR 1
#define VNODE_RING_VERSION_PATCH 0
#define VNODE_RING_VERSION "0.1.0"

#ifdef __cplusplus
extern "C" {
#endif

/* ----------------------------------------------------------------------------------------------------
 * Which version of the library a program runs with.
 * ---------------------------------------------------------------------------------------------------- */

/** The version of the library as "MAJOR.MINOR.PATCH"; VNODE_RING_VERSION is that of the header. The text is static: never
 * free it.
 */
const char *vnode_ring_version(void);

/* ----------------------------------------------------------------------------------------------------
 * Status codes. 0 is success, everything else says why nothing was done. Numbers are never used for anything else.
 * ---------------------------------------------------------------------------------------------------- */

/** The call did what it says. */
#define VNODE_RING_OK 0

/** A pointer that must not be NULL was NULL. */
#define VNODE_RING_ERR_NULL 1

/** A defect of the library; please report it. The object that was called answers VNODE_RING_ERR_POISONED from now on. */
#define VNODE_RING_ERR_PANIC 2

/** An earlier call ended with VNODE_RING_ERR_PANIC: free the object, make it anew. */
#define VNODE_RING_ERR_POISONED 3

/** The pointer is not one to a living object of this kind: it was freed, or is of another kind. */
#define VNODE_RING_ERR_OBJECT 4

/** An argument is out of its range: a size that no memory has, a pointer that is not aligned, an unknown number. */
#define VNODE_RING_ERR_ARGUMENT 5

/** A text is not UTF-8. */
#define VNODE_RING_ERR_UTF8 6

/** The caller's buffer is too small. */
#define VNODE_RING_ERR_BUFFER 7

/** There is no such thing: no node owns keys or passes the filter, nobody is in the slot, the index is past the end. */
#define VNODE_RING_ERR_NOT_FOUND 8

/** Memory ran out. Once there is some again, the same call succeeds. */
#define VNODE_RING_ERR_OUT_OF_MEMORY 9

/** The ring is keyed and the secret is missing or another one; or it is not keyed and a secret was given. */
#define VNODE_RING_ERR_SECRET 10

/** A limit would be exceeded: vnodes of a ring, nodes of a membership, groups of a directory. */
#define VNODE_RING_ERR_LIMIT 11

/** A node cannot be: its id, placement id, zone, attributes or vnodes break a rule, or another node has the same id or
 * placement id.
 */
#define VNODE_RING_ERR_NODE 12

/** The node is not a member. */
#define VNODE_RING_ERR_NOT_MEMBER 13

/** The node is a member already. */
#define VNODE_RING_ERR_ALREADY_MEMBER 14

/** What was given belongs to a ring with another config. */
#define VNODE_RING_ERR_CONFIG_MISMATCH 15

/** The delta starts from a later epoch: deltas between are missing, fetch them. */
#define VNODE_RING_ERR_GAP 16

/** The delta or list is out of date: we are further. */
#define VNODE_RING_ERR_STALE 17

/** The delta starts from another ring of the same epoch: the histories differ, fetch a snapshot. */
#define VNODE_RING_ERR_FORK 18

/** Something is not here what the delta or change says that it is. */
#define VNODE_RING_ERR_CONFLICT 19

/** The epoch, or the number of events, is the largest one. */
#define VNODE_RING_ERR_NO_EPOCH_LEFT 20

/** The bytes are no file of this kind, of an unknown version, or damaged. */
#define VNODE_RING_ERR_DECODE 21

/** The rule about replicas makes no sense: 0 or more than 32 of them, or a calibration that cannot be. */
#define VNODE_RING_ERR_RULE 22

/** The object is only lent (by a reader) and cannot be changed. */
#define VNODE_RING_ERR_LENT 23

/** There is no such group. */
#define VNODE_RING_ERR_NO_GROUP 24

/** The group is there already. */
#define VNODE_RING_ERR_GROUP_EXISTS 25

/** The name of a group breaks a rule: those of ids. */
#define VNODE_RING_ERR_GROUP_NAME 26

/** The directory does not know all groups and members yet, so that an answer could be wrong: try again later. */
#define VNODE_RING_ERR_NOT_SYNCED 27

/** No member of the group has vnodes: there are none, or all are drained. */
#define VNODE_RING_ERR_EMPTY_GROUP 28

/** All members of the group that have vnodes are critical. */
#define VNODE_RING_ERR_ALL_CRITICAL 29

/** More members would expire at once than the guard lets pass: see whether their source is at fault. */
#define VNODE_RING_ERR_EXPIRY_GUARD 30

/** The tracker has no update of the member: announce it by one first. */
#define VNODE_RING_ERR_NOT_TRACKED 31

/** What a status means, in a few words without the values: "out of memory". Never NULL, also for unknown numbers. The text
 * is static: never free it.
 */
const char *vnode_ring_strerror(int32_t status);

/* ----------------------------------------------------------------------------------------------------
 * What an error says beside its status.
 * ---------------------------------------------------------------------------------------------------- */

/** The bytes of a message, with the 0 at its end. */
#define VNODE_RING_MESSAGE_BYTES 508

/** Why a call failed. The caller owns it: declare one and hand its address to as many calls as you like, or NULL where the
 * status is enough. It is written only when a call fails.
 */
typedef struct {
  /** The status that the call returned. */
  int32_t status;
  /** One line for people, with the values, the limit and what to do; UTF-8, ends with a 0, cut where it would be too
   * long. Its words may change between versions.
   */
  char message[VNODE_RING_MESSAGE_BYTES];
} vnode_ring_error;

/* ----------------------------------------------------------------------------------------------------
 * Secrets of keyed rings.
 * ---------------------------------------------------------------------------------------------------- */

/** The bytes of a secret. */
#define VNODE_RING_SECRET_BYTES 16

/* ----------------------------------------------------------------------------------------------------
 * Options: how a ring places its nodes and keys, and what it is limited to.
 * ---------------------------------------------------------------------------------------------------- */

/** The native placement: docs/spec.md. */
#define VNODE_RING_PLACEMENT_NATIVE 1

/** That of nginx, `hash KEY consistent`. This one and those that follow answer as other programs do, so that no key moves
 * when one changes to this library: docs/placements.md.
 */
#define VNODE_RING_PLACEMENT_NGINX 2

/** That of libmemcached, consistent distribution without weights. */
#define VNODE_RING_PLACEMENT_LIBMEMCACHED 3

/** That of libmemcached, weighted ketama. The vnodes of a node follow from the weights of all. */
#define VNODE_RING_PLACEMENT_LIBMEMCACHED_WEIGHTED 4

/** That of twemproxy, ketama. The vnodes of a node follow from the weights of all. */
#define VNODE_RING_PLACEMENT_TWEMPROXY 5

/** That of HAProxy up to 2.9 and from 3.2.7 on, `hash-type consistent`; 2.6.12 and 3.2.26 were run. The placement id of a
 * node is the number of the server. A key belongs to the nearest vnode on either side.
 *
 * Therefore this placement and the others of HAProxy promise less. The keys of a node that leaves go to both sides, while
 * lists go on in one direction: an answer or a list with nodes out need not be that of the ring without them, and a node
 * that joins may change the order of the others in a list. And where the range of a vnode ends depends on the vnodes
 * beside it: what makes or changes such a ring compiles all of it, O(vnodes log vnodes), also where less is said.
 */
#define VNODE_RING_PLACEMENT_HAPROXY_ID 6

/** The same with `hash-key addr`. The placement id of a node is the IP address of the server. */
#define VNODE_RING_PLACEMENT_HAPROXY_ADDR 7

/** That of the Go packages werbenhu/chash and werbenhu/registry. */
#define VNODE_RING_PLACEMENT_CHASH_CRC32 8

/** Each node states the positions of its vnodes. So rings of other programs are kept as they are, and then changed with
 * every guarantee: vnode_ring_to_explicit().
 */
#define VNODE_RING_PLACEMENT_EXPLICIT 9

/** As VNODE_RING_PLACEMENT_HAPROXY_ADDR with `hash-key addr-port`. The placement id has the port too. */
#define VNODE_RING_PLACEMENT_HAPROXY_ADDR_PORT 10

/** As VNODE_RING_PLACEMENT_HAPROXY_ID, in HAProxy 3.0 to 3.2.6, which have other points; 3.0.11 was run. */
#define VNODE_RING_PLACEMENT_HAPROXY_ID_3_0 11

/** XXH3_64 with the seed. Who knows the nodes can aim keys at one of them. */
#define VNODE_RING_KEY_HASH_XXH3 1

/** SipHash-1-3 with the secret. Only who has the secret can aim keys at a node. */
#define VNODE_RING_KEY_HASH_SIPHASH13 2

/** CRC-32 as in zlib. This one and those that follow are the hashes of other programs: docs/placements.md. */
#define VNODE_RING_KEY_HASH_CRC32 3

/** Bits 16 to 30 of CRC-32. */
#define VNODE_RING_KEY_HASH_CRC32_15 4

/** CRC-16, as twemproxy has it. */
#define VNODE_RING_KEY_HASH_CRC16 5

/** The first four bytes of MD5. */
#define VNODE_RING_KEY_HASH_MD5 6

/** The lower half of FNV-1 with 64 bits. */
#define VNODE_RING_KEY_HASH_FNV1_64 7

/** What memcached clients call fnv1a_64. */
#define VNODE_RING_KEY_HASH_FNV1A_64 8

/** FNV-1 with 32 bits. */
#define VNODE_RING_KEY_HASH_FNV1_32 9

/** FNV-1a with 32 bits. */
#define VNODE_RING_KEY_HASH_FNV1A_32 10

/** Jenkins's one-at-a-time. */
#define VNODE_RING_KEY_HASH_ONE_AT_A_TIME 11

/** Hsieh's SuperFastHash. */
#define VNODE_RING_KEY_HASH_HSIEH 12

/** MurmurHash2 as memcached clients seed it. */
#define VNODE_RING_KEY_HASH_MURMUR2 13

/** MurmurHash3 as libmemcached seeds it. */
#define VNODE_RING_KEY_HASH_MURMUR3 14

/** Jenkins's lookup3 as memcached clients seed it. */
#define VNODE_RING_KEY_HASH_JENKINS 15

/** SDBM, as HAProxy has it. */
#define VNODE_RING_KEY_HASH_SDBM 16

/** The same, mixed once more. */
#define VNODE_RING_KEY_HASH_SDBM_AVALANCHE 17

/** DJB2, as HAProxy has it. */
#define VNODE_RING_KEY_HASH_DJB2 18

/** The same, mixed once more. */
#define VNODE_RING_KEY_HASH_DJB2_AVALANCHE 19

/** WT6, as HAProxy has it. */
#define VNODE_RING_KEY_HASH_WT6 20

/** The same, mixed once more. */
#define VNODE_RING_KEY_HASH_WT6_AVALANCHE 21

/** CRC-32, mixed once more. */
#define VNODE_RING_KEY_HASH_CRC32_AVALANCHE 22

/** The number in decimal digits that a key begins with: `none` of HAProxy. */
#define VNODE_RING_KEY_HASH_DECIMAL 23

/** The same, mixed once more. */
#define VNODE_RING_KEY_HASH_DECIMAL_AVALANCHE 24

/** The number of vnodes that a weight of 1 gives with the native placement, unless the options state another. */
#define VNODE_RING_DEFAULT_VNODES_PER_WEIGHT 256

/** A key belongs to the first vnode at or after it. */
#define VNODE_RING_SIDE_SUCCESSOR 1

/** A key belongs to the last vnode at or before it. Positions are stated on the circle as it is. The position p of a key
 * or vnode is told turned round, as UINT64_MAX - p, so that the owner is the next vnode as in every ring.
 */
#define VNODE_RING_SIDE_PREDECESSOR 2

/** How a ring is made. Set `size` and leave 0 and NULL what you do not state:
 *
 *     vnode_ring_options options = {0};
 *     options.size = sizeof options;
 *     options.seed = 7;
 *
 * Where a function takes options, NULL means all defaults. All but size and max_vnodes is the config, of the secret a check
 * that tells it from others: all processes that are to agree must have the same config and secret. The config is part of
 * a ring's fingerprint and of its files, and cannot be changed.
 */
typedef struct {
  /** sizeof(vnode_ring_options). Later versions may add fields at the end. */
  size_t size;
  /** How nodes are placed: a VNODE_RING_PLACEMENT_. 0: VNODE_RING_PLACEMENT_NATIVE. */
  uint32_t placement;
  /** How keys are placed: a VNODE_RING_KEY_HASH_. 0: VNODE_RING_KEY_HASH_SIPHASH13 if there is a secret, else that of the
   * placement, VNODE_RING_KEY_HASH_XXH3 for the native one.
   */
  uint32_t key_hash;
  /** Places keys and nodes elsewhere. 0 where neither the placement nor the key hash takes one. */
  uint64_t seed;
  /** The number of vnodes that a weight of 1 gives. More are more even and take more memory, 8.1 bytes each. 0: what
   * the placement has, VNODE_RING_DEFAULT_VNODES_PER_WEIGHT for the native one.
   */
  uint32_t vnodes_per_weight;
  /** The largest number of vnodes that a ring may come to; not part of the config. 0: 2^23. */
  uint32_t max_vnodes;
  /** The secret of a keyed ring: VNODE_RING_SECRET_BYTES bytes from a good source of random numbers, or NULL. It is
   * copied, and is never part of a file.
   */
  const uint8_t *secret;
  /** The number of bytes of the secret. */
  size_t secret_len;
  /** Two printable ASCII characters, as '{' and '}': a key that has both, and something in between, is placed by that.
   * 0 and 0: keys are placed as a whole.
   */
  uint8_t hash_tag[2];
  /** Which neighbour of a key owns it: a VNODE_RING_SIDE_. Only VNODE_RING_PLACEMENT_EXPLICIT has both; any other
   * placement is refused with another side than its own. Those of HAProxy count as VNODE_RING_SIDE_SUCCESSOR, as their
   * vnodes are told where their ranges end. 0: that of the placement, VNODE_RING_SIDE_SUCCESSOR for
   * VNODE_RING_PLACEMENT_EXPLICIT.
   */
  uint32_t side;
} vnode_ring_options;

/* ----------------------------------------------------------------------------------------------------
 * Nodes, as they are given and as they are told.
 * ---------------------------------------------------------------------------------------------------- */

/** vnode_ring_node.weight is stated. */
#define VNODE_RING_FIELD_WEIGHT 1

/** vnode_ring_node.vnodes is stated. */
#define VNODE_RING_FIELD_VNODES 2

/** vnode_ring_node.placement_id is stated. */
#define VNODE_RING_FIELD_PLACEMENT_ID 4

/** vnode_ring_node.zone is stated. */
#define VNODE_RING_FIELD_ZONE 8

/** vnode_ring_node.attributes are stated. */
#define VNODE_RING_FIELD_ATTRIBUTES 16

/** vnode_ring_node.positions are stated. */
#define VNODE_RING_FIELD_POSITIONS 32

/** No slot: where a node could be and is none. */
#define VNODE_RING_NO_SLOT UINT32_MAX

/** A name and its value, both UTF-8. */
typedef struct {
  /** Not empty. */
  const char *name;
  /** The bytes of the name. */
  size_t name_len;
  /** May be empty. */
  const char *value;
  /** The bytes of the value. */
  size_t value_len;
} vnode_ring_attribute;

/** A node. Texts are UTF-8 with a length and need no 0 at the end.
 *
 * As an argument: zero it, set the id, and for each other field that you state set its flag in `fields`. What is not
 * stated is the default where a node joins, and stays as it is where one is upserted. All is copied.
 *
 *     vnode_ring_node node = {0};
 *     node.id = "cache-a";
 *     node.id_len = 7;
 *     node.fields = VNODE_RING_FIELD_WEIGHT;
 *     node.weight = 2;
 *
 * As a result: the texts belong to the object that was asked, and are valid until it changes or is freed. Attributes and
 * positions are only counted; vnode_ring_attribute_at() and vnode_ring_positions_at() tell them.
 */
typedef struct {
  /** What the node is called: 1 to 1,024 bytes without control characters, unique in a ring. Choose what survives a
   * restart.
   */
  const char *id;
  /** The bytes of the id. */
  size_t id_len;
  /** The bytes that its vnodes derive from, by default the id; unique in a ring. A replacement keeps the old one. */
  const char *placement_id;
  /** The bytes of the placement id. */
  size_t placement_id_len;
  /** The failure domain, at most 255 bytes; by default none. An empty one is none. */
  const char *zone;
  /** The bytes of the zone. */
  size_t zone_len;
  /** Any number of them in any order, each name once, at most 64 KiB in all; "addr" is the address by convention. */
  const vnode_ring_attribute *attributes;
  /** How many attributes there are. */
  size_t attribute_count;
  /** Where its vnodes stand, in any order, none of them twice: only with VNODE_RING_PLACEMENT_EXPLICIT, where every node
   * of weight above 0 states some, and no number of vnodes.
   */
  const uint64_t *positions;
  /** How many positions there are; 0 states that there are none. */
  size_t position_count;
  /** Which fields are stated: VNODE_RING_FIELD_... added up. */
  uint32_t fields;
  /** The absolute share, by default 1. 0 drains the node: it stays a member and owns nothing. */
  uint32_t weight;
  /** The number of vnodes, instead of what the weight gives; by default that. */
  uint32_t vnodes;
  /** As a result, the node's slot: a small number that is its own until the ring changes or, if it is not told,
   * VNODE_RING_NO_SLOT. Ignored in arguments.
   */
  uint32_t slot;
  /** 0. */
  uint64_t reserved[2];
} vnode_ring_node;

/* ----------------------------------------------------------------------------------------------------
 * What tells one ring from another.
 * ---------------------------------------------------------------------------------------------------- */

/** 128 bits that tell one content from any other, least significant byte first. */
typedef struct {
  /** The bytes. */
  uint8_t bytes[16];
} vnode_ring_fingerprint;

/** Which ring of a history something is. Two rings of one epoch and fingerprint are the same. */
typedef struct {
  /** Grows with each change. */
  uint64_t epoch;
  /** Of all content: config, nodes, attributes. */
  vnode_ring_fingerprint fingerprint;
} vnode_ring_stamp;

/* ----------------------------------------------------------------------------------------------------
 * A ring: made from nodes, asked what it holds, freed.
 * ---------------------------------------------------------------------------------------------------- */

/** A ring. It is freed with vnode_ring_free(), unless it is lent by a reader. */
typedef struct vnode_ring vnode_ring;

/** Makes a ring of nodes, at epoch 0. O(vnodes).
 *
 * `nodes` are `count` nodes in any order; with none the ring is empty, and nodes may join later. `options` may be NULL.
 * `*ring` is the caller's: vnode_ring_free().
 *
 * VNODE_RING_ERR_NODE, _LIMIT, _ARGUMENT, _UTF8, _OUT_OF_MEMORY.
 */
int32_t vnode_ring_new(const vnode_ring_node *nodes,
                       size_t count,
                       const vnode_ring_options *options,
                       vnode_ring_error *error,
                       vnode_ring **ring);

/** Frees a ring. NULL is fine. A ring that is lent is left alone: free the reader. */
void vnode_ring_free(vnode_ring *ring);

/** A copy of a ring that changes on its own. `*copy` is the caller's: vnode_ring_free(). O(vnodes). */
int32_t vnode_ring_clone(const vnode_ring *ring, vnode_ring_error *error, vnode_ring **copy);

/** The number of nodes. O(1). */
int32_t vnode_ring_node_count(const vnode_ring *ring, size_t *count);

/** The number of vnodes. O(1). */
int32_t vnode_ring_vnode_count(const vnode_ring *ring, size_t *count);

/** The number of slots: every slot is below it. Arrays that are indexed by slots have that many elements. O(1). */
int32_t vnode_ring_slot_count(const vnode_ring *ring,
                              size_t *count);

/** The node in a slot; VNODE_RING_ERR_NOT_FOUND where none is. To see all nodes, ask for all slots below
 * vnode_ring_slot_count(). O(1).
 */
int32_t vnode_ring_node_at(const vnode_ring *ring, uint32_t slot, vnode_ring_node *node);

/** The node of an id; VNODE_RING_ERR_NOT_MEMBER where there is none. O(log nodes). */
int32_t vnode_ring_node_of(const vnode_ring *ring, const char *id, size_t id_len, vnode_ring_node *node);

/** An attribute of the node in a slot, by number: 0 up to attribute_count, in the order of names. The texts are the ring's.
 * VNODE_RING_ERR_NOT_FOUND past the end. O(attributes).
 */
int32_t vnode_ring_attribute_at(const vnode_ring *ring,
                                uint32_t slot,
                                size_t number,
                                vnode_ring_attribute *attribute);

/** An attribute of the node in a slot, by name. The value is the ring's. VNODE_RING_ERR_NOT_FOUND where the node has none
 * of that name. O(attributes).
 */
int32_t vnode_ring_attribute_of(const vnode_ring *ring,
                                uint32_t slot,
                                const char *name,
                                size_t name_len,
                                const char **value,
                                size_t *value_len);

/** The config, as the options that a ring with it is made with; the secret of a keyed ring is not among them. O(1). */
int32_t vnode_ring_options_of(const vnode_ring *ring,
                              vnode_ring_options *options);

/** The epoch and fingerprint. Two processes that print the same have the same ring. O(1). */
int32_t vnode_ring_stamp_of(const vnode_ring *ring, vnode_ring_stamp *stamp);

/** The fingerprint of what decides owners and lists alone: config, ids, placement ids, zones and vnode counts. O(1). */
int32_t vnode_ring_placement_fingerprint(const vnode_ring *ring,
                                         vnode_ring_fingerprint *fingerprint);

/* ----------------------------------------------------------------------------------------------------
 * Which node owns a key. No function here allocates; all may be called by many threads at once.
 * ---------------------------------------------------------------------------------------------------- */

/** The slot of the node that owns a key. VNODE_RING_ERR_NOT_FOUND where no node owns keys. Expected O(1).
 *
 * A key is any bytes; it may be NULL where key_len is 0. vnode_ring_node_at() tells the node's id.
 */
int32_t vnode_ring_lookup(const vnode_ring *ring, const void *key, size_t key_len, uint32_t *slot);

/** The slot of the node that a key goes to while some nodes are out: the first one left in its list, which is its owner on
 * the ring without them (but see VNODE_RING_PLACEMENT_HAPROXY_ID). `excluded` is a bitmap of `excluded_words` words: slot
 * s is out if bit s % 64 of word s / 64 is 1; slots past its end are not. Expected O(1) while few nodes are out, O(vnodes)
 * at most. VNODE_RING_ERR_NOT_FOUND where no node is left that owns keys.
 */
int32_t vnode_ring_lookup_excluding(const vnode_ring *ring,
                                    const void *key,
                                    size_t key_len,
                                    const uint64_t *excluded,
                                    size_t excluded_words,
                                    uint32_t *slot);

/** The slots of the nodes that own `count` keys: `slots[i]` is that of `keys[i]`, which has `key_lens[i]` bytes. Faster than
 * as many lookups where the ring is larger than the cache. VNODE_RING_ERR_NOT_FOUND where no node owns keys; an error may
 * leave slots written.
 */
int32_t vnode_ring_lookup_batch(const vnode_ring *ring,
                                const void *const *keys,
                                const size_t *key_lens,
                                size_t count,
                                uint32_t *slots);

/** As vnode_ring_lookup_batch() for keys that lie in one buffer: key i is the bytes from offsets[i] up to offsets[i + 1],
 * so that there are `count` + 1 offsets, none smaller than the one before it and none above `bytes_len`; else
 * VNODE_RING_ERR_ARGUMENT.
 */
int32_t vnode_ring_lookup_packed(const vnode_ring *ring,
                                 const void *bytes,
                                 size_t bytes_len,
                                 const size_t *offsets,
                                 size_t count,
                                 uint32_t *slots);

/** The position of a key on the circle 0..2^64. O(length of the key). */
int32_t vnode_ring_key_position(const vnode_ring *ring, const void *key, size_t key_len, uint64_t *position);

/** The slot of the node that owns a position: the first vnode there or after it, and round the circle. Otherwise as
 * vnode_ring_lookup().
 */
int32_t vnode_ring_lookup_position(const vnode_ring *ring,
                                   uint64_t position,
                                   uint32_t *slot);

/* ----------------------------------------------------------------------------------------------------
 * How many nodes hold a key, and in which zones.
 * ---------------------------------------------------------------------------------------------------- */

/** A list minds no zones. */
#define VNODE_RING_ZONES_ANY 0

/** At most one node of a list in each zone; a list is shorter where zones are too few. Other numbers up to 2^32 - 2 are the
 * most nodes in each zone.
 */
#define VNODE_RING_ZONES_STRICT 1

/** As many different zones as there can be, then the next nodes: the list is never shorter. */
#define VNODE_RING_ZONES_SPREAD UINT32_MAX

/* ----------------------------------------------------------------------------------------------------
 * Where a key's replicas are, where it goes when nodes fail, and which node takes it when others are full. Only
 * vnode_ring_fair_caps() allocates; all may be called by many threads at once.
 * ---------------------------------------------------------------------------------------------------- */

/** Nothing is short. */
#define VNODE_RING_SHORTAGE_NONE 0

/** There are fewer nodes than replicas. */
#define VNODE_RING_SHORTAGE_NODES 1

/** There are too few zones for what the rule wants. */
#define VNODE_RING_SHORTAGE_ZONES 2

/** The nodes that hold a key: distinct ones in ring order, the owner first. `capacity` is how many are wanted and `slots`
 * their place; `*count` is how many there are.
 *
 * `zones` is VNODE_RING_ZONES_... or the most nodes in each zone; all nodes without a zone count as one. `excluded` as for
 * vnode_ring_lookup_excluding(); NULL and 0 for none. `shortage` may be NULL; else it is VNODE_RING_SHORTAGE_..., where a
 * list that is shorter, or in fewer zones, than wanted is no error. Expected O(capacity) while few nodes are out.
 */
int32_t vnode_ring_replicas(const vnode_ring *ring,
                            const void *key,
                            size_t key_len,
                            uint32_t zones,
                            const uint64_t *excluded,
                            size_t excluded_words,
                            uint32_t *slots,
                            size_t capacity,
                            size_t *count,
                            int32_t *shortage);

/** The slot of the first node of a key's list that has room: whose load is below its cap. `loads` and `caps` have
 * `slot_count` elements, one for each slot; the caller counts the loads. No node is ever above its cap, and with the same
 * loads the answer is the same everywhere. VNODE_RING_ERR_NOT_FOUND where all nodes are full.
 */
int32_t vnode_ring_pick(const vnode_ring *ring,
                        const void *key,
                        size_t key_len,
                        const uint64_t *loads,
                        const uint64_t *caps,
                        size_t slot_count,
                        uint32_t *slot);

/** Caps for vnode_ring_pick(): each node's fair share by weight of a load, `percent` more, rounded up. `*count` becomes
 * vnode_ring_slot_count(); VNODE_RING_ERR_BUFFER where `capacity` is less. O(nodes).
 */
int32_t vnode_ring_fair_caps(const vnode_ring *ring,
                             uint64_t load,
                             uint32_t percent,
                             uint64_t *caps,
                             size_t capacity,
                             size_t *count);

/* ----------------------------------------------------------------------------------------------------
 * Changes. A change is a delta: made once, applied by every process that holds its base, and refused by all others.
 * ---------------------------------------------------------------------------------------------------- */

/** vnode_ring_change: `node` joins. */
#define VNODE_RING_CHANGE_ADD 1

/** vnode_ring_change: the node with the id of `node` leaves. */
#define VNODE_RING_CHANGE_REMOVE 2

/** vnode_ring_change: the node with the id of `node` gets its weight; the number of vnodes follows. */
#define VNODE_RING_CHANGE_REWEIGHT 3

/** vnode_ring_change: the node with the id of `node` gets its number of vnodes. */
#define VNODE_RING_CHANGE_SET_VNODES 4

/** vnode_ring_change: `node` joins, or what it states replaces that of the member. */
#define VNODE_RING_CHANGE_UPSERT 5

/** vnode_ring_change: `node` takes the place of the node `old_id`, with exactly its keys. */
#define VNODE_RING_CHANGE_REPLACE 6

/** A delta: which nodes change, from what to what, from which ring to which. */
typedef struct vnode_ring_delta vnode_ring_delta;

/** One step of a change. */
typedef struct {
  /** VNODE_RING_CHANGE_... */
  int32_t kind;
  /** The node; where a kind needs an id, a weight or a number of vnodes alone, the rest is ignored. */
  vnode_ring_node node;
  /** For VNODE_RING_CHANGE_REPLACE: the id of the node that leaves. */
  const char *old_id;
  /** The bytes of the old id. */
  size_t old_id_len;
} vnode_ring_change;

/** Lets a node join. `delta` may be NULL; else `*delta` is what the other processes apply, and the caller's:
 * vnode_ring_delta_free().
 *
 * The ring is compiled anew beside the one that there is, which stays as it was where memory runs out: O(vnodes), or more
 * for VNODE_RING_PLACEMENT_HAPROXY_ID, and room for a second ring meanwhile.
 *
 * VNODE_RING_ERR_ALREADY_MEMBER, _NODE, _LIMIT, _UTF8, _NO_EPOCH_LEFT, _OUT_OF_MEMORY, _LENT.
 */
int32_t vnode_ring_add(vnode_ring *ring,
                       const vnode_ring_node *node,
                       vnode_ring_error *error,
                       vnode_ring_delta **delta);

/** Lets a node leave. Otherwise as vnode_ring_add().
 *
 * VNODE_RING_ERR_NOT_MEMBER, _UTF8, _NO_EPOCH_LEFT, _OUT_OF_MEMORY, _LENT.
 */
int32_t vnode_ring_remove(vnode_ring *ring,
                          const char *id,
                          size_t id_len,
                          vnode_ring_error *error,
                          vnode_ring_delta **delta);

/** Sets the weight of a node; 0 drains it. Otherwise as vnode_ring_add().
 *
 * VNODE_RING_ERR_NOT_MEMBER, _LIMIT, _UTF8, _NO_EPOCH_LEFT, _OUT_OF_MEMORY, _LENT.
 */
int32_t vnode_ring_reweight(vnode_ring *ring,
                            const char *id,
                            size_t id_len,
                            uint32_t weight,
                            vnode_ring_error *error,
                            vnode_ring_delta **delta);

/** Works out a change of `count` steps, made in their order and applied as one; the ring stays as it is. `*delta` is the
 * caller's: vnode_ring_delta_free(). O(nodes that change).
 *
 * VNODE_RING_ERR_NOT_MEMBER, _ALREADY_MEMBER, _NODE, _ARGUMENT, _UTF8, _NO_EPOCH_LEFT.
 */
int32_t vnode_ring_delta_new(const vnode_ring *ring,
                             const vnode_ring_change *changes,
                             size_t count,
                             vnode_ring_error *error,
                             vnode_ring_delta **delta);

/** Works out what makes the ring hold exactly the nodes of a list, as a registry or a file states them: those that are
 * missing leave, new ones join, what others state replaces what they had. Otherwise as vnode_ring_delta_new(). O(nodes).
 */
int32_t vnode_ring_delta_reconcile(const vnode_ring *ring,
                                   const vnode_ring_node *nodes,
                                   size_t count,
                                   vnode_ring_error *error,
                                   vnode_ring_delta **delta);

/** As vnode_ring_delta_reconcile(), for a list that comes with an epoch of its own (a revision, an index): the ring gets
 * that epoch. VNODE_RING_ERR_STALE where it is not later than the ring's and the nodes differ.
 */
int32_t vnode_ring_delta_reconcile_at(const vnode_ring *ring,
                                      const vnode_ring_node *nodes,
                                      size_t count,
                                      uint64_t epoch,
                                      vnode_ring_error *error,
                                      vnode_ring_delta **delta);

/** Works out numbers of vnodes with which exact shares meet the weights, as the delta that states them. `replicas` and
 * `zones` as for vnode_ring_replicas(). Nodes whose share deviates by no more than `band` millionths stay as they are; 0
 * evens out all. Otherwise as vnode_ring_delta_new(). About 0.1 s for 1,000 nodes of 256 vnodes.
 *
 * VNODE_RING_ERR_RULE, _LIMIT, _NO_EPOCH_LEFT; _ARGUMENT where the placement is not VNODE_RING_PLACEMENT_NATIVE.
 */
int32_t vnode_ring_delta_calibrate(const vnode_ring *ring,
                                   size_t replicas,
                                   uint32_t zones,
                                   uint32_t band,
                                   vnode_ring_error *error,
                                   vnode_ring_delta **delta);

/** Applies a delta, all of it or nothing. `changed` may be NULL; else it tells whether the ring was changed, or was there
 * already. It costs what vnode_ring_add() does.
 *
 * VNODE_RING_ERR_CONFIG_MISMATCH, _GAP, _STALE, _FORK, _CONFLICT, _LIMIT, _OUT_OF_MEMORY, _LENT.
 */
int32_t vnode_ring_apply(vnode_ring *ring,
                         const vnode_ring_delta *delta,
                         vnode_ring_error *error,
                         bool *changed);

/* ----------------------------------------------------------------------------------------------------
 * Deltas as values: told, sent, put together, undone.
 * ---------------------------------------------------------------------------------------------------- */

/** What leads from one ring to another of the same config: `new` must have the later epoch or the same content. Otherwise
 * as vnode_ring_delta_new(). O(nodes).
 */
int32_t vnode_ring_delta_diff(const vnode_ring *old,
                              const vnode_ring *new_,
                              vnode_ring_error *error,
                              vnode_ring_delta **delta);

/** Frees a delta. NULL is fine. */
void vnode_ring_delta_free(vnode_ring_delta *delta);

/** The delta that undoes this one. `*inverse` is the caller's: vnode_ring_delta_free(). It leads to a later epoch, too. */
int32_t vnode_ring_delta_invert(const vnode_ring_delta *delta,
                                vnode_ring_error *error,
                                vnode_ring_delta **inverse);

/** One delta that does what two do, of which `next` starts where `delta` ends. `*both` is the caller's:
 * vnode_ring_delta_free().
 *
 * VNODE_RING_ERR_CONFIG_MISMATCH, _GAP, _STALE, _FORK, _CONFLICT.
 */
int32_t vnode_ring_delta_compose(const vnode_ring_delta *delta,
                                 const vnode_ring_delta *next,
                                 vnode_ring_error *error,
                                 vnode_ring_delta **both);

/** The number of nodes that change. O(1). */
int32_t vnode_ring_delta_change_count(const vnode_ring_delta *delta, size_t *count);

/** A change by number, in the order of ids: what the node was and what it becomes. Each has an id of NULL where the node
 * is no member. The texts are the delta's; attributes and positions are counted. VNODE_RING_ERR_NOT_FOUND past the end.
 * O(1).
 */
int32_t vnode_ring_delta_change_at(const vnode_ring_delta *delta,
                                   size_t number,
                                   vnode_ring_node *old_node,
                                   vnode_ring_node *new_node);

/** Where a delta starts and where it leads. O(1). */
int32_t vnode_ring_delta_stamps(const vnode_ring_delta *delta,
                                vnode_ring_stamp *base,
                                vnode_ring_stamp *target);

/** A delta as bytes, to be sent. `*bytes` are the caller's: vnode_ring_bytes_free(). */
int32_t vnode_ring_delta_to_bytes(const vnode_ring_delta *delta,
                                  vnode_ring_error *error,
                                  uint8_t **bytes,
                                  size_t *length);

/** The delta of bytes that may come from anywhere. Of the options only `max_vnodes` counts. `*delta` is the caller's:
 * vnode_ring_delta_free().
 *
 * VNODE_RING_ERR_DECODE, _LIMIT, _OUT_OF_MEMORY.
 */
int32_t vnode_ring_delta_from_bytes(const void *bytes,
                                    size_t length,
                                    const vnode_ring_options *options,
                                    vnode_ring_error *error,
                                    vnode_ring_delta **delta);

/* ----------------------------------------------------------------------------------------------------
 * Files as bytes: snapshots and images of rings. Write them under another name and rename them, never over a file that
 * others may have mapped.
 * ---------------------------------------------------------------------------------------------------- */

/** Frees bytes that a function of this library made: the pointer and the length that it gave. NULL is fine. */
void vnode_ring_bytes_free(uint8_t *bytes, size_t length);

/** A ring as a snapshot: the same bytes for the same content on every machine. `*bytes` are the caller's:
 * vnode_ring_bytes_free(). O(nodes).
 */
int32_t vnode_ring_to_snapshot(const vnode_ring *ring,
                               vnode_ring_error *error,
                               uint8_t **bytes,
                               size_t *length);

/** The ring of a snapshot. The bytes may come from anywhere: what is damaged or not canonical is refused. The config is the
 * file's; of the options only `secret` and `max_vnodes` count. `*ring` is the caller's: vnode_ring_free(). O(vnodes).
 *
 * VNODE_RING_ERR_DECODE, _SECRET, _LIMIT, _OUT_OF_MEMORY.
 */
int32_t vnode_ring_from_snapshot(const void *bytes,
                                 size_t length,
                                 const vnode_ring_options *options,
                                 vnode_ring_error *error,
                                 vnode_ring **ring);

/** A ring as an image, for others to read in place: see vnode_ring_view_open(). `*bytes` are the caller's:
 * vnode_ring_bytes_free(). O(vnodes).
 */
int32_t vnode_ring_to_image(const vnode_ring *ring, vnode_ring_error *error, uint8_t **bytes, size_t *length);

/** As vnode_ring_to_image(), without ids, placement ids, zones and attributes: nodes are numbers in the order of their ids. */
int32_t vnode_ring_to_image_without_texts(const vnode_ring *ring,
                                          vnode_ring_error *error,
                                          uint8_t **bytes,
                                          size_t *length);

/** The ring of an image with texts, which is compared with it byte for byte. Otherwise as vnode_ring_from_snapshot(). */
int32_t vnode_ring_from_image(const void *bytes,
                              size_t length,
                              const vnode_ring_options *options,
                              vnode_ring_error *error,
                              vnode_ring **ring);

/* ----------------------------------------------------------------------------------------------------
 * Positions that nodes state, and rings of other programs that are kept as they are.
 * ---------------------------------------------------------------------------------------------------- */

/** The positions that the node in a slot states, in order; none unless the placement is VNODE_RING_PLACEMENT_EXPLICIT.
 * `*count` becomes the node's position_count; VNODE_RING_ERR_BUFFER where `capacity` is less, and _NOT_FOUND where nobody
 * is in the slot. O(positions).
 */
int32_t vnode_ring_positions_at(const vnode_ring *ring,
                                uint32_t slot,
                                uint64_t *positions,
                                size_t capacity,
                                size_t *count);

/** Keeps a ring as it is today, whatever its placement: a ring of VNODE_RING_PLACEMENT_EXPLICIT, in which every node
 * states the positions that its vnodes have. Owners and lists are the same at all positions, so that no key moves on that
 * day; from then on each change moves the least.
 *
 * Key hash, seed, secret, hash tag, side and epoch stay, and what is known of each node but its slot. A node that has no
 * vnodes is drained. Where two vnodes of a node stand at one position, one of them is left. A node that joins states
 * positions of its own: those that the ring of the other program gives it when it joins there, for example, or any
 * others.
 *
 * Of the options only `secret` and `max_vnodes` count. `*kept` is the caller's: vnode_ring_free(). O(vnodes log vnodes).
 *
 * VNODE_RING_ERR_SECRET, _LIMIT, _ARGUMENT, _OUT_OF_MEMORY.
 */
int32_t vnode_ring_to_explicit(const vnode_ring *ring,
                               const vnode_ring_options *options,
                               vnode_ring_error *error,
                               vnode_ring **kept);

/* ----------------------------------------------------------------------------------------------------
 * Images, read where they lie: a mapped file, flash memory, shared memory. Nothing is copied and nothing allocated.
 *
 * A library for machines without an operating system (built without the feature "std") has the functions of this section
 * but for vnode_ring_view_verify(), those of the next one, vnode_ring_strerror() and vnode_ring_version(), and no others.
 * There, messages are the words of vnode_ring_strerror().
 * ---------------------------------------------------------------------------------------------------- */

/** vnode_ring_view_open() checks the header only. */
#define VNODE_RING_VIEW_UNCHECKED 1

/** A view of an image. The caller owns it, wherever it is; it is never freed, may be copied, and is read by many threads at
 * once. A view that was never opened, or whose opening failed, is refused with VNODE_RING_ERR_OBJECT.
 *
 *     vnode_ring_view view;
 *     if (vnode_ring_view_open(image, image_len, NULL, 0, 0, NULL, &view) != VNODE_RING_OK) return 1;
 *     uint32_t slot;
 *     vnode_ring_view_lookup(&view, "user-1", 6, &slot);
 *     vnode_ring_node owner;
 *     vnode_ring_view_node_at(&view, slot, &owner);
 *
 * The bytes of the image stay the caller's. They must stay where they are and as they are while the view is used; so do
 * the texts of nodes, which lie in them.
 */
typedef struct {
  /** The library's. */
  uint64_t words[48];
} vnode_ring_view;

/** Opens the image in `length` bytes, at any address. A file that is mapped must not change: write another one and rename
 * it.
 *
 * `secret` is that of a keyed ring; NULL and 0 for one that is not keyed. `flags` is 0, or VNODE_RING_VIEW_UNCHECKED.
 *
 * - With 0, header, checksum and nodes are checked. O(length).
 * - With VNODE_RING_VIEW_UNCHECKED, only the header: for many processes that map one file which somebody checked. O(1).
 *   Whatever the other bytes are, no function reads beyond them or fails to end; but the answers are only worth something
 *   where they are those of an image. A slot may even be none of a node: VNODE_RING_ERR_NOT_FOUND then tells.
 *
 * VNODE_RING_ERR_DECODE, _SECRET, _ARGUMENT. After an error, `*view` is a view that is refused.
 */
int32_t vnode_ring_view_open(const void *bytes,
                             size_t length,
                             const uint8_t *secret,
                             size_t secret_len,
                             uint32_t flags,
                             vnode_ring_error *error,
                             vnode_ring_view *view);

/** Checks everything: whether the image is, byte for byte, the one that a ring of its nodes has. Allocates. Not for machines
 * without an operating system. O(vnodes log vnodes).
 *
 * VNODE_RING_ERR_DECODE, _OUT_OF_MEMORY.
 */
int32_t vnode_ring_view_verify(const vnode_ring_view *view,
                               vnode_ring_error *error);

/** As vnode_ring_options_of(). O(1). */
int32_t vnode_ring_view_options(const vnode_ring_view *view, vnode_ring_options *options);

/** The epoch and fingerprint: those of the ring that the image was made of. O(1). */
int32_t vnode_ring_view_stamp(const vnode_ring_view *view, vnode_ring_stamp *stamp);

/** As vnode_ring_placement_fingerprint(). O(1). */
int32_t vnode_ring_view_placement_fingerprint(const vnode_ring_view *view,
                                              vnode_ring_fingerprint *fingerprint);

/** Whether the image has the texts of its nodes: ids, placement ids, zones and attributes. O(1). */
int32_t vnode_ring_view_has_texts(const vnode_ring_view *view, bool *has_texts);

/** The number of vnodes. O(1). */
int32_t vnode_ring_view_vnode_count(const vnode_ring_view *view, size_t *count);

/** The number of nodes, which is also that of slots: each slot below it has a node, in the order of their ids (bytewise).
 * They are the slots of the ring that the image was made of as long as no change gave that ring others. O(1).
 */
int32_t vnode_ring_view_node_count(const vnode_ring_view *view,
                                   size_t *count);

/** The node in a slot; VNODE_RING_ERR_NOT_FOUND where none is. Its number of vnodes is always told, and positions are
 * not counted. Without texts, id and placement id are empty. O(attributes).
 */
int32_t vnode_ring_view_node_at(const vnode_ring_view *view,
                                uint32_t slot,
                                vnode_ring_node *node);

/** The node of an id, in an image with texts; VNODE_RING_ERR_NOT_MEMBER where there is none. O(log nodes). */
int32_t vnode_ring_view_node_of(const vnode_ring_view *view,
                                const char *id,
                                size_t id_len,
                                vnode_ring_node *node);

/** An attribute of the node in a slot, by number. As vnode_ring_attribute_at(). */
int32_t vnode_ring_view_attribute_at(const vnode_ring_view *view,
                                     uint32_t slot,
                                     size_t number,
                                     vnode_ring_attribute *attribute);

/** An attribute of the node in a slot, by name. As vnode_ring_attribute_of(). */
int32_t vnode_ring_view_attribute_of(const vnode_ring_view *view,
                                     uint32_t slot,
                                     const char *name,
                                     size_t name_len,
                                     const char **value,
                                     size_t *value_len);

/* ----------------------------------------------------------------------------------------------------
 * Which node of an image owns a key: the answers of the ring that it was made of. No function here allocates.
 * ---------------------------------------------------------------------------------------------------- */

/** As vnode_ring_lookup(). */
int32_t vnode_ring_view_lookup(const vnode_ring_view *view, const void *key, size_t key_len, uint32_t *slot);

/** As vnode_ring_lookup_excluding(). */
int32_t vnode_ring_view_lookup_excluding(const vnode_ring_view *view,
                                         const void *key,
                                         size_t key_len,
                                         const uint64_t *excluded,
                                         size_t excluded_words,
                                         uint32_t *slot);

/** As vnode_ring_lookup_batch(). */
int32_t vnode_ring_view_lookup_batch(const vnode_ring_view *view,
                                     const void *const *keys,
                                     const size_t *key_lens,
                                     size_t count,
                                     uint32_t *slots);

/** As vnode_ring_lookup_packed(). */
int32_t vnode_ring_view_lookup_packed(const vnode_ring_view *view,
                                      const void *bytes,
                                      size_t bytes_len,
                                      const size_t *offsets,
                                      size_t count,
                                      uint32_t *slots);

/** As vnode_ring_key_position(). */
int32_t vnode_ring_view_key_position(const vnode_ring_view *view,
                                     const void *key,
                                     size_t key_len,
                                     uint64_t *position);

/** As vnode_ring_lookup_position(). */
int32_t vnode_ring_view_lookup_position(const vnode_ring_view *view, uint64_t position, uint32_t *slot);

/** The nodes that hold a key: distinct ones in ring order, the owner first. `capacity` is how many are wanted and `slots`
 * their place; `*count` is how many there are. `excluded` as for vnode_ring_lookup_excluding(); NULL and 0 for none.
 * Expected O(capacity) while few nodes are out.
 *
 * As vnode_ring_replicas() with VNODE_RING_ZONES_ANY; other rules about zones need a ring.
 */
int32_t vnode_ring_view_preference_list(const vnode_ring_view *view,
                                        const void *key,
                                        size_t key_len,
                                        const uint64_t *excluded,
                                        size_t excluded_words,
                                        uint32_t *slots,
                                        size_t capacity,
                                        size_t *count);

/** As vnode_ring_pick(); `slot_count` is vnode_ring_view_node_count(). */
int32_t vnode_ring_view_pick(const vnode_ring_view *view,
                             const void *key,
                             size_t key_len,
                             const uint64_t *loads,
                             const uint64_t *caps,
                             size_t slot_count,
                             uint32_t *slot);

/* ----------------------------------------------------------------------------------------------------
 * One ring for many threads: some change it, others read it without waiting.
 *
 * A change is made on a copy that nobody reads, and published at once. Each reading thread has a reader of its own, which
 * holds one ring at a time. Readers never wait; changes wait for each other.
 * ---------------------------------------------------------------------------------------------------- */

/** What one thread reads a shared ring with. */
typedef struct vnode_ring_reader vnode_ring_reader;

/** A ring that threads share. All functions take it const: any thread may call any of them at any time, but for freeing
 * it, after all others are done. Readers may outlive it.
 */
typedef struct vnode_ring_shared vnode_ring_shared;

/** Shares a copy of a ring. `*shared` is the caller's: vnode_ring_shared_free(). O(vnodes). */
int32_t vnode_ring_shared_new(const vnode_ring *ring, vnode_ring_error *error, vnode_ring_shared **shared);

/** Frees a shared ring; its readers go on with what they have. NULL is fine. */
void vnode_ring_shared_free(vnode_ring_shared *shared);

/** Applies a delta and publishes the ring; otherwise as vnode_ring_apply(). O(vnodes of the nodes that change), and
 * O(vnodes) at the first change and where a reader still holds the ring before the last one; but see
 * VNODE_RING_PLACEMENT_HAPROXY_ID.
 */
int32_t vnode_ring_shared_apply(const vnode_ring_shared *shared,
                                const vnode_ring_delta *delta,
                                vnode_ring_error *error,
                                bool *changed);

/** Publishes a copy of another ring in its place: after a snapshot was fetched. O(vnodes). */
int32_t vnode_ring_shared_publish(const vnode_ring_shared *shared,
                                  const vnode_ring *ring,
                                  vnode_ring_error *error);

/** A copy of the ring as it is now: to work out a delta from it. `*ring` is the caller's: vnode_ring_free(). O(vnodes). */
int32_t vnode_ring_shared_copy(const vnode_ring_shared *shared,
                               vnode_ring_error *error,
                               vnode_ring **ring);

/** A reader for one thread. `*reader` is the caller's: vnode_ring_reader_free(). O(1). */
int32_t vnode_ring_reader_new(const vnode_ring_shared *shared,
                              vnode_ring_error *error,
                              vnode_ring_reader **reader);

/** The ring as it is now, to be read by this thread until it asks again or frees the reader. While nothing changes, this
 * is one load of shared memory; it never waits. The ring is lent: do not free it, nor give it to other threads.
 */
int32_t vnode_ring_reader_ring(vnode_ring_reader *reader,
                               const vnode_ring **ring);

/** Frees a reader, and with it the ring that it lends. NULL is fine. */
void vnode_ring_reader_free(vnode_ring_reader *reader);

/* ----------------------------------------------------------------------------------------------------
 * Numbers of positions, which shares and plans are made of.
 * ---------------------------------------------------------------------------------------------------- */

/** A number of positions: high * 2^64 + low. The circle has 2^64 of them, which is {1, 0}. As a part of the circle:
 * high + low / 18446744073709551616.0.
 */
typedef struct {
  /** Full circles. */
  uint64_t high;
  /** Positions beside them. */
  uint64_t low;
} vnode_ring_width;

/* ----------------------------------------------------------------------------------------------------
 * How the circle is divided among the nodes, exactly.
 * ---------------------------------------------------------------------------------------------------- */

/** The share of a node. */
typedef struct {
  /** The node's slot. */
  uint32_t slot;
  /** Its weight. */
  uint32_t weight;
  /** Its number of vnodes. */
  uint64_t vnodes;
  /** The positions that it owns; those of all nodes sum to the circle. */
  vnode_ring_width owned;
  /** The positions that it holds as owner or as another replica. */
  vnode_ring_width replicated;
} vnode_ring_share;

/** How even shares are, each by its node's weight. Where all are the same: 1, 1 and 0. */
typedef struct {
  /** The largest share by the mean. */
  double max_over_mean;
  /** The smallest share by the mean. */
  double min_over_mean;
  /** The standard deviation by the mean. */
  double variation;
} vnode_ring_evenness;

/** The exact shares of all nodes that are not drained, where each key is held by `replicas` nodes under the rule `zones`
 * (as for vnode_ring_replicas(); 1 and VNODE_RING_ZONES_ANY for owners alone). `*count` is how many there are, in the
 * order of ids: vnode_ring_node_count() is always enough for `capacity`, VNODE_RING_ERR_BUFFER where it is less than
 * needed. `evenness` may be NULL; it is of the replicated shares, and 0 where there are no nodes. O(vnodes * replicas).
 *
 * VNODE_RING_ERR_RULE, _BUFFER.
 */
int32_t vnode_ring_shares(const vnode_ring *ring,
                          size_t replicas,
                          uint32_t zones,
                          vnode_ring_error *error,
                          vnode_ring_share *shares,
                          size_t capacity,
                          size_t *count,
                          vnode_ring_evenness *evenness);

/* ----------------------------------------------------------------------------------------------------
 * What a change moves: every range whose nodes change, with the old ones and the new ones. A plan numbers the nodes of
 * both rings, so that one number is one node before and after; slots may differ.
 * ---------------------------------------------------------------------------------------------------- */

/** No node: where a list gets longer or shorter. */
#define VNODE_RING_NO_NODE UINT32_MAX

/** Nobody held the range, so there is nothing to copy. */
#define VNODE_RING_SOURCE_NOTHING 0

/** vnode_ring_plan_copy.from has all that the node that it is paired with had. */
#define VNODE_RING_SOURCE_PAIRED 1

/** The node to copy from is unavailable: only `must_read` of the alternatives together have all that a majority wrote. */
#define VNODE_RING_SOURCE_WEAKENED 2

/** No node that holds the range is available. */
#define VNODE_RING_SOURCE_MISSING 3

/** A plan. It is complete when it is made and needs its rings no more. */
typedef struct vnode_ring_plan vnode_ring_plan;

/** What a plan comes to. */
typedef struct {
  /** The positions that move, each replica counted. */
  vnode_ring_width moved;
  /** The least that could move between rings of these shares. */
  vnode_ring_width minimum;
  /** The positions that get another owner. */
  vnode_ring_width owner_moved;
  /** The positions whose copies are VNODE_RING_SOURCE_WEAKENED. */
  vnode_ring_width weakened;
  /** The positions whose copies are VNODE_RING_SOURCE_MISSING. */
  vnode_ring_width without_source;
  /** The fewest nodes that stay in a list that changes; 0 where none does. */
  size_t smallest_overlap;
} vnode_ring_plan_summary;

/** A node of a plan, and what it gets and gives. */
typedef struct {
  /** Its id; the plan's. */
  const char *id;
  /** The bytes of the id. */
  size_t id_len;
  /** The positions of the ranges that it gets. */
  vnode_ring_width gained;
  /** The positions of the ranges that it gives away. */
  vnode_ring_width lost;
} vnode_ring_plan_node;

/** A range of positions (start, end] whose nodes change. Where start == end it is the whole circle; only the last one may
 * end before it starts, past 2^64. The lists are the plan's.
 */
typedef struct {
  /** The position before the first one. */
  uint64_t start;
  /** The last position. */
  uint64_t end;
  /** The numbers of the nodes that held it, the owner first. */
  const uint32_t *old_nodes;
  /** How many they are. */
  size_t old_count;
  /** The numbers of the nodes that hold it then, the owner first. */
  const uint32_t *new_nodes;
  /** How many they are. */
  size_t new_count;
  /** How many nodes get the range and have to copy it: see vnode_ring_plan_copy_at(). */
  size_t copy_count;
} vnode_ring_plan_range;

/** Who gets a range, and from whom. */
typedef struct {
  /** The number of the node that gets it. */
  uint32_t to;
  /** The number of the node whose place it takes, or VNODE_RING_NO_NODE. */
  uint32_t from;
  /** VNODE_RING_SOURCE_... */
  int32_t source;
  /** For VNODE_RING_SOURCE_WEAKENED: how many nodes must be read, so that one of them has each write of a majority. */
  uint32_t must_read;
  /** The numbers of the other available nodes that hold it; the plan's. */
  const uint32_t *alternatives;
  /** How many they are. */
  size_t alternative_count;
} vnode_ring_plan_copy;

/** What moves between two nodes. */
typedef struct {
  /** The number of the node that gives, or VNODE_RING_NO_NODE. */
  uint32_t from;
  /** The number of the node that gets, or VNODE_RING_NO_NODE. */
  uint32_t to;
  /** The positions. */
  vnode_ring_width moved;
} vnode_ring_plan_pair;

/** What moves from one ring to another of the same seed and secret. `replicas` and `zones` as for vnode_ring_replicas().
 * `unavailable` is a bitmap by slots of `old`, as for vnode_ring_lookup_excluding(): nodes from which nothing can be
 * copied; NULL and 0 for none. `*plan` is the caller's: vnode_ring_plan_free(). O(vnodes of both rings * replicas).
 *
 * VNODE_RING_ERR_RULE, _CONFIG_MISMATCH.
 */
int32_t vnode_ring_plan_between(const vnode_ring *old,
                                const vnode_ring *new_,
                                size_t replicas,
                                uint32_t zones,
                                const uint64_t *unavailable,
                                size_t unavailable_words,
                                vnode_ring_error *error,
                                vnode_ring_plan **plan);

/** What a delta would move in a ring, before it is applied. Otherwise as vnode_ring_plan_between().
 *
 * Also what vnode_ring_apply() is refused with.
 */
int32_t vnode_ring_plan_of(const vnode_ring *ring,
                           const vnode_ring_delta *delta,
                           size_t replicas,
                           uint32_t zones,
                           const uint64_t *unavailable,
                           size_t unavailable_words,
                           vnode_ring_error *error,
                           vnode_ring_plan **plan);

/** Frees a plan. NULL is fine. */
void vnode_ring_plan_free(vnode_ring_plan *plan);

/** What the plan comes to. O(1). */
int32_t vnode_ring_plan_summary_of(const vnode_ring_plan *plan, vnode_ring_plan_summary *summary);

/** The number of nodes that the plan numbers: those that are in a list that changes. O(1). */
int32_t vnode_ring_plan_node_count(const vnode_ring_plan *plan, size_t *count);

/** The node of a number. VNODE_RING_ERR_NOT_FOUND past the end. O(1). */
int32_t vnode_ring_plan_node_at(const vnode_ring_plan *plan, uint32_t number, vnode_ring_plan_node *node);

/** The number of ranges whose nodes change. O(1). */
int32_t vnode_ring_plan_range_count(const vnode_ring_plan *plan, size_t *count);

/** A range by number, in the order of their starts. VNODE_RING_ERR_NOT_FOUND past the end. O(1). */
int32_t vnode_ring_plan_range_at(const vnode_ring_plan *plan, size_t number, vnode_ring_plan_range *range);

/** A copy of the range `number`, by its own number: 0 up to copy_count. VNODE_RING_ERR_NOT_FOUND past the end. O(1). */
int32_t vnode_ring_plan_copy_at(const vnode_ring_plan *plan,
                                size_t number,
                                size_t copy_number,
                                vnode_ring_plan_copy *copy);

/** The number of pairs of nodes between which something moves. O(1). */
int32_t vnode_ring_plan_pair_count(const vnode_ring_plan *plan, size_t *count);

/** A pair by number, in the order of the ids of who gives, then of who gets. VNODE_RING_ERR_NOT_FOUND past the end. O(1). */
int32_t vnode_ring_plan_pair_at(const vnode_ring_plan *plan,
                                size_t number,
                                vnode_ring_plan_pair *pair);

/* ----------------------------------------------------------------------------------------------------
 * Many groups in one directory: named rings that know nothing of each other, one for each service or tenant, whose members
 * have a status.
 *
 * A member is identified by its group and its id; the same id in several groups is normal. The name of a group does not
 * enter placement: groups with equal configs and nodes give equal answers. It follows the rules of ids. A group costs no
 * table until its first match.
 * ---------------------------------------------------------------------------------------------------- */

/** A directory. It is freed with vnode_ring_directory_free(), unless it is lent by a reader. */
typedef struct vnode_ring_directory vnode_ring_directory;

/** A group of a directory. */
typedef struct {
  /** Its name, which is the directory's. */
  const char *name;
  /** The bytes of the name. */
  size_t name_len;
  /** How many members it has. */
  size_t member_count;
  /** Every slot of its members is below this number. */
  size_t slot_count;
  /** Its own epoch, which grows with each change of its members, and the fingerprint of its config and members. Statuses
   * are in neither.
   */
  vnode_ring_stamp stamp;
} vnode_ring_group;

/** Makes a directory without groups. `options` may be NULL; their config is that of groups that come into being by their
 * first member, their `max_vnodes` holds for each group, and groups can be keyed by their secret alone. `*directory` is
 * the caller's: vnode_ring_directory_free(). O(1).
 *
 * VNODE_RING_ERR_ARGUMENT.
 */
int32_t vnode_ring_directory_new(const vnode_ring_options *options,
                                 vnode_ring_error *error,
                                 vnode_ring_directory **directory);

/** Frees a directory. NULL is fine. A directory that is lent is left alone: free the reader. */
void vnode_ring_directory_free(vnode_ring_directory *directory);

/** A copy of a directory that changes on its own. `*copy` is the caller's: vnode_ring_directory_free(). O(groups); both
 * share the tables of their groups until one of them changes the group.
 */
int32_t vnode_ring_directory_clone(const vnode_ring_directory *directory,
                                   vnode_ring_error *error,
                                   vnode_ring_directory **copy);

/** Whether the directory knows all groups and members, as it does unless vnode_ring_directory_set_synced() says
 * otherwise. O(1).
 */
int32_t vnode_ring_directory_is_synced(const vnode_ring_directory *directory,
                                       bool *synced);

/** The number of groups, also those without members. O(1). */
int32_t vnode_ring_directory_group_count(const vnode_ring_directory *directory, size_t *count);

/** All groups in the order of their names, also while the directory is not synced. `*count` becomes
 * vnode_ring_directory_group_count(); VNODE_RING_ERR_BUFFER where `capacity` is less. O(groups).
 */
int32_t vnode_ring_directory_groups(const vnode_ring_directory *directory,
                                    vnode_ring_group *groups,
                                    size_t capacity,
                                    size_t *count);

/** A group by its name, also while the directory is not synced; VNODE_RING_ERR_NO_GROUP where there is none.
 * O(log groups).
 */
int32_t vnode_ring_directory_group(const vnode_ring_directory *directory,
                                   const char *name,
                                   size_t name_len,
                                   vnode_ring_group *group);

/** A copy of a group's ring, critical members included, for all that rings can be asked; its slots are the group's.
 * `*ring` is the caller's: vnode_ring_free(). O(vnodes).
 *
 * VNODE_RING_ERR_NO_GROUP.
 */
int32_t vnode_ring_directory_ring(const vnode_ring_directory *directory,
                                  const char *group,
                                  size_t group_len,
                                  vnode_ring_error *error,
                                  vnode_ring **ring);

/** A directory as a snapshot: all groups with their configs and members; no statuses, no limits, no secret, nor whether it
 * is synced. `*bytes` are the caller's: vnode_ring_bytes_free(). O(groups + members).
 */
int32_t vnode_ring_directory_to_snapshot(const vnode_ring_directory *directory,
                                         vnode_ring_error *error,
                                         uint8_t **bytes,
                                         size_t *length);

/** The directory of a snapshot, synced, with all members passing. The bytes may come from anywhere: what is damaged or not
 * canonical is refused. Of the options only `secret` and `max_vnodes` count. `*directory` is the caller's:
 * vnode_ring_directory_free(). O(length).
 *
 * VNODE_RING_ERR_DECODE, _SECRET, _LIMIT, _OUT_OF_MEMORY.
 */
int32_t vnode_ring_directory_from_snapshot(const void *bytes,
                                           size_t length,
                                           const vnode_ring_options *options,
                                           vnode_ring_error *error,
                                           vnode_ring_directory **directory);

/* ----------------------------------------------------------------------------------------------------
 * Members of a group: the node, and how an observer sees it.
 * ---------------------------------------------------------------------------------------------------- */

/** Nothing is known against the member. */
#define VNODE_RING_STATUS_PASSING 1

/** Something is wrong with the member, but it serves. */
#define VNODE_RING_STATUS_WARNING 2

/** The member does not serve: keys go to the next node of their list. */
#define VNODE_RING_STATUS_CRITICAL 3

/** A member of a group. */
typedef struct {
  /** The node; its texts are the directory's. Its slot is its own in the group until the group changes. */
  vnode_ring_node node;
  /** VNODE_RING_STATUS_...: what an observer says about it. It moves no vnode and is in no file. */
  int32_t status;
} vnode_ring_member;

/** The members of a group in the order of their ids, also those that are critical or drained, and also while the directory
 * is not synced. `*count` becomes the group's member_count; VNODE_RING_ERR_BUFFER where `capacity` is less.
 * VNODE_RING_ERR_NO_GROUP. O(members).
 */
int32_t vnode_ring_directory_members(const vnode_ring_directory *directory,
                                     const char *group,
                                     size_t group_len,
                                     vnode_ring_member *members,
                                     size_t capacity,
                                     size_t *count);

/** The member of a group with an id, and its status; VNODE_RING_ERR_NO_GROUP, _NOT_MEMBER. O(log groups + log members). */
int32_t vnode_ring_directory_member_of(const vnode_ring_directory *directory,
                                       const char *group,
                                       size_t group_len,
                                       const char *id,
                                       size_t id_len,
                                       vnode_ring_member *member);

/** The member in a slot of a group, and its status; VNODE_RING_ERR_NO_GROUP, and _NOT_FOUND where nobody is in it.
 * O(log groups + log members).
 */
int32_t vnode_ring_directory_member_at(const vnode_ring_directory *directory,
                                       const char *group,
                                       size_t group_len,
                                       uint32_t slot,
                                       vnode_ring_member *member);

/** An attribute of the member in a slot, by name: its address, say. The value is the directory's. VNODE_RING_ERR_NO_GROUP;
 * _NOT_FOUND where nobody is in the slot or has no such attribute. O(log groups + attributes).
 */
int32_t vnode_ring_directory_attribute_of(const vnode_ring_directory *directory,
                                          const char *group,
                                          size_t group_len,
                                          uint32_t slot,
                                          const char *name,
                                          size_t name_len,
                                          const char **value,
                                          size_t *value_len);

/** An attribute of the member in a slot, by number: 0 up to attribute_count, in the order of names. Otherwise as
 * vnode_ring_directory_attribute_of().
 */
int32_t vnode_ring_directory_attribute_at(const vnode_ring_directory *directory,
                                          const char *group,
                                          size_t group_len,
                                          uint32_t slot,
                                          size_t number,
                                          vnode_ring_attribute *attribute);

/** The positions that the member in a slot states. As vnode_ring_positions_at(); VNODE_RING_ERR_NO_GROUP. */
int32_t vnode_ring_directory_positions_at(const vnode_ring_directory *directory,
                                          const char *group,
                                          size_t group_len,
                                          uint32_t slot,
                                          uint64_t *positions,
                                          size_t capacity,
                                          size_t *count);

/* ----------------------------------------------------------------------------------------------------
 * Which member of a group a key belongs to. Nothing here allocates where there is an answer, but for the first question
 * about a group, which makes its table in O(vnodes) and lets other threads that ask about the group wait for it.
 * ---------------------------------------------------------------------------------------------------- */

/** Flag of a match: whatever the status of the member. */
#define VNODE_RING_MATCH_ANY_STATUS 1

/** The member of a group that a key belongs to. Critical members are passed over: the answer is that of the ring without
 * them (but see VNODE_RING_PLACEMENT_HAPROXY_ID). `flags` is 0 or VNODE_RING_MATCH_ANY_STATUS. The texts are the
 * directory's. Expected O(log groups) while few members are critical, O(vnodes) at most.
 *
 * VNODE_RING_ERR_NOT_SYNCED, _NO_GROUP, _EMPTY_GROUP, _ALL_CRITICAL, _ARGUMENT, _UTF8.
 */
int32_t vnode_ring_directory_match(const vnode_ring_directory *directory,
                                   const char *group,
                                   size_t group_len,
                                   const void *key,
                                   size_t key_len,
                                   uint32_t flags,
                                   vnode_ring_node *node);

/** The members of a group that hold a key: distinct ones in ring order without critical ones, the one that it belongs to
 * first, then where it goes when that one fails, and so on. `capacity` is how many are wanted and `slots` their place;
 * `*count` is how many there are, 0 where no member serves. vnode_ring_directory_member_at() tells who is in a slot.
 *
 * `zones` and `shortage` as for vnode_ring_replicas(). Expected O(log groups + capacity * log members) while few members
 * are critical.
 *
 * VNODE_RING_ERR_NOT_SYNCED, _NO_GROUP, _UTF8.
 */
int32_t vnode_ring_directory_replicas(const vnode_ring_directory *directory,
                                      const char *group,
                                      size_t group_len,
                                      const void *key,
                                      size_t key_len,
                                      uint32_t zones,
                                      uint32_t *slots,
                                      size_t capacity,
                                      size_t *count,
                                      int32_t *shortage);

/* ----------------------------------------------------------------------------------------------------
 * What a change of a directory did or does, event by event; and the same change for other copies of the directory.
 * ---------------------------------------------------------------------------------------------------- */

/** A group is there from now on. */
#define VNODE_RING_EVENT_GROUP_CREATED 1

/** A group is gone. Its members left before. */
#define VNODE_RING_EVENT_GROUP_REMOVED 2

/** A node is a member from now on: new_node. */
#define VNODE_RING_EVENT_JOINED 3

/** A node is no member any more: old_node. */
#define VNODE_RING_EVENT_LEFT 4

/** A member changed from old_node to new_node. */
#define VNODE_RING_EVENT_UPDATED 5

/** A member has another status: new_status after old_status, which is passing for one that joined. */
#define VNODE_RING_EVENT_STATUS_CHANGED 6

/** The directory knows all groups and members from now on. */
#define VNODE_RING_EVENT_SYNCED 7

/** The directory does not know all groups and members any more. */
#define VNODE_RING_EVENT_NOT_SYNCED 8

/** A change of a directory, of one or more steps: all of it is carried out, or nothing. It has no form as bytes: what
 * processes send each other are the nodes.
 */
typedef struct vnode_ring_directory_change vnode_ring_directory_change;

/** One thing that a change does. The texts are the change's. What a kind does not speak of is NULL and 0. */
typedef struct {
  /** VNODE_RING_EVENT_... Later versions may have others: pass over what you do not know. */
  int32_t kind;
  /** VNODE_RING_STATUS_..., before. */
  int32_t old_status;
  /** VNODE_RING_STATUS_..., after. */
  int32_t new_status;
  /** The name of the group. */
  const char *group;
  /** The bytes of the name. */
  size_t group_len;
  /** The id of the member. */
  const char *id;
  /** The bytes of the id. */
  size_t id_len;
  /** What the node was. Attributes are counted. */
  vnode_ring_node old_node;
  /** What the node is. */
  vnode_ring_node new_node;
} vnode_ring_event;

/** The number of events; 0 where nothing changes. O(events) when first asked for, O(1) from then on. */
int32_t vnode_ring_directory_change_event_count(const vnode_ring_directory_change *change, size_t *count);

/** An event by number: by group, in each group nodes by id and then statuses by id; whether the directory is synced comes
 * last. A member that moves to another group is one that left and one that joined. VNODE_RING_ERR_NOT_FOUND past the
 * end. O(events) when first asked for, O(1) from then on.
 */
int32_t vnode_ring_directory_change_event_at(const vnode_ring_directory_change *change,
                                             size_t number,
                                             vnode_ring_event *event);

/** Whether nothing changes. O(1). */
int32_t vnode_ring_directory_change_is_empty(const vnode_ring_directory_change *change, bool *empty);

/** Carries a change out, all of it or nothing. On a directory that is as the one it was made on, it cannot fail but for a
 * limit; one in another state refuses it. O(log members) for each event, and O(vnodes of the nodes that change); but see
 * VNODE_RING_PLACEMENT_HAPROXY_ID.
 *
 * VNODE_RING_ERR_GAP, _STALE, _FORK, _CONFLICT, _CONFIG_MISMATCH, _NO_GROUP, _GROUP_EXISTS, _LIMIT, _SECRET, _LENT.
 */
int32_t vnode_ring_directory_apply(vnode_ring_directory *directory,
                                   const vnode_ring_directory_change *change,
                                   vnode_ring_error *error);

/** Frees a change. NULL is fine. */
void vnode_ring_directory_change_free(vnode_ring_directory_change *change);

/* ----------------------------------------------------------------------------------------------------
 * Changes of a directory, made at once.
 *
 * In all of them `change` may be NULL; else `*change` is what was done, for its events and for other copies of the
 * directory, and the caller's: vnode_ring_directory_change_free().
 * ---------------------------------------------------------------------------------------------------- */

/** Creates a group with the config of `options`; NULL is all defaults. Without it, a group comes into being with the config
 * of the directory by its first member. O(log groups).
 *
 * VNODE_RING_ERR_GROUP_EXISTS, _GROUP_NAME, _SECRET, _ARGUMENT, _UTF8, _LIMIT, _LENT.
 */
int32_t vnode_ring_directory_create_group(vnode_ring_directory *directory,
                                          const char *group,
                                          size_t group_len,
                                          const vnode_ring_options *options,
                                          vnode_ring_error *error,
                                          vnode_ring_directory_change **change);

/** Removes a group; its members leave. O(members).
 *
 * VNODE_RING_ERR_NO_GROUP, _UTF8, _LENT.
 */
int32_t vnode_ring_directory_remove_group(vnode_ring_directory *directory,
                                          const char *group,
                                          size_t group_len,
                                          vnode_ring_error *error,
                                          vnode_ring_directory_change **change);

/** Lets a node join a group, passing; or what it states replaces that of the member, and its status stays. A group that is
 * not there is created. O(log members), and O(vnodes of the nodes that change) where the group has its table; but see
 * VNODE_RING_PLACEMENT_HAPROXY_ID.
 *
 * VNODE_RING_ERR_NODE, _GROUP_NAME, _LIMIT, _UTF8, _ARGUMENT, _NO_EPOCH_LEFT, _LENT.
 */
int32_t vnode_ring_directory_upsert(vnode_ring_directory *directory,
                                    const char *group,
                                    size_t group_len,
                                    const vnode_ring_node *node,
                                    vnode_ring_error *error,
                                    vnode_ring_directory_change **change);

/** Lets a member leave. Its group stays, also without members. Otherwise as vnode_ring_directory_upsert().
 *
 * VNODE_RING_ERR_NO_GROUP, _NOT_MEMBER, _UTF8, _NO_EPOCH_LEFT, _LENT.
 */
int32_t vnode_ring_directory_remove(vnode_ring_directory *directory,
                                    const char *group,
                                    size_t group_len,
                                    const char *id,
                                    size_t id_len,
                                    vnode_ring_error *error,
                                    vnode_ring_directory_change **change);

/** Lets a member leave `group` and join `new_group`, as it is and with its status. A new group that is not there is
 * created; nothing happens where both are the same. Otherwise as vnode_ring_directory_upsert().
 *
 * VNODE_RING_ERR_NO_GROUP, _NOT_MEMBER, _ALREADY_MEMBER, _GROUP_NAME, _LIMIT, _UTF8, _NO_EPOCH_LEFT, _LENT.
 */
int32_t vnode_ring_directory_move(vnode_ring_directory *directory,
                                  const char *group,
                                  size_t group_len,
                                  const char *id,
                                  size_t id_len,
                                  const char *new_group,
                                  size_t new_group_len,
                                  vnode_ring_error *error,
                                  vnode_ring_directory_change **change);

/** Sets the status of a member, VNODE_RING_STATUS_..., which it keeps until it leaves. O(log members).
 *
 * VNODE_RING_ERR_NO_GROUP, _NOT_MEMBER, _ARGUMENT, _UTF8, _LENT.
 */
int32_t vnode_ring_directory_set_status(vnode_ring_directory *directory,
                                        const char *group,
                                        size_t group_len,
                                        const char *id,
                                        size_t id_len,
                                        int32_t status,
                                        vnode_ring_error *error,
                                        vnode_ring_directory_change **change);

/** Makes the `count` nodes of a full list the members of a group: they join or are updated, all others leave. Otherwise as
 * vnode_ring_directory_upsert(). O((members + count) * log members).
 *
 * VNODE_RING_ERR_NODE, _GROUP_NAME, _LIMIT, _UTF8, _ARGUMENT, _NO_EPOCH_LEFT, _LENT.
 */
int32_t vnode_ring_directory_reconcile(vnode_ring_directory *directory,
                                       const char *group,
                                       size_t group_len,
                                       const vnode_ring_node *nodes,
                                       size_t count,
                                       vnode_ring_error *error,
                                       vnode_ring_directory_change **change);

/** Says whether the directory knows all groups and members from now on; a new one does. While it does not, matches answer
 * VNODE_RING_ERR_NOT_SYNCED. A process that starts says false before the first member comes and true when it has heard of
 * all: else it would take the first ones for all there are. `synced` is 0 or 1. O(1).
 *
 * VNODE_RING_ERR_ARGUMENT, _LENT.
 */
int32_t vnode_ring_directory_set_synced(vnode_ring_directory *directory,
                                        uint32_t synced,
                                        vnode_ring_error *error,
                                        vnode_ring_directory_change **change);

/* ----------------------------------------------------------------------------------------------------
 * Changes of a directory worked out as a value, of as many steps as wanted.
 * ---------------------------------------------------------------------------------------------------- */

/** vnode_ring_directory_step: as vnode_ring_directory_create_group(). */
#define VNODE_RING_STEP_CREATE_GROUP 1

/** vnode_ring_directory_step: as vnode_ring_directory_remove_group(). */
#define VNODE_RING_STEP_REMOVE_GROUP 2

/** vnode_ring_directory_step: as vnode_ring_directory_upsert() for each of `nodes`. */
#define VNODE_RING_STEP_UPSERT 3

/** vnode_ring_directory_step: as vnode_ring_directory_remove(). */
#define VNODE_RING_STEP_REMOVE 4

/** vnode_ring_directory_step: as vnode_ring_directory_move(). */
#define VNODE_RING_STEP_MOVE 5

/** vnode_ring_directory_step: as vnode_ring_directory_set_status(). */
#define VNODE_RING_STEP_SET_STATUS 6

/** vnode_ring_directory_step: as vnode_ring_directory_reconcile(). */
#define VNODE_RING_STEP_RECONCILE 7

/** vnode_ring_directory_step: the directory knows all groups and members from now on. The group is ignored. */
#define VNODE_RING_STEP_SYNCED 8

/** vnode_ring_directory_step: it does not. The group is ignored. */
#define VNODE_RING_STEP_NOT_SYNCED 9

/** One step of a change of a directory. Zero it, set the kind, the group and what the function of that kind takes; the rest
 * is ignored.
 */
typedef struct {
  /** VNODE_RING_STEP_... */
  int32_t kind;
  /** VNODE_RING_STATUS_... */
  int32_t status;
  /** The name of the group. */
  const char *group;
  /** The bytes of the name. */
  size_t group_len;
  /** For VNODE_RING_STEP_MOVE: the group that the member joins. */
  const char *new_group;
  /** The bytes of that name. */
  size_t new_group_len;
  /** The id of the member. */
  const char *id;
  /** The bytes of the id. */
  size_t id_len;
  /** The nodes, for VNODE_RING_STEP_UPSERT and _RECONCILE. */
  const vnode_ring_node *nodes;
  /** How many nodes there are. */
  size_t node_count;
  /** For VNODE_RING_STEP_CREATE_GROUP. */
  const vnode_ring_options *options;
} vnode_ring_directory_step;

/** Works out a change of `count` steps, made in their order and carried out as one by vnode_ring_directory_apply(); the
 * directory stays as it is. Steps that cancel out leave nothing. `*change` is the caller's:
 * vnode_ring_directory_change_free().
 *
 * As the functions of the steps, but for VNODE_RING_ERR_LENT: a lent directory will do.
 */
int32_t vnode_ring_directory_change_new(const vnode_ring_directory *directory,
                                        const vnode_ring_directory_step *steps,
                                        size_t count,
                                        vnode_ring_error *error,
                                        vnode_ring_directory_change **change);

/* ----------------------------------------------------------------------------------------------------
 * One directory for many threads, as a shared ring: some change it, others match without waiting, but for the first match
 * of a group.
 *
 * A writer works a change out on a directory that a reader lends, or on a copy, and applies it to the shared one, which
 * refuses it where another writer was there before: then work it out again.
 * ---------------------------------------------------------------------------------------------------- */

/** What one thread reads a shared directory with. */
typedef struct vnode_ring_directory_reader vnode_ring_directory_reader;

/** A directory that threads share. All functions take it const: any thread may call any of them at any time, but for
 * freeing it, after all others are done. Readers may outlive it.
 */
typedef struct vnode_ring_shared_directory vnode_ring_shared_directory;

/** Shares a copy of a directory. `*shared` is the caller's: vnode_ring_shared_directory_free(). O(groups). */
int32_t vnode_ring_shared_directory_new(const vnode_ring_directory *directory,
                                        vnode_ring_error *error,
                                        vnode_ring_shared_directory **shared);

/** Frees a shared directory; its readers go on with what they have. NULL is fine. */
void vnode_ring_shared_directory_free(vnode_ring_shared_directory *shared);

/** Carries a change out and publishes the directory; otherwise as vnode_ring_directory_apply(). Writers wait for each
 * other. It copies the groups that change, and O(groups) pointers where a reader still holds the state before the last
 * one.
 */
int32_t vnode_ring_shared_directory_apply(const vnode_ring_shared_directory *shared,
                                          const vnode_ring_directory_change *change,
                                          vnode_ring_error *error);

/** Publishes a copy of another directory in its place: after a snapshot was fetched. O(groups). */
int32_t vnode_ring_shared_directory_publish(const vnode_ring_shared_directory *shared,
                                            const vnode_ring_directory *directory,
                                            vnode_ring_error *error);

/** A copy of the directory as it is now. `*directory` is the caller's: vnode_ring_directory_free(). O(groups). */
int32_t vnode_ring_shared_directory_copy(const vnode_ring_shared_directory *shared,
                                         vnode_ring_error *error,
                                         vnode_ring_directory **directory);

/** A reader for one thread. `*reader` is the caller's: vnode_ring_directory_reader_free(). O(1). */
int32_t vnode_ring_directory_reader_new(const vnode_ring_shared_directory *shared,
                                        vnode_ring_error *error,
                                        vnode_ring_directory_reader **reader);

/** The directory as it is now, to be read by this thread until it asks again or frees the reader. While nothing changes,
 * this is one load of shared memory. The directory is lent: do not free it, nor give it to other threads.
 */
int32_t vnode_ring_directory_reader_directory(vnode_ring_directory_reader *reader,
                                              const vnode_ring_directory **directory);

/** Frees a reader, and with it the directory that it lends. NULL is fine. */
void vnode_ring_directory_reader_free(vnode_ring_directory_reader *reader);

/* ----------------------------------------------------------------------------------------------------
 * For sources that speak in versions or leases: a tracker knows what a source said last about each member, so that late
 * and repeated events do no harm, and until when it vouches for the member.
 *
 * A tracker stands beside a directory. It turns events into changes of the directory and takes note of an event when it
 * makes the change: carry each change out before the next event.
 *
 * - An event of an older version than the one recorded is ignored, one of a newer version is taken.
 * - Of two events of the same version, a removal wins over an update, and of two updates the one whose bytes are greater:
 *   an arbitrary choice that everybody makes alike.
 * - An event without a version is taken when it comes; the version that is recorded stays.
 * - A removal leaves a tombstone: its version, so that late updates are known to be late.
 * ---------------------------------------------------------------------------------------------------- */

/** The event changes the directory. */
#define VNODE_RING_TRACKED_CHANGE 1

/** The event is taken and says what is known. The change is empty. */
#define VNODE_RING_TRACKED_NO_CHANGE 2

/** The event is out of date, or loses against another one of the same version. The change is empty. */
#define VNODE_RING_TRACKED_IGNORED 3

/** A tracker. */
typedef struct vnode_ring_tracker vnode_ring_tracker;

/** Which of two events of a member is newer: the greater one, incarnations first. A source with one counter for all (a
 * revision, a Lamport time) leaves the incarnation at 0. One whose counters start anew when the member restarts counts the
 * restarts in it.
 */
typedef struct {
  /** Grows when the counter starts anew. */
  uint64_t incarnation;
  /** Grows with each event. */
  uint64_t counter;
} vnode_ring_event_version;

/** Makes a tracker that knows of no member. `*tracker` is the caller's: vnode_ring_tracker_free(). O(1). */
int32_t vnode_ring_tracker_new(vnode_ring_error *error, vnode_ring_tracker **tracker);

/** Frees a tracker. NULL is fine. */
void vnode_ring_tracker_free(vnode_ring_tracker *tracker);

/** A node joins a group or changes, unless the event is out of date. `version` is that of the event, or NULL where it has
 * none. `outcome` may be NULL; else it is VNODE_RING_TRACKED_... `*change` is what the directory is to apply, maybe
 * nothing, and the caller's: vnode_ring_directory_change_free(). O(log members).
 *
 * As vnode_ring_directory_upsert(), and VNODE_RING_ERR_NO_EPOCH_LEFT where the tracker can count no more events.
 */
int32_t vnode_ring_tracker_upsert(vnode_ring_tracker *tracker,
                                  const vnode_ring_directory *directory,
                                  const char *group,
                                  size_t group_len,
                                  const vnode_ring_node *node,
                                  const vnode_ring_event_version *version,
                                  vnode_ring_error *error,
                                  int32_t *outcome,
                                  vnode_ring_directory_change **change);

/** A member leaves, unless the event is out of date. It need not be there: its removal may come before its update.
 * Otherwise as vnode_ring_tracker_upsert().
 *
 * VNODE_RING_ERR_UTF8, _NO_EPOCH_LEFT.
 */
int32_t vnode_ring_tracker_remove(vnode_ring_tracker *tracker,
                                  const vnode_ring_directory *directory,
                                  const char *group,
                                  size_t group_len,
                                  const char *id,
                                  size_t id_len,
                                  const vnode_ring_event_version *version,
                                  vnode_ring_error *error,
                                  int32_t *outcome,
                                  vnode_ring_directory_change **change);

/** The version of the last event of a member that had one, also of one that is gone; VNODE_RING_ERR_NOT_FOUND where there is
 * none. O(log members).
 */
int32_t vnode_ring_tracker_version(const vnode_ring_tracker *tracker,
                                   const char *group,
                                   size_t group_len,
                                   const char *id,
                                   size_t id_len,
                                   vnode_ring_event_version *version);

/** How far the tracker is: the number of events that it has taken, for a later vnode_ring_tracker_forget(). O(1). */
int32_t vnode_ring_tracker_mark(const vnode_ring_tracker *tracker,
                                uint64_t *mark);

/** Drops the tombstones that were left before a mark: when no event can be under way any more that is older than they are.
 * Say, take a mark once an hour and forget the one before it. `count` may be NULL; else it is how many there were.
 * O(log members) each.
 */
int32_t vnode_ring_tracker_forget(vnode_ring_tracker *tracker,
                                  uint64_t mark,
                                  size_t *count);

/** What the tracker knows as bytes, for a process that restarts; the share that may expire is not in it. `*bytes` are the
 * caller's: vnode_ring_bytes_free(). O(members).
 */
int32_t vnode_ring_tracker_to_snapshot(const vnode_ring_tracker *tracker,
                                       vnode_ring_error *error,
                                       uint8_t **bytes,
                                       size_t *length);

/** The tracker of a snapshot. The bytes may come from anywhere: what is damaged or not canonical is refused. `*tracker` is
 * the caller's: vnode_ring_tracker_free(). O(length).
 *
 * VNODE_RING_ERR_DECODE.
 */
int32_t vnode_ring_tracker_from_snapshot(const void *bytes,
                                         size_t length,
                                         vnode_ring_error *error,
                                         vnode_ring_tracker **tracker);

/* ----------------------------------------------------------------------------------------------------
 * Leases: members that nobody vouches for any more leave. Deadlines are in ticks of the caller's own clock, whatever a
 * tick is.
 * ---------------------------------------------------------------------------------------------------- */

/** The share of members that may expire at once where there is no guard, in percent: all. */
#define VNODE_RING_NO_EXPIRY_GUARD 100

/** Sets the deadline of a member, in place of the one that it had. A member without one never expires. O(log members).
 *
 * VNODE_RING_ERR_NOT_TRACKED, _UTF8.
 */
int32_t vnode_ring_tracker_renew(vnode_ring_tracker *tracker,
                                 const char *group,
                                 size_t group_len,
                                 const char *id,
                                 size_t id_len,
                                 uint64_t deadline,
                                 vnode_ring_error *error);

/** When the next member expires: sleep until then. VNODE_RING_ERR_NOT_FOUND while none will. O(1). */
int32_t vnode_ring_tracker_next_deadline(const vnode_ring_tracker *tracker, uint64_t *deadline);

/** Lets all members leave whose deadline is `now` or before, in one change. They leave tombstones, but an event of the same
 * version is taken again afterwards. `*change` is what the directory is to apply, maybe nothing, and the caller's:
 * vnode_ring_directory_change_free(). O(log members) each.
 *
 * VNODE_RING_ERR_EXPIRY_GUARD where more would leave than vnode_ring_tracker_set_max_expiry() lets; _NO_EPOCH_LEFT.
 */
int32_t vnode_ring_tracker_expire(vnode_ring_tracker *tracker,
                                  const vnode_ring_directory *directory,
                                  uint64_t now,
                                  vnode_ring_error *error,
                                  vnode_ring_directory_change **change);

/** As vnode_ring_tracker_expire() without the guard: for someone who knows that the members are gone. */
int32_t vnode_ring_tracker_expire_anyway(vnode_ring_tracker *tracker,
                                         const vnode_ring_directory *directory,
                                         uint64_t now,
                                         vnode_ring_error *error,
                                         vnode_ring_directory_change **change);

/** Sets the largest share of the members with deadlines that may expire at once, in percent: 0 to
 * VNODE_RING_NO_EXPIRY_GUARD, which a new tracker has. When many fall silent at the same moment, the fault is rather with
 * whoever listens. VNODE_RING_ERR_ARGUMENT. O(1).
 */
int32_t vnode_ring_tracker_set_max_expiry(vnode_ring_tracker *tracker,
                                          uint32_t percent,
                                          vnode_ring_error *error);

/** Stops the time of all deadlines: while the source is out of reach, silence says nothing. O(1). */
int32_t vnode_ring_tracker_freeze(vnode_ring_tracker *tracker);

/** Lets time go on. Whoever would expire before `now` + `grace` has until then to be heard of. O(members with deadlines). */
int32_t vnode_ring_tracker_thaw(vnode_ring_tracker *tracker,
                                uint64_t now,
                                uint64_t grace);

/** Whether time stands still. O(1). */
int32_t vnode_ring_tracker_is_frozen(const vnode_ring_tracker *tracker, bool *frozen);

#ifdef __cplusplus
} /* extern "C" */
#endif

#endif /* VNODE_RING_H */
