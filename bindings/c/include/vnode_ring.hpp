/*
 * vnode_ring.hpp: the C ABI for C++17, and nothing beside it. Objects free what they own, texts and keys are
 * std::string_view, what is not there is std::nullopt, and what is refused throws vnode::error.
 *
 *     vnode::ring ring({{"cache-a"}, {"cache-b"}, {"cache-c", 2}});
 *     std::uint32_t slot = *ring.lookup("user-1");
 *     std::cout << ring.node_at(slot)->id << "\n";
 *
 * The manual is vnode_ring.h: each function here says no more than what is different. The library that it is linked with is
 * the same, and exceptions never pass through it.
 *
 * - Functions that are noexcept have one way to fail, which is std::nullopt, false or 0; try_match() alone returns the
 *   status. Asking an object that was moved from is a mistake, which ends the program there, and throws elsewhere.
 * - Texts and objects that a function returns as views (std::string_view, vnode::member, vnode::group, vnode::event,
 *   vnode::ring_ref, vnode::directory_ref) are those of the object that was asked, and valid until it changes or goes.
 * - Arrays are vnode::slice: a std::vector, a std::array, a list in braces, or a pointer and a length.
 */
#ifndef VNODE_RING_HPP
#define VNODE_RING_HPP

#include <algorithm>
#include <array>
#include <cstddef>
#include <cstdint>
#include <exception>
#include <initializer_list>
#include <memory>
#include <optional>
#include <stdexcept>
#include <string>
#include <string_view>
#include <type_traits>
#include <utility>
#include <vector>

#include "vnode_ring.h"

namespace vnode {

/* Why a call did nothing: a status, VNODE_RING_ERR_..., and a line for people. */
class error : public std::runtime_error {
  public:
    error(std::int32_t status, const char *message) : std::runtime_error(message), status_(status) {}

    std::int32_t status() const noexcept { return status_; }

  private:
    std::int32_t status_;
};

/* An array of somebody else's. */
template <class T> class slice {
  public:
    constexpr slice() noexcept = default;
    constexpr slice(T *data, std::size_t size) noexcept : data_(data), size_(size) {}

    /* A list in braces lives as long as the call that it is handed to. */
    template <class U = T, class = std::enable_if_t<std::is_const_v<U>>>
    slice(std::initializer_list<std::remove_const_t<U>> list) noexcept : slice(list.begin(), list.size()) {}

    template <class Array, class = std::enable_if_t<
                               std::is_convertible_v<decltype(std::declval<Array &>().data()), T *> &&
                               std::is_convertible_v<decltype(std::declval<Array &>().size()), std::size_t>>>
    slice(Array &&array) noexcept : data_(array.data()), size_(array.size()) {}

    constexpr T *data() const noexcept { return data_; }
    constexpr std::size_t size() const noexcept { return size_; }
    constexpr T *begin() const noexcept { return data_; }
    constexpr T *end() const noexcept { return data_ + size_; }

  private:
    T *data_ = nullptr;
    std::size_t size_ = 0;
};

/* A name and its value. */
struct attribute {
    std::string_view name;
    std::string_view value;
};

/* A node as it is given: what is std::nullopt is not stated. */
struct node {
    std::string_view id;
    std::optional<std::uint32_t> weight = {};
    std::optional<std::string_view> zone = {};
    std::optional<std::uint32_t> vnodes = {};
    std::optional<std::string_view> placement_id = {};
    std::optional<std::vector<attribute>> attributes = {};
    std::optional<std::vector<std::uint64_t>> positions = {};
};

/* A node as it is told. */
struct member {
    std::string_view id;
    std::string_view placement_id;
    std::optional<std::string_view> zone;
    std::uint32_t weight;
    /* In a ring, where they are stated; in a view, always. */
    std::optional<std::uint32_t> vnodes;
    /* VNODE_RING_NO_SLOT where it is not told. */
    std::uint32_t slot;
    std::size_t attribute_count;
    /* In a view, 0. */
    std::size_t position_count;
};

/* A node as it is told, and how an observer sees it: VNODE_RING_STATUS_... */
struct group_member : member {
    std::int32_t status;
};

/* A group of a directory. */
struct group {
    std::string_view name;
    std::size_t member_count;
    std::size_t slot_count;
    vnode_ring_stamp stamp;
};

/* One thing that a change of a directory does. What a kind does not speak of is empty, std::nullopt and 0. */
struct event {
    /* VNODE_RING_EVENT_... */
    std::int32_t kind;
    std::int32_t old_status;
    std::int32_t new_status;
    std::string_view group;
    std::string_view id;
    std::optional<member> old_node;
    std::optional<member> new_node;
};

/* Options: 0 and nothing are the defaults. */
struct options {
    std::uint64_t seed = 0;
    std::uint32_t vnodes_per_weight = 0;
    std::uint32_t max_vnodes = 0;
    slice<const std::uint8_t> secret = {};
    std::uint32_t placement = 0;
    std::uint32_t key_hash = 0;
    /* Two characters, or none. */
    std::array<std::uint8_t, 2> hash_tag = {};
    std::uint32_t side = 0;
};

/* One step of a change: see the functions that make them. */
struct change {
    std::int32_t kind;
    vnode::node node;
    std::string_view old_id = {};

    static change add(vnode::node node) { return {VNODE_RING_CHANGE_ADD, std::move(node)}; }
    static change remove(std::string_view id) { return {VNODE_RING_CHANGE_REMOVE, {id}}; }
    static change reweight(std::string_view id, std::uint32_t weight) {
        return {VNODE_RING_CHANGE_REWEIGHT, {id, weight}};
    }
    static change set_vnodes(std::string_view id, std::uint32_t vnodes) {
        return {VNODE_RING_CHANGE_SET_VNODES, {id, {}, {}, vnodes}};
    }
    static change upsert(vnode::node node) { return {VNODE_RING_CHANGE_UPSERT, std::move(node)}; }
    static change replace(std::string_view old_id, vnode::node node) {
        return {VNODE_RING_CHANGE_REPLACE, std::move(node), old_id};
    }
};

/* One step of a change of a directory: see the functions that make them. */
struct directory_step {
    std::int32_t kind;
    std::string_view group = {};
    std::string_view id = {};
    std::string_view new_group = {};
    std::vector<node> nodes = {};
    std::int32_t status = 0;
    vnode::options options = {};

