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
 * - Functions that are noexcept have one way to fail, which is std::nullopt, false or 0. Asking an object that was moved
 *   from is a mistake, which ends the program there, and throws elsewhere.
 * - Texts and objects that a function returns as views (std::string_view, vnode::member, vnode::ring_ref) are those of the
 *   object that was asked, and valid until it changes or goes.
 * - Arrays are vnode::slice: a std::vector, a std::array, a list in braces, or a pointer and a length.
 * - Directories and trackers are not here yet: call the functions of vnode_ring.h for them.
 */
#ifndef VNODE_RING_HPP
#define VNODE_RING_HPP

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
};

/* Options: 0 and nothing are the defaults. The placement is the native one, and the key hash follows from the secret. */
struct options {
    std::uint64_t seed = 0;
    std::uint32_t vnodes_per_weight = 0;
    std::uint32_t max_vnodes = 0;
    slice<const std::uint8_t> secret = {};
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
    if (status == VNODE_RING_ERR_NOT_FOUND || status == VNODE_RING_ERR_NOT_MEMBER) {
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
            node.attribute_count};
}

/* Nodes as the library takes them, with their attributes. */
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
    static constexpr auto stamp = vnode_ring_view_stamp;
    static constexpr auto placement_fingerprint = vnode_ring_view_placement_fingerprint;
};

/* A result that is always there: call(place). */
template <class T, class Call> T result(Call call) {
    T value{};
    check(call(&value));
    return value;
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
        vnode_ring_node node;
        const bool there = detail::is_there(Calls::node_of(get(), id.data(), id.size(), &node));
        return there ? std::optional(detail::told(node)) : std::nullopt;
    }

    std::optional<attribute> attribute_at(std::uint32_t slot, std::size_t number) const noexcept {
        vnode_ring_attribute told;
        if (!detail::found(Calls::attribute_at(get(), slot, number, &told))) {
            return std::nullopt;
        }
        return attribute{{told.name, told.name_len}, {told.value, told.value_len}};
    }

    std::optional<std::string_view> attribute_of(std::uint32_t slot, std::string_view name) const {
        const char *value;
        std::size_t length;
        const auto status = Calls::attribute_of(get(), slot, name.data(), name.size(), &value, &length);
        return detail::is_there(status) ? std::optional(std::string_view(value, length)) : std::nullopt;
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
        const auto some = [](const vnode_ring_node &node) {
            return node.id == nullptr ? std::nullopt : std::optional(detail::told(node));
        };
        return {some(was), some(becomes)};
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
    explicit ring_ref(const vnode_ring *ring) noexcept : ring_(ring) {}

    const vnode_ring *get() const noexcept { return ring_; }

    std::size_t slot_count() const {
        return detail::result<std::size_t>([&](auto count) { return vnode_ring_slot_count(get(), count); });
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

  private:
    template <auto Make> bytes to() const {
        return bytes::made([&](auto failure, auto data, auto size) { return Make(get(), failure, data, size); });
    }

    friend class ring;
    const vnode_ring *ring_;
};

/* A ring; a ring_ref to it is valid until it is changed, moved or destroyed. */
class ring : public ring_ref {
  public:
    explicit ring(slice<const node> list, const options &options = {}) : ring_ref(nullptr) {
        const detail::nodes nodes(list);
        const auto with = detail::given(options);
        own(detail::made<vnode_ring>([&](auto failure, auto place) {
            return vnode_ring_new(nodes.data(), nodes.size(), &with, failure, place);
        }));
    }

    /* Takes what a function of vnode_ring.h made. */
    explicit ring(vnode_ring *made) noexcept : ring_ref(made), owned_(made) {}

    ring(ring &&other) noexcept : ring_ref(std::exchange(other.ring_, nullptr)), owned_(std::move(other.owned_)) {}

    ring &operator=(ring &&other) noexcept {
        owned_ = std::move(other.owned_);
        ring_ = owned_.get();
        other.ring_ = other.owned_.get();
        return *this;
    }

    /* The config is the file's; of the options the secret and the limit count. */
    static ring from_snapshot(std::string_view bytes, const options &options = {}) {
        return from<vnode_ring_from_snapshot>(bytes, options);
    }

    static ring from_image(std::string_view bytes, const options &options = {}) {
        return from<vnode_ring_from_image>(bytes, options);
    }

    delta add(const node &node) {
        const detail::nodes one(slice<const vnode::node>(&node, 1));
        return changed([&](auto failure, auto place) {
            return vnode_ring_add(owned_.get(), one.data(), failure, place);
        });
    }

    delta remove(std::string_view id) {
        return changed([&](auto failure, auto place) {
            return vnode_ring_remove(owned_.get(), id.data(), id.size(), failure, place);
        });
    }

    delta reweight(std::string_view id, std::uint32_t weight) {
        return changed([&](auto failure, auto place) {
            return vnode_ring_reweight(owned_.get(), id.data(), id.size(), weight, failure, place);
        });
    }

    /* Whether it changed the ring: false where that was done already. */
    bool apply(const delta &delta) {
        bool changed = false;
        detail::explained(
            [&](auto failure) { return vnode_ring_apply(owned_.get(), delta.get(), failure, &changed); });
        return changed;
    }

  private:
    template <auto Make> static ring from(std::string_view bytes, const options &options) {
        const auto with = detail::given(options);
        return ring(detail::made<vnode_ring>([&](auto failure, auto place) {
            return Make(bytes.data(), bytes.size(), &with, failure, place);
        }));
    }

    template <class Call> static delta changed(Call call) { return delta(detail::made<vnode_ring_delta>(call)); }

    void own(vnode_ring *made) noexcept {
        owned_.reset(made);
        ring_ = made;
    }

    detail::handle<vnode_ring, vnode_ring_free> owned_;
};

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

    vnode_ring_options options() const {
        return detail::result<vnode_ring_options>([&](auto place) { return vnode_ring_view_options(get(), place); });
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
        T value;
        return detail::is_there(Call(get(), numbers..., &value)) ? std::optional(value) : std::nullopt;
    }

    detail::handle<vnode_ring_plan, vnode_ring_plan_free> plan_;
};

/* The version of the library. */
inline std::string_view version() noexcept { return vnode_ring_version(); }

} // namespace vnode

#endif /* VNODE_RING_HPP */