    static directory_step create_group(std::string_view group, const vnode::options &options = {}) {
        return {VNODE_RING_STEP_CREATE_GROUP, group, {}, {}, {}, 0, options};
    }
    static directory_step remove_group(std::string_view group) { return {VNODE_RING_STEP_REMOVE_GROUP, group}; }
    static directory_step upsert(std::string_view group, std::vector<node> nodes) {
        return {VNODE_RING_STEP_UPSERT, group, {}, {}, std::move(nodes)};
    }
    static directory_step remove(std::string_view group, std::string_view id) {
        return {VNODE_RING_STEP_REMOVE, group, id};
    }
    static directory_step move(std::string_view group, std::string_view id, std::string_view new_group) {
        return {VNODE_RING_STEP_MOVE, group, id, new_group};
    }
    static directory_step set_status(std::string_view group, std::string_view id, std::int32_t status) {
        return {VNODE_RING_STEP_SET_STATUS, group, id, {}, {}, status};
    }
    static directory_step reconcile(std::string_view group, std::vector<node> nodes) {
        return {VNODE_RING_STEP_RECONCILE, group, {}, {}, std::move(nodes)};
    }
    static directory_step set_synced(bool synced) {
        return {synced ? VNODE_RING_STEP_SYNCED : VNODE_RING_STEP_NOT_SYNCED};
    }
};

/* What stands between this file and the other. */
namespace detail {

/* Throws unless a call did what it says. */
inline void check(std::int32_t status) {
    if (status != VNODE_RING_OK) {
        throw error(status, vnode_ring_strerror(status));
    }
}

/* As `check`, with the message: call(error). */
template <class Call> void explained(Call call) {
    vnode_ring_error failure;
    if (call(&failure) != VNODE_RING_OK) {
        throw error(failure.status, failure.message);
    }
}

/* Whether something is there, where nothing else can be wrong. */
inline bool found(std::int32_t status) noexcept {
    if (status != VNODE_RING_OK && status != VNODE_RING_ERR_NOT_FOUND) {
        std::terminate();
    }
    return status == VNODE_RING_OK;
}

/* As `found`, where more can be wrong. */
inline bool is_there(std::int32_t status) {
    if (status == VNODE_RING_ERR_NOT_FOUND || status == VNODE_RING_ERR_NOT_MEMBER ||
        status == VNODE_RING_ERR_NO_GROUP) {
        return false;
    }
    check(status);
    return true;
}

template <auto Free> struct freed {
    template <class T> void operator()(T *object) const noexcept { Free(object); }
};

/* An object of the library's, freed with its function. */
template <class T, auto Free> using handle = std::unique_ptr<T, freed<Free>>;

/* What refers to an object of the library's, and owns it. */
template <class Ref, class T, auto Free> class owner : public Ref {
  public:
    explicit owner(T *made) noexcept : Ref(made), owned_(made) {}

    owner(owner &&other) noexcept : Ref(std::exchange(other.object_, nullptr)), owned_(std::move(other.owned_)) {}

    owner &operator=(owner &&other) noexcept {
        owned_ = std::move(other.owned_);
        this->object_ = owned_.get();
        other.object_ = other.owned_.get();
        return *this;
    }

  protected:
    T *own() const noexcept { return owned_.get(); }

  private:
    handle<T, Free> owned_;
};

/* A new object: call(error, place). */
template <class T, class Call> T *made(Call call) {
    T *object = nullptr;
    explained([&](vnode_ring_error *failure) { return call(failure, &object); });
    return object;
}

inline std::optional<std::string_view> stated(const vnode_ring_node &node, std::uint32_t field, const char *text,
                                              std::size_t length) {
    return node.fields & field ? std::optional(std::string_view(text, length)) : std::nullopt;
}

inline member told(const vnode_ring_node &node) {
    const bool has_vnodes = (node.fields & VNODE_RING_FIELD_VNODES) != 0;
    return {std::string_view(node.id, node.id_len),
            std::string_view(node.placement_id, node.placement_id_len),
            stated(node, VNODE_RING_FIELD_ZONE, node.zone, node.zone_len),
            node.weight,
            has_vnodes ? std::optional(node.vnodes) : std::nullopt,
            node.slot,
            node.attribute_count,
            node.position_count};
}

inline group_member told(const vnode_ring_member &member) { return {told(member.node), member.status}; }

inline attribute told(const vnode_ring_attribute &attribute) {
    return {{attribute.name, attribute.name_len}, {attribute.value, attribute.value_len}};
}

inline group told(const vnode_ring_group &group) {
    return {{group.name, group.name_len}, group.member_count, group.slot_count, group.stamp};
}

/* Where there is a node: one without an id is none. */
inline std::optional<member> if_any(const vnode_ring_node &node) {
    return node.id == nullptr ? std::nullopt : std::optional(told(node));
}

inline event told(const vnode_ring_event &event) {
    return {event.kind,
            event.old_status,
            event.new_status,
            {event.group, event.group_len},
            {event.id, event.id_len},
            if_any(event.old_node),
            if_any(event.new_node)};
}

/* Nodes as the library takes them, with their attributes; texts and positions stay where they are. */
class nodes {
  public:
    explicit nodes(std::size_t count) {
        nodes_.reserve(count);
        attributes_.reserve(count);
    }

    explicit nodes(slice<const node> list) : nodes(list.size()) {
        for (const node &each : list) {
            add(each);
        }
    }

    void add(const node &given) {
        vnode_ring_node made{};
        std::vector<vnode_ring_attribute> &attributes = attributes_.emplace_back();
        made.id = given.id.data(), made.id_len = given.id.size();
        if (given.weight) {
            made.fields |= VNODE_RING_FIELD_WEIGHT;
            made.weight = *given.weight;
        }
        if (given.vnodes) {
            made.fields |= VNODE_RING_FIELD_VNODES;
            made.vnodes = *given.vnodes;
        }
        if (given.zone) {
            made.fields |= VNODE_RING_FIELD_ZONE;
            made.zone = given.zone->data(), made.zone_len = given.zone->size();
        }
        if (given.placement_id) {
            made.fields |= VNODE_RING_FIELD_PLACEMENT_ID;
            made.placement_id = given.placement_id->data(), made.placement_id_len = given.placement_id->size();
        }
        if (given.attributes) {
            for (const attribute &each : *given.attributes) {
                attributes.push_back({each.name.data(), each.name.size(), each.value.data(), each.value.size()});
            }
            made.fields |= VNODE_RING_FIELD_ATTRIBUTES;
            made.attributes = attributes.data(), made.attribute_count = attributes.size();
        }
        if (given.positions) {
            made.fields |= VNODE_RING_FIELD_POSITIONS;
            made.positions = given.positions->data(), made.position_count = given.positions->size();
        }
        nodes_.push_back(made);
    }

    const vnode_ring_node *data() const { return nodes_.data(); }
    std::size_t size() const { return nodes_.size(); }
    const vnode_ring_node &back() const { return nodes_.back(); }

  private:
    std::vector<vnode_ring_node> nodes_;
    /* Where its elements are does not move with them. */
    std::vector<std::vector<vnode_ring_attribute>> attributes_;
};

inline vnode_ring_options given(const options &options) {
    vnode_ring_options made{};
    made.size = sizeof made;
    made.seed = options.seed;
    made.vnodes_per_weight = options.vnodes_per_weight;
    made.max_vnodes = options.max_vnodes;
    made.secret = options.secret.data();
    made.secret_len = options.secret.size();
    made.placement = options.placement;
    made.key_hash = options.key_hash;
    std::copy(options.hash_tag.begin(), options.hash_tag.end(), made.hash_tag);
    made.side = options.side;
    return made;
}

/* The functions of rings and of views that are alike. */
struct ring_calls {
    static constexpr auto lookup = vnode_ring_lookup;
    static constexpr auto lookup_excluding = vnode_ring_lookup_excluding;
    static constexpr auto lookup_batch = vnode_ring_lookup_batch;
    static constexpr auto lookup_packed = vnode_ring_lookup_packed;
    static constexpr auto key_position = vnode_ring_key_position;
    static constexpr auto lookup_position = vnode_ring_lookup_position;
    static constexpr auto pick = vnode_ring_pick;
    static constexpr auto node_count = vnode_ring_node_count;
    static constexpr auto vnode_count = vnode_ring_vnode_count;
    static constexpr auto node_at = vnode_ring_node_at;
    static constexpr auto node_of = vnode_ring_node_of;
    static constexpr auto attribute_at = vnode_ring_attribute_at;
    static constexpr auto attribute_of = vnode_ring_attribute_of;
    static constexpr auto options = vnode_ring_options_of;
    static constexpr auto stamp = vnode_ring_stamp_of;
    static constexpr auto placement_fingerprint = vnode_ring_placement_fingerprint;
};

struct view_calls {
    static constexpr auto lookup = vnode_ring_view_lookup;
    static constexpr auto lookup_excluding = vnode_ring_view_lookup_excluding;
    static constexpr auto lookup_batch = vnode_ring_view_lookup_batch;
    static constexpr auto lookup_packed = vnode_ring_view_lookup_packed;
    static constexpr auto key_position = vnode_ring_view_key_position;
    static constexpr auto lookup_position = vnode_ring_view_lookup_position;
    static constexpr auto pick = vnode_ring_view_pick;
    static constexpr auto node_count = vnode_ring_view_node_count;
    static constexpr auto vnode_count = vnode_ring_view_vnode_count;
    static constexpr auto node_at = vnode_ring_view_node_at;
    static constexpr auto node_of = vnode_ring_view_node_of;
    static constexpr auto attribute_at = vnode_ring_view_attribute_at;
    static constexpr auto attribute_of = vnode_ring_view_attribute_of;
    static constexpr auto options = vnode_ring_view_options;
    static constexpr auto stamp = vnode_ring_view_stamp;
    static constexpr auto placement_fingerprint = vnode_ring_view_placement_fingerprint;
};

/* A result that is always there: call(place). */
template <class T, class Call> T result(Call call) {
    T value{};
    check(call(&value));
    return value;
}

/* A result, where there is one: call(place). */
template <class T, class Call> std::optional<T> maybe(Call call) {
    T value{};
    return is_there(call(&value)) ? std::optional(value) : std::nullopt;
}

/* As `maybe`, as this file tells it. */
template <class T, class Call> auto maybe_told(Call call) {
    const auto found = maybe<T>(call);
    return found ? std::optional(told(*found)) : std::nullopt;
}

/* All of them, as this file tells them. */
template <class T> auto all_told(const std::vector<T> &list) {
    std::vector<decltype(told(list.front()))> all;
    all.reserve(list.size());
    for (const T &each : list) {
        all.push_back(told(each));
    }
    return all;
}

/* As many positions as there are: call(place, room, count). Where there is no node, there are none. */
template <class Call> std::vector<std::uint64_t> positions(std::size_t count, Call call) {
    std::vector<std::uint64_t> all(count);
    if (!is_there(call(all.data(), all.size(), &count))) {
        all.clear();
    }
    return all;
}

/* A slot, where there is one: call(place). */
template <class Call> std::optional<std::uint32_t> slot(Call call) noexcept {
    std::uint32_t slot;
    return found(call(&slot)) ? std::optional(slot) : std::nullopt;
}

} // namespace detail

/* What rings and views answer. `Self` has get(), the object of the library. */
template <class Self, class Calls> class answers {
  public:
    /* The slot of the node that owns a key. */
    std::optional<std::uint32_t> lookup(std::string_view key) const noexcept {
        return detail::slot([&](auto slot) { return Calls::lookup(get(), key.data(), key.size(), slot); });
    }

    std::optional<std::uint32_t> lookup_excluding(std::string_view key,
                                                  slice<const std::uint64_t> excluded) const noexcept {
        return detail::slot([&](auto slot) {
            return Calls::lookup_excluding(get(), key.data(), key.size(), excluded.data(), excluded.size(), slot);
        });
    }

    /* Writes as many slots as there are keys; false where no node owns keys. */
    bool lookup_batch(slice<const std::string_view> keys, std::uint32_t *slots) const noexcept {
        constexpr std::size_t most = 64;
        std::array<const void *, most> data;
        std::array<std::size_t, most> sizes;
        for (std::size_t start = 0; start < keys.size();) {
            std::size_t count = 0;
            for (; count < most && start + count < keys.size(); count += 1) {
                const std::string_view key = keys.data()[start + count];
                data[count] = key.data(), sizes[count] = key.size();
            }
            if (!detail::found(Calls::lookup_batch(get(), data.data(), sizes.data(), count, slots + start))) {
                return false;
            }
            start += count;
        }
        return true;
    }

    /* There is one offset more than there are keys, unless there are none. False where no node owns keys. */
    bool lookup_packed(std::string_view bytes, slice<const std::size_t> offsets, std::uint32_t *slots) const {
        if (offsets.size() == 0) {
            return true;
        }
        return detail::is_there(Calls::lookup_packed(get(), bytes.data(), bytes.size(), offsets.data(),
                                                     offsets.size() - 1, slots));
    }

    std::uint64_t key_position(std::string_view key) const noexcept {
        std::uint64_t position = 0;
        detail::found(Calls::key_position(get(), key.data(), key.size(), &position));
        return position;
    }

    std::optional<std::uint32_t> lookup_position(std::uint64_t position) const noexcept {
        return detail::slot([&](auto slot) { return Calls::lookup_position(get(), position, slot); });
    }

    /* What is beyond the end of the shorter of both is not considered. */
    std::optional<std::uint32_t> pick(std::string_view key, slice<const std::uint64_t> loads,
                                      slice<const std::uint64_t> caps) const noexcept {
        const std::size_t count = loads.size() < caps.size() ? loads.size() : caps.size();
        return detail::slot([&](auto slot) {
            return Calls::pick(get(), key.data(), key.size(), loads.data(), caps.data(), count, slot);
        });
    }

    std::size_t node_count() const {
        return detail::result<std::size_t>([&](auto count) { return Calls::node_count(get(), count); });
    }

    std::size_t vnode_count() const {
        return detail::result<std::size_t>([&](auto count) { return Calls::vnode_count(get(), count); });
    }

    std::optional<member> node_at(std::uint32_t slot) const noexcept {
        vnode_ring_node node;
        return detail::found(Calls::node_at(get(), slot, &node)) ? std::optional(detail::told(node)) : std::nullopt;
    }

    std::optional<member> node_of(std::string_view id) const {
        return detail::maybe_told<vnode_ring_node>(
            [&](auto node) { return Calls::node_of(get(), id.data(), id.size(), node); });
    }

    std::optional<attribute> attribute_at(std::uint32_t slot, std::size_t number) const noexcept {
        vnode_ring_attribute attribute;
        const bool found = detail::found(Calls::attribute_at(get(), slot, number, &attribute));
        return found ? std::optional(detail::told(attribute)) : std::nullopt;
    }

    std::optional<std::string_view> attribute_of(std::uint32_t slot, std::string_view name) const {
        const char *value;
        std::size_t length;
        const auto status = Calls::attribute_of(get(), slot, name.data(), name.size(), &value, &length);
        return detail::is_there(status) ? std::optional(std::string_view(value, length)) : std::nullopt;
    }

    vnode_ring_options options() const {
        return detail::result<vnode_ring_options>([&](auto place) { return Calls::options(get(), place); });
    }

    vnode_ring_stamp stamp() const {
        return detail::result<vnode_ring_stamp>([&](auto stamp) { return Calls::stamp(get(), stamp); });
    }

    vnode_ring_fingerprint placement_fingerprint() const {
        return detail::result<vnode_ring_fingerprint>(
            [&](auto fingerprint) { return Calls::placement_fingerprint(get(), fingerprint); });
    }

  private:
    auto get() const noexcept { return static_cast<const Self *>(this)->get(); }
};

/* Bytes that the library made. */
class bytes {
  public:
    const std::uint8_t *data() const noexcept { return data_.get(); }
    std::size_t size() const noexcept { return data_.get_deleter().size; }
    std::string_view view() const noexcept { return {reinterpret_cast<const char *>(data()), size()}; }

    /* What a call makes: call(error, bytes, length). */
    template <class Call> static bytes made(Call call) {
        std::uint8_t *data = nullptr;
        std::size_t size = 0;
        detail::explained([&](vnode_ring_error *failure) { return call(failure, &data, &size); });
        return bytes(data, size);
    }

  private:
    struct freed {
        std::size_t size;
        void operator()(std::uint8_t *data) const noexcept { vnode_ring_bytes_free(data, size); }
    };

    bytes(std::uint8_t *data, std::size_t size) : data_(data, freed{size}) {}

    std::unique_ptr<std::uint8_t, freed> data_;
};

/* A delta. */
class delta {
  public:
    /* Takes what a function of vnode_ring.h made. */
    explicit delta(vnode_ring_delta *made) noexcept : delta_(made) {}

    static delta from_bytes(std::string_view bytes, const options &limits = {}) {
        const auto with = detail::given(limits);
        return delta(detail::made<vnode_ring_delta>([&](auto failure, auto place) {
            return vnode_ring_delta_from_bytes(bytes.data(), bytes.size(), &with, failure, place);
        }));
    }

    bytes to_bytes() const {
        return bytes::made([&](auto failure, auto data, auto size) {
            return vnode_ring_delta_to_bytes(get(), failure, data, size);
        });
    }

    delta invert() const {
        return delta(detail::made<vnode_ring_delta>(
            [&](auto failure, auto place) { return vnode_ring_delta_invert(get(), failure, place); }));
    }

    delta compose(const delta &next) const {
        return delta(detail::made<vnode_ring_delta>([&](auto failure, auto place) {
            return vnode_ring_delta_compose(get(), next.get(), failure, place);
        }));
    }

    std::size_t change_count() const {
        return detail::result<std::size_t>([&](auto count) { return vnode_ring_delta_change_count(get(), count); });
    }

    /* What a node was and what it becomes; std::nullopt for both past the end. */
    std::pair<std::optional<member>, std::optional<member>> change_at(std::size_t number) const {
        vnode_ring_node was, becomes;
        if (!detail::is_there(vnode_ring_delta_change_at(get(), number, &was, &becomes))) {
            return {};
        }
        return {detail::if_any(was), detail::if_any(becomes)};
    }

    /* Of the ring before and of the ring after. */
    std::pair<vnode_ring_stamp, vnode_ring_stamp> stamps() const {
        std::pair<vnode_ring_stamp, vnode_ring_stamp> told{};
        detail::check(vnode_ring_delta_stamps(get(), &told.first, &told.second));
        return told;
    }

    const vnode_ring_delta *get() const noexcept { return delta_.get(); }

  private:
    detail::handle<vnode_ring_delta, vnode_ring_delta_free> delta_;
};

/* The shares of all nodes, and how even they are. */
struct shares {
    std::vector<vnode_ring_share> of_nodes;
    vnode_ring_evenness evenness;
};

/* A ring of somebody else's, to be read. */
class ring_ref : public answers<ring_ref, detail::ring_calls> {
  public:
    explicit ring_ref(const vnode_ring *ring) noexcept : object_(ring) {}

    const vnode_ring *get() const noexcept { return object_; }

    std::size_t slot_count() const {
        return detail::result<std::size_t>([&](auto count) { return vnode_ring_slot_count(get(), count); });
    }

    /* None where nobody is in the slot. */
    std::vector<std::uint64_t> positions_at(std::uint32_t slot) const {
        const auto found = node_at(slot);
        return detail::positions(found ? found->position_count : 0, [&](auto positions, auto room, auto count) {
            return vnode_ring_positions_at(get(), slot, positions, room, count);
        });
    }

    /* Writes up to `wanted` slots and returns how many. `shortage` may be nullptr. */
    std::size_t replicas_into(std::string_view key, std::uint32_t *slots, std::size_t wanted,
                              std::uint32_t zones = VNODE_RING_ZONES_ANY, slice<const std::uint64_t> excluded = {},
                              std::int32_t *shortage = nullptr) const noexcept {
        std::size_t count = 0;
        detail::found(vnode_ring_replicas(get(), key.data(), key.size(), zones, excluded.data(), excluded.size(), slots,
                                          wanted, &count, shortage));
        return count;
    }

    std::vector<std::uint32_t> replicas(std::string_view key, std::size_t wanted,
                                        std::uint32_t zones = VNODE_RING_ZONES_ANY,
                                        slice<const std::uint64_t> excluded = {}) const {
        std::vector<std::uint32_t> slots(wanted < node_count() ? wanted : node_count());
        slots.resize(replicas_into(key, slots.data(), slots.size(), zones, excluded));
        return slots;
    }

    std::vector<std::uint64_t> fair_caps(std::uint64_t load, std::uint32_t percent) const {
        std::vector<std::uint64_t> caps(slot_count());
        std::size_t count;
        detail::check(vnode_ring_fair_caps(get(), load, percent, caps.data(), caps.size(), &count));
        return caps;
    }

    shares shares_of(std::size_t replicas = 1, std::uint32_t zones = VNODE_RING_ZONES_ANY) const {
        shares all{std::vector<vnode_ring_share>(node_count()), {}};
        std::size_t count = 0;
        detail::explained([&](auto failure) {
            return vnode_ring_shares(get(), replicas, zones, failure, all.of_nodes.data(), all.of_nodes.size(), &count,
                                     &all.evenness);
        });
        all.of_nodes.resize(count);
        return all;
    }

    /* A change of several steps; the ring stays as it is. */
    vnode::delta change(slice<const vnode::change> changes) const {
        detail::nodes nodes(changes.size());
        std::vector<vnode_ring_change> made;
        for (const vnode::change &each : changes) {
            nodes.add(each.node);
            made.push_back({each.kind, nodes.back(), each.old_id.data(), each.old_id.size()});
        }
        return vnode::delta(detail::made<vnode_ring_delta>([&](auto failure, auto place) {
            return vnode_ring_delta_new(get(), made.data(), made.size(), failure, place);
        }));
    }

    vnode::delta reconcile(slice<const node> list) const {
        const detail::nodes nodes(list);
        return vnode::delta(detail::made<vnode_ring_delta>([&](auto failure, auto place) {
            return vnode_ring_delta_reconcile(get(), nodes.data(), nodes.size(), failure, place);
        }));
    }

    vnode::delta reconcile_at(slice<const node> list, std::uint64_t epoch) const {
        const detail::nodes nodes(list);
        return vnode::delta(detail::made<vnode_ring_delta>([&](auto failure, auto place) {
            return vnode_ring_delta_reconcile_at(get(), nodes.data(), nodes.size(), epoch, failure, place);
        }));
    }

    vnode::delta calibrate(std::size_t replicas, std::uint32_t zones, std::uint32_t band) const {
        return vnode::delta(detail::made<vnode_ring_delta>([&](auto failure, auto place) {
            return vnode_ring_delta_calibrate(get(), replicas, zones, band, failure, place);
        }));
    }

    /* From this ring to another one. */
    vnode::delta diff(ring_ref target) const {
        return vnode::delta(detail::made<vnode_ring_delta>([&](auto failure, auto place) {
            return vnode_ring_delta_diff(get(), target.get(), failure, place);
        }));
    }

    bytes to_snapshot() const { return to<vnode_ring_to_snapshot>(); }
    bytes to_image() const { return to<vnode_ring_to_image>(); }
    bytes to_image_without_texts() const { return to<vnode_ring_to_image_without_texts>(); }

  protected:
    const vnode_ring *object_;

  private:
    template <auto Make> bytes to() const {
        return bytes::made([&](auto failure, auto data, auto size) { return Make(get(), failure, data, size); });
    }
};

/* A ring; a ring_ref to it is valid until it is changed, moved or destroyed. */
class ring : public detail::owner<ring_ref, vnode_ring, vnode_ring_free> {
  public:
    /* Takes what a function of vnode_ring.h made. */
    using owner::owner;

    explicit ring(slice<const node> list, const vnode::options &options = {}) : owner(made(list, options)) {}

    /* The config is the file's; of the options the secret and the limit count. */
    static ring from_snapshot(std::string_view bytes, const vnode::options &options = {}) {
        return from<vnode_ring_from_snapshot>(bytes, options);
    }

    static ring from_image(std::string_view bytes, const vnode::options &options = {}) {
        return from<vnode_ring_from_image>(bytes, options);
    }

    delta add(const node &node) {
        const detail::nodes one(slice<const vnode::node>(&node, 1));
        return changed([&](auto failure, auto place) {
            return vnode_ring_add(own(), one.data(), failure, place);
        });
    }

    delta remove(std::string_view id) {
        return changed([&](auto failure, auto place) {
            return vnode_ring_remove(own(), id.data(), id.size(), failure, place);
        });
    }

    delta reweight(std::string_view id, std::uint32_t weight) {
        return changed([&](auto failure, auto place) {
            return vnode_ring_reweight(own(), id.data(), id.size(), weight, failure, place);
        });
    }

    /* Whether it changed the ring: false where that was done already. */
    bool apply(const delta &delta) {
        bool changed = false;
        detail::explained(
            [&](auto failure) { return vnode_ring_apply(own(), delta.get(), failure, &changed); });
        return changed;
    }

  private:
    static vnode_ring *made(slice<const node> list, const vnode::options &options) {
        const detail::nodes nodes(list);
        const auto with = detail::given(options);
        return detail::made<vnode_ring>([&](auto failure, auto place) {
            return vnode_ring_new(nodes.data(), nodes.size(), &with, failure, place);
        });
    }

    template <auto Make> static ring from(std::string_view bytes, const vnode::options &options) {
        const auto with = detail::given(options);
        return ring(detail::made<vnode_ring>([&](auto failure, auto place) {
            return Make(bytes.data(), bytes.size(), &with, failure, place);
        }));
    }

    template <class Call> static delta changed(Call call) { return delta(detail::made<vnode_ring_delta>(call)); }
};

/* A ring as it is today, in which every node states its positions; of the options the secret and the limit count. */
inline ring to_explicit(ring_ref ring, const options &options = {}) {
    const auto with = detail::given(options);
    return vnode::ring(detail::made<vnode_ring>(
        [&](auto failure, auto place) { return vnode_ring_to_explicit(ring.get(), &with, failure, place); }));
}

/* A copy of a ring that changes on its own. */
inline ring clone(ring_ref ring) {
    return vnode::ring(detail::made<vnode_ring>(
        [&](auto failure, auto place) { return vnode_ring_clone(ring.get(), failure, place); }));
}

/* A view of an image, whose bytes stay the caller's. It may be copied. */
class view : public answers<view, detail::view_calls> {
  public:
    explicit view(std::string_view image, slice<const std::uint8_t> secret = {}, std::uint32_t flags = 0) {
        detail::explained([&](auto failure) {
            return vnode_ring_view_open(image.data(), image.size(), secret.data(), secret.size(), flags, failure,
                                        &view_);
        });
    }

    /* Throws where the image is not the one that a ring of its nodes has. */
    void verify() const {
        detail::explained([&](auto failure) { return vnode_ring_view_verify(get(), failure); });
    }

    bool has_texts() const {
        return detail::result<bool>([&](auto place) { return vnode_ring_view_has_texts(get(), place); });
    }

    /* Writes up to `wanted` slots and returns how many. */
    std::size_t preference_list_into(std::string_view key, std::uint32_t *slots, std::size_t wanted,
                                     slice<const std::uint64_t> excluded = {}) const noexcept {
        std::size_t count = 0;
        detail::found(vnode_ring_view_preference_list(get(), key.data(), key.size(), excluded.data(), excluded.size(),
                                                      slots, wanted, &count));
        return count;
    }

    std::vector<std::uint32_t> preference_list(std::string_view key, std::size_t wanted,
                                               slice<const std::uint64_t> excluded = {}) const {
        std::vector<std::uint32_t> slots(wanted < node_count() ? wanted : node_count());
        slots.resize(preference_list_into(key, slots.data(), slots.size(), excluded));
        return slots;
    }

    const vnode_ring_view *get() const noexcept { return &view_; }

  private:
    vnode_ring_view view_;
};

/* A reader of a shared ring, for one thread. */
class reader {
  public:
    explicit reader(const vnode_ring_shared *shared)
        : reader_(detail::made<vnode_ring_reader>(
              [&](auto failure, auto place) { return vnode_ring_reader_new(shared, failure, place); })) {}

    /* The ring as it is now, until this is asked again. */
    ring_ref ring() {
        return ring_ref(detail::result<const vnode_ring *>(
            [&](auto place) { return vnode_ring_reader_ring(reader_.get(), place); }));
    }

  private:
    detail::handle<vnode_ring_reader, vnode_ring_reader_free> reader_;
};

/* A ring that threads share. */
class shared_ring {
  public:
    explicit shared_ring(ring_ref ring)
        : shared_(detail::made<vnode_ring_shared>(
              [&](auto failure, auto place) { return vnode_ring_shared_new(ring.get(), failure, place); })) {}

    bool apply(const delta &delta) const {
        bool changed = false;
        detail::explained(
            [&](auto failure) { return vnode_ring_shared_apply(get(), delta.get(), failure, &changed); });
        return changed;
    }

    void publish(ring_ref ring) const {
        detail::explained([&](auto failure) { return vnode_ring_shared_publish(get(), ring.get(), failure); });
    }

    vnode::ring copy() const {
        return vnode::ring(detail::made<vnode_ring>(
            [&](auto failure, auto place) { return vnode_ring_shared_copy(get(), failure, place); }));
    }

    vnode::reader reader() const { return vnode::reader(get()); }

    const vnode_ring_shared *get() const noexcept { return shared_.get(); }

  private:
    detail::handle<vnode_ring_shared, vnode_ring_shared_free> shared_;
};

/* What a change moves. */
class plan {
  public:
    /* From one ring to another. */
    static plan between(ring_ref old_ring, ring_ref new_ring, std::size_t replicas = 1,
                        std::uint32_t zones = VNODE_RING_ZONES_ANY, slice<const std::uint64_t> unavailable = {}) {
        return plan(detail::made<vnode_ring_plan>([&](auto failure, auto place) {
            return vnode_ring_plan_between(old_ring.get(), new_ring.get(), replicas, zones, unavailable.data(),
                                           unavailable.size(), failure, place);
        }));
    }

    /* Of a delta, before it is applied. */
    static plan of(ring_ref ring, const delta &delta, std::size_t replicas = 1,
                   std::uint32_t zones = VNODE_RING_ZONES_ANY, slice<const std::uint64_t> unavailable = {}) {
        return plan(detail::made<vnode_ring_plan>([&](auto failure, auto place) {
            return vnode_ring_plan_of(ring.get(), delta.get(), replicas, zones, unavailable.data(), unavailable.size(),
                                      failure, place);
        }));
    }

    vnode_ring_plan_summary summary() const { return one<vnode_ring_plan_summary, vnode_ring_plan_summary_of>(); }
    std::size_t node_count() const { return one<std::size_t, vnode_ring_plan_node_count>(); }
    std::size_t range_count() const { return one<std::size_t, vnode_ring_plan_range_count>(); }
    std::size_t pair_count() const { return one<std::size_t, vnode_ring_plan_pair_count>(); }

    std::optional<vnode_ring_plan_node> node_at(std::uint32_t number) const {
        return at<vnode_ring_plan_node, vnode_ring_plan_node_at>(number);
    }
    std::optional<vnode_ring_plan_range> range_at(std::size_t number) const {
        return at<vnode_ring_plan_range, vnode_ring_plan_range_at>(number);
    }
    std::optional<vnode_ring_plan_copy> copy_at(std::size_t number, std::size_t copy_number) const {
        return at<vnode_ring_plan_copy, vnode_ring_plan_copy_at>(number, copy_number);
    }
    std::optional<vnode_ring_plan_pair> pair_at(std::size_t number) const {
        return at<vnode_ring_plan_pair, vnode_ring_plan_pair_at>(number);
    }

    const vnode_ring_plan *get() const noexcept { return plan_.get(); }

  private:
    explicit plan(vnode_ring_plan *made) noexcept : plan_(made) {}

    template <class T, auto Call> T one() const {
        return detail::result<T>([&](auto place) { return Call(get(), place); });
    }

    template <class T, auto Call, class... Numbers> std::optional<T> at(Numbers... numbers) const {
        return detail::maybe<T>([&](auto place) { return Call(get(), numbers..., place); });
    }

    detail::handle<vnode_ring_plan, vnode_ring_plan_free> plan_;
};

/* What a change of a directory did or does. */
class directory_change {
  public:
    /* Takes what a function of vnode_ring.h made. */
    explicit directory_change(vnode_ring_directory_change *made) noexcept : change_(made) {}

    /* What a call makes: call(error, place). */
    template <class Call> static directory_change made(Call call) {
        return directory_change(detail::made<vnode_ring_directory_change>(call));
    }

    std::size_t event_count() const {
        return detail::result<std::size_t>(
            [&](auto count) { return vnode_ring_directory_change_event_count(get(), count); });
    }

    std::optional<event> event_at(std::size_t number) const {
        return detail::maybe_told<vnode_ring_event>(
            [&](auto event) { return vnode_ring_directory_change_event_at(get(), number, event); });
    }

    bool is_empty() const {
        return detail::result<bool>([&](auto empty) { return vnode_ring_directory_change_is_empty(get(), empty); });
    }

    const vnode_ring_directory_change *get() const noexcept { return change_.get(); }

  private:
    detail::handle<vnode_ring_directory_change, vnode_ring_directory_change_free> change_;
};

/* A directory of somebody else's, to be read. Where a group is not there, none of its members is: std::nullopt. */
class directory_ref {
  public:
    explicit directory_ref(const vnode_ring_directory *directory) noexcept : object_(directory) {}

    const vnode_ring_directory *get() const noexcept { return object_; }

    /* The member of a group that a key belongs to. */
    member match(std::string_view group, std::string_view key, std::uint32_t flags = 0) const {
        member found{};
        detail::check(try_match(group, key, found, flags));
        return found;
    }

    /* As `match` without exceptions: the status, and the member where that is VNODE_RING_OK. */
    std::int32_t try_match(std::string_view group, std::string_view key, member &found,
                           std::uint32_t flags = 0) const noexcept {
        vnode_ring_node node;
        const auto status = vnode_ring_directory_match(get(), group.data(), group.size(), key.data(), key.size(), flags,
                                                       &node);
        if (status == VNODE_RING_OK) {
            found = detail::told(node);
        }
        return status;
    }

    /* Writes up to `wanted` slots and returns how many. `shortage` may be nullptr. */
    std::size_t replicas_into(std::string_view group, std::string_view key, std::uint32_t *slots, std::size_t wanted,
                              std::uint32_t zones = VNODE_RING_ZONES_ANY, std::int32_t *shortage = nullptr) const {
        return detail::result<std::size_t>([&](auto count) {
            return vnode_ring_directory_replicas(get(), group.data(), group.size(), key.data(), key.size(), zones,
                                                 slots, wanted, count, shortage);
        });
    }

    std::vector<std::uint32_t> replicas(std::string_view group, std::string_view key, std::size_t wanted,
                                        std::uint32_t zones = VNODE_RING_ZONES_ANY) const {
        /* Where there is no group, the call that asks for none of its members says why. */
        const auto found = this->group(group);
        const std::size_t most = found ? found->member_count : 0;
        std::vector<std::uint32_t> slots(wanted < most ? wanted : most);
        slots.resize(replicas_into(group, key, slots.data(), slots.size(), zones));
        return slots;
    }

    bool is_synced() const {
        return detail::result<bool>([&](auto synced) { return vnode_ring_directory_is_synced(get(), synced); });
    }

    std::size_t group_count() const {
        return detail::result<std::size_t>([&](auto count) { return vnode_ring_directory_group_count(get(), count); });
    }

    std::vector<vnode::group> groups() const {
        std::vector<vnode_ring_group> all(group_count());
        std::size_t count;
        detail::check(vnode_ring_directory_groups(get(), all.data(), all.size(), &count));
        return detail::all_told(all);
    }

    std::optional<vnode::group> group(std::string_view name) const {
        return detail::maybe_told<vnode_ring_group>(
            [&](auto group) { return vnode_ring_directory_group(get(), name.data(), name.size(), group); });
    }

    /* A copy of a group's ring. */
    vnode::ring ring(std::string_view group) const {
        return vnode::ring(detail::made<vnode_ring>([&](auto failure, auto place) {
            return vnode_ring_directory_ring(get(), group.data(), group.size(), failure, place);
        }));
    }

    std::vector<group_member> members(std::string_view group) const {
        const auto found = this->group(group);
        std::vector<vnode_ring_member> all(found ? found->member_count : 0);
        std::size_t count;
        detail::check(
            vnode_ring_directory_members(get(), group.data(), group.size(), all.data(), all.size(), &count));
        return detail::all_told(all);
    }

    std::optional<group_member> member_of(std::string_view group, std::string_view id) const {
        return detail::maybe_told<vnode_ring_member>([&](auto member) {
            return vnode_ring_directory_member_of(get(), group.data(), group.size(), id.data(), id.size(), member);
        });
    }

    std::optional<group_member> member_at(std::string_view group, std::uint32_t slot) const {
        return detail::maybe_told<vnode_ring_member>([&](auto member) {
            return vnode_ring_directory_member_at(get(), group.data(), group.size(), slot, member);
        });
    }

    std::optional<std::string_view> attribute_of(std::string_view group, std::uint32_t slot,
                                                 std::string_view name) const {
        const char *value;
        std::size_t length;
        const auto status = vnode_ring_directory_attribute_of(get(), group.data(), group.size(), slot, name.data(),
                                                              name.size(), &value, &length);
        return detail::is_there(status) ? std::optional(std::string_view(value, length)) : std::nullopt;
    }

    std::optional<attribute> attribute_at(std::string_view group, std::uint32_t slot, std::size_t number) const {
        return detail::maybe_told<vnode_ring_attribute>([&](auto attribute) {
            return vnode_ring_directory_attribute_at(get(), group.data(), group.size(), slot, number, attribute);
        });
    }

    /* None where there is no such group, or nobody in the slot. */
    std::vector<std::uint64_t> positions_at(std::string_view group, std::uint32_t slot) const {
        const auto found = member_at(group, slot);
        return detail::positions(found ? found->position_count : 0, [&](auto positions, auto room, auto count) {
            return vnode_ring_directory_positions_at(get(), group.data(), group.size(), slot, positions, room, count);
        });
    }

    /* A change of several steps; the directory stays as it is. */
    directory_change change(slice<const directory_step> steps) const {
        std::vector<detail::nodes> nodes;
        std::vector<vnode_ring_options> options;
        std::vector<vnode_ring_directory_step> made;
        nodes.reserve(steps.size());
        options.reserve(steps.size());
        for (const directory_step &each : steps) {
            nodes.emplace_back(slice<const node>(each.nodes));
            options.push_back(detail::given(each.options));
            vnode_ring_directory_step step{};
            step.kind = each.kind;
            step.status = each.status;
            step.group = each.group.data(), step.group_len = each.group.size();
            step.new_group = each.new_group.data(), step.new_group_len = each.new_group.size();
            step.id = each.id.data(), step.id_len = each.id.size();
            step.nodes = nodes.back().data(), step.node_count = nodes.back().size();
            step.options = &options.back();
            made.push_back(step);
        }
        return directory_change::made([&](auto failure, auto place) {
            return vnode_ring_directory_change_new(get(), made.data(), made.size(), failure, place);
        });
    }

    bytes to_snapshot() const {
        return bytes::made([&](auto failure, auto data, auto size) {
            return vnode_ring_directory_to_snapshot(get(), failure, data, size);
        });
    }

  protected:
    const vnode_ring_directory *object_;
};

/* A directory; a directory_ref to it is valid until it is moved or destroyed. What changes it returns what was done. */
class directory : public detail::owner<directory_ref, vnode_ring_directory, vnode_ring_directory_free> {
  public:
    /* Takes what a function of vnode_ring.h made. */
    using owner::owner;

    explicit directory(const options &options = {}) : owner(made(options)) {}

    /* All is the file's; of the options the secret and the limit count. */
    static directory from_snapshot(std::string_view bytes, const options &options = {}) {
        const auto with = detail::given(options);
        return directory(detail::made<vnode_ring_directory>([&](auto failure, auto place) {
            return vnode_ring_directory_from_snapshot(bytes.data(), bytes.size(), &with, failure, place);
        }));
    }

    directory_change create_group(std::string_view group, const options &options = {}) {
        const auto with = detail::given(options);
        return directory_change::made([&](auto failure, auto place) {
            return vnode_ring_directory_create_group(own(), group.data(), group.size(), &with, failure, place);
        });
    }

    directory_change remove_group(std::string_view group) {
        return directory_change::made([&](auto failure, auto place) {
            return vnode_ring_directory_remove_group(own(), group.data(), group.size(), failure, place);
        });
    }

    directory_change upsert(std::string_view group, const node &node) {
        const detail::nodes one(slice<const vnode::node>(&node, 1));
        return directory_change::made([&](auto failure, auto place) {
            return vnode_ring_directory_upsert(own(), group.data(), group.size(), one.data(), failure, place);
        });
    }

    directory_change remove(std::string_view group, std::string_view id) {
        return directory_change::made([&](auto failure, auto place) {
            return vnode_ring_directory_remove(own(), group.data(), group.size(), id.data(), id.size(), failure,
                                               place);
        });
    }

    directory_change move(std::string_view group, std::string_view id, std::string_view new_group) {
        return directory_change::made([&](auto failure, auto place) {
            return vnode_ring_directory_move(own(), group.data(), group.size(), id.data(), id.size(),
                                             new_group.data(), new_group.size(), failure, place);
        });
    }

    directory_change set_status(std::string_view group, std::string_view id, std::int32_t status) {
        return directory_change::made([&](auto failure, auto place) {
            return vnode_ring_directory_set_status(own(), group.data(), group.size(), id.data(), id.size(), status,
                                                   failure, place);
        });
    }

    directory_change reconcile(std::string_view group, slice<const node> list) {
        const detail::nodes nodes(list);
        return directory_change::made([&](auto failure, auto place) {
            return vnode_ring_directory_reconcile(own(), group.data(), group.size(), nodes.data(), nodes.size(),
                                                  failure, place);
        });
    }

    directory_change set_synced(bool synced) {
        return directory_change::made([&](auto failure, auto place) {
            return vnode_ring_directory_set_synced(own(), synced, failure, place);
        });
    }

    void apply(const directory_change &change) {
        detail::explained([&](auto failure) { return vnode_ring_directory_apply(own(), change.get(), failure); });
    }

  private:
    static vnode_ring_directory *made(const options &options) {
        const auto with = detail::given(options);
        return detail::made<vnode_ring_directory>(
            [&](auto failure, auto place) { return vnode_ring_directory_new(&with, failure, place); });
    }
};

/* A copy of a directory that changes on its own. */
inline directory clone(directory_ref directory) {
    return vnode::directory(detail::made<vnode_ring_directory>(
        [&](auto failure, auto place) { return vnode_ring_directory_clone(directory.get(), failure, place); }));
}

/* A reader of a shared directory, for one thread. */
class directory_reader {
  public:
    explicit directory_reader(const vnode_ring_shared_directory *shared)
        : reader_(detail::made<vnode_ring_directory_reader>(
              [&](auto failure, auto place) { return vnode_ring_directory_reader_new(shared, failure, place); })) {}

    /* The directory as it is now, until this is asked again. */
    directory_ref directory() {
        return directory_ref(detail::result<const vnode_ring_directory *>(
            [&](auto place) { return vnode_ring_directory_reader_directory(reader_.get(), place); }));
    }

  private:
    detail::handle<vnode_ring_directory_reader, vnode_ring_directory_reader_free> reader_;
};

/* A directory that threads share. */
class shared_directory {
  public:
    explicit shared_directory(directory_ref directory)
        : shared_(detail::made<vnode_ring_shared_directory>([&](auto failure, auto place) {
              return vnode_ring_shared_directory_new(directory.get(), failure, place);
          })) {}

    void apply(const directory_change &change) const {
        detail::explained(
            [&](auto failure) { return vnode_ring_shared_directory_apply(get(), change.get(), failure); });
    }

    void publish(directory_ref directory) const {
        detail::explained(
            [&](auto failure) { return vnode_ring_shared_directory_publish(get(), directory.get(), failure); });
    }

    directory copy() const {
        return directory(detail::made<vnode_ring_directory>(
            [&](auto failure, auto place) { return vnode_ring_shared_directory_copy(get(), failure, place); }));
    }

    directory_reader reader() const { return directory_reader(get()); }

    const vnode_ring_shared_directory *get() const noexcept { return shared_.get(); }

  private:
    detail::handle<vnode_ring_shared_directory, vnode_ring_shared_directory_free> shared_;
};

/* What becomes of an event: VNODE_RING_TRACKED_..., and the change that the directory is to apply. */
struct tracked {
    std::int32_t outcome;
    directory_change change;
};

/* A tracker. */
class tracker {
  public:
    tracker()
        : tracker_(detail::made<vnode_ring_tracker>(
              [](auto failure, auto place) { return vnode_ring_tracker_new(failure, place); })) {}

    /* Takes what a function of vnode_ring.h made. */
    explicit tracker(vnode_ring_tracker *made) noexcept : tracker_(made) {}

    static tracker from_snapshot(std::string_view bytes) {
        return tracker(detail::made<vnode_ring_tracker>([&](auto failure, auto place) {
            return vnode_ring_tracker_from_snapshot(bytes.data(), bytes.size(), failure, place);
        }));
    }

    bytes to_snapshot() const {
        return bytes::made([&](auto failure, auto data, auto size) {
            return vnode_ring_tracker_to_snapshot(get(), failure, data, size);
        });
    }

    tracked upsert(directory_ref directory, std::string_view group, const node &node,
                   const std::optional<vnode_ring_event_version> &version = {}) {
        const detail::nodes one(slice<const vnode::node>(&node, 1));
        return taken([&](auto failure, auto outcome, auto place) {
            return vnode_ring_tracker_upsert(own(), directory.get(), group.data(), group.size(), one.data(),
                                             version ? &*version : nullptr, failure, outcome, place);
        });
    }

    tracked remove(directory_ref directory, std::string_view group, std::string_view id,
                   const std::optional<vnode_ring_event_version> &version = {}) {
        return taken([&](auto failure, auto outcome, auto place) {
            return vnode_ring_tracker_remove(own(), directory.get(), group.data(), group.size(), id.data(), id.size(),
                                             version ? &*version : nullptr, failure, outcome, place);
        });
    }

    std::optional<vnode_ring_event_version> version(std::string_view group, std::string_view id) const {
        return detail::maybe<vnode_ring_event_version>([&](auto place) {
            return vnode_ring_tracker_version(get(), group.data(), group.size(), id.data(), id.size(), place);
        });
    }

    std::uint64_t mark() const {
        return detail::result<std::uint64_t>([&](auto mark) { return vnode_ring_tracker_mark(get(), mark); });
    }

    /* Returns how many tombstones there were. */
    std::size_t forget(std::uint64_t mark) {
        return detail::result<std::size_t>(
            [&](auto count) { return vnode_ring_tracker_forget(own(), mark, count); });
    }

    void renew(std::string_view group, std::string_view id, std::uint64_t deadline) {
        detail::explained([&](auto failure) {
            return vnode_ring_tracker_renew(own(), group.data(), group.size(), id.data(), id.size(), deadline,
                                            failure);
        });
    }

    std::optional<std::uint64_t> next_deadline() const {
        return detail::maybe<std::uint64_t>(
            [&](auto deadline) { return vnode_ring_tracker_next_deadline(get(), deadline); });
    }

    directory_change expire(directory_ref directory, std::uint64_t now) {
        return directory_change::made([&](auto failure, auto place) {
            return vnode_ring_tracker_expire(own(), directory.get(), now, failure, place);
        });
    }

    directory_change expire_anyway(directory_ref directory, std::uint64_t now) {
        return directory_change::made([&](auto failure, auto place) {
            return vnode_ring_tracker_expire_anyway(own(), directory.get(), now, failure, place);
        });
    }

    void set_max_expiry(std::uint32_t percent) {
        detail::explained(
            [&](auto failure) { return vnode_ring_tracker_set_max_expiry(own(), percent, failure); });
    }

    void freeze() { detail::check(vnode_ring_tracker_freeze(own())); }

    void thaw(std::uint64_t now, std::uint64_t grace) { detail::check(vnode_ring_tracker_thaw(own(), now, grace)); }

    bool is_frozen() const {
        return detail::result<bool>([&](auto frozen) { return vnode_ring_tracker_is_frozen(get(), frozen); });
    }

    const vnode_ring_tracker *get() const noexcept { return tracker_.get(); }

  private:
    /* call(error, outcome, place). */
    template <class Call> static tracked taken(Call call) {
        std::int32_t outcome = 0;
        directory_change change =
            directory_change::made([&](auto failure, auto place) { return call(failure, &outcome, place); });
        return {outcome, std::move(change)};
    }

    vnode_ring_tracker *own() const noexcept { return tracker_.get(); }

    detail::handle<vnode_ring_tracker, vnode_ring_tracker_free> tracker_;
};

/* The version of the library. */
inline std::string_view version() noexcept { return vnode_ring_version(); }

} // namespace vnode

#endif /* VNODE_RING_HPP */
