// The C++ wrapper: every function about rings, and what it refuses.
#include "wrapper.hpp"

#include <thread>
#include <type_traits>

static vnode::ring three() { return vnode::ring({{"cache-a"}, {"cache-b"}, {"cache-c", 2}}); }

// Rings own what they hold, are moved and not copied; lookups throw nothing.
static_assert(!std::is_copy_constructible_v<vnode::ring> && std::is_nothrow_move_constructible_v<vnode::ring>);
static_assert(!std::is_copy_assignable_v<vnode::ring> && std::is_nothrow_move_assignable_v<vnode::ring>);
static_assert(std::is_nothrow_move_constructible_v<vnode::delta> && std::is_nothrow_move_constructible_v<vnode::plan>);
static_assert(std::is_copy_constructible_v<vnode::view> && std::is_copy_constructible_v<vnode::ring_ref>);
static_assert(noexcept(std::declval<vnode::ring &>().lookup("")) && noexcept(std::declval<vnode::view &>().lookup("")));
static_assert(sizeof(vnode::delta) == sizeof(void *));

// What rings and views answer alike. `seen` tells where it is asked.
template <class Answers> static void answers(const Answers &of, const vnode::ring &ring) {
    const std::vector<std::string> texts = [] {
        std::vector<std::string> made;
        for (int i = 0; i < 150; i += 1) {
            made.push_back("key-" + std::to_string(i));
        }
        return made;
    }();
    const std::vector<std::string_view> keys(texts.begin(), texts.end());
    std::vector<std::size_t> offsets{0};
    std::string packed;
    for (const auto &key : texts) {
        packed += key;
        offsets.push_back(packed.size());
    }
    std::vector<std::uint32_t> slots(keys.size() + 1, 77), others(keys.size() + 1, 77);
    CHECK(of.lookup_batch(keys, slots.data()) && of.lookup_packed(packed, offsets, others.data()));
    CHECK(slots.back() == 77 && others == slots);
    for (std::size_t i = 0; i < keys.size(); i += 1) {
        const auto owner = of.lookup(keys[i]);
        CHECK(owner == ring.lookup(keys[i]) && owner == slots[i]);
        CHECK(of.lookup_position(of.key_position(keys[i])) == owner);
        CHECK(of.key_position(keys[i]) == ring.key_position(keys[i]));
        const auto next = of.lookup_excluding(keys[i], {std::uint64_t{1} << *owner});
        CHECK(next && next != owner && next == ring.replicas(keys[i], 2)[1]);
        std::vector<std::uint64_t> loads(3), caps(3, 1);
        loads[*owner] = 1;
        CHECK(of.pick(keys[i], loads, caps) == next);
        CHECK(!of.pick(keys[i], caps, caps) && !of.pick(keys[i], {}, caps));
    }
    CHECK(!of.lookup_excluding("k", {7}));
    CHECK(of.lookup_packed("", {}, nullptr) && of.lookup_batch({}, nullptr));
    CHECK(thrown([&] { of.lookup_packed("", {0, 1}, slots.data()); }).first == VNODE_RING_ERR_ARGUMENT);
    CHECK(of.node_count() == 3 && of.vnode_count() == 4 * VNODE_RING_DEFAULT_VNODES_PER_WEIGHT);
    CHECK(same(of.stamp(), ring.stamp()));
    const auto placement = of.placement_fingerprint(), expected = ring.placement_fingerprint();
    CHECK(std::memcmp(placement.bytes, expected.bytes, 16) == 0);
    CHECK(of.node_at(0)->id == "cache-a" && !of.node_at(3) && !of.node_at(VNODE_RING_NO_SLOT));
    const auto found = of.node_of("cache-c");
    CHECK(found && found->slot == 2 && found->weight == 2 && !found->zone && found->placement_id == "cache-c");
    CHECK(!of.node_of("x") && thrown([&] { of.node_of("\xff"); }).first == VNODE_RING_ERR_UTF8);
    CHECK(!of.attribute_at(0, 0) && !of.attribute_of(0, "addr"));
}

static void rings() {
    CHECK(vnode::version() == EXPECTED_VERSION);
    vnode::ring ring = three();
    answers(ring, ring);
    CHECK(ring.node_at(*ring.lookup("user-1"))->id == "cache-b");
    CHECK(ring.slot_count() == 3 && ring.node_of("cache-a")->vnodes == std::nullopt);
    CHECK(ring.replicas("user-1", 9).size() == 3 && ring.replicas("user-1", 2, VNODE_RING_ZONES_ANY, {5}).size() == 1);
    std::int32_t shortage;
    std::uint32_t slots[3];
    CHECK(ring.replicas_into("user-1", slots, 3, VNODE_RING_ZONES_STRICT, {}, &shortage) == 1);
    CHECK(shortage == VNODE_RING_SHORTAGE_ZONES && slots[0] == *ring.lookup("user-1"));
    CHECK(ring.fair_caps(400, 10) == std::vector<std::uint64_t>{110, 110, 220});
    const auto shares = ring.shares_of(2);
    CHECK(shares.of_nodes.size() == 3 && shares.of_nodes[2].weight == 2 && shares.evenness.max_over_mean > 1);
    CHECK(thrown([&] { ring.shares_of(0); }).first == VNODE_RING_ERR_RULE);

    vnode::ring moved = std::move(ring);
    CHECK(ring.get() == nullptr && moved.lookup("user-1") == 1u);
    CHECK(thrown([&] { ring.node_count(); }).first == VNODE_RING_ERR_NULL);
    ring = three();
    moved = std::move(ring);
    CHECK(moved.lookup("user-1") == 1u && ring.get() == nullptr);

    const vnode::ring nobody(std::vector<vnode::node>{});
    std::uint32_t slot = 0;
    CHECK(!nobody.lookup("k") && !nobody.lookup_batch({std::string_view("k")}, &slot));
    CHECK(!nobody.lookup_position(0) && nobody.replicas("k", 3).empty() && nobody.shares_of().of_nodes.empty());
}

static void nodes_and_options() {
    vnode::node full{"a", 3, "eu", 100, "old", std::vector<vnode::attribute>{{"rack", "r1"}, {"addr", "10.0.0.1:80"}}};
    vnode::options options;
    options.vnodes_per_weight = 10;
    options.seed = 7;
    const vnode::ring ring({full, {"b"}}, options);
    const auto found = ring.node_of("a");
    CHECK(found->zone == "eu" && found->placement_id == "old" && found->weight == 3 && found->vnodes == 100u);
    CHECK(found->attribute_count == 2 && ring.vnode_count() == 110);
    CHECK(ring.attribute_of(found->slot, "rack") == "r1" && !ring.attribute_of(found->slot, "row"));
    CHECK(ring.attribute_at(found->slot, 0)->name == "addr" && ring.attribute_at(found->slot, 0)->value == "10.0.0.1:80");
    CHECK(!ring.attribute_at(found->slot, 2));

    vnode::options compatible;
    compatible.placement = VNODE_RING_PLACEMENT_TWEMPROXY;
    compatible.key_hash = VNODE_RING_KEY_HASH_MD5;
    compatible.hash_tag = {'{', '}'};
    const vnode::ring proxied({{"a"}, {"b", 5}}, compatible);
    CHECK(proxied.vnode_count() == 316 && proxied.key_position("{7}") == proxied.key_position("7"));

    options.max_vnodes = 109;
    const auto refused = thrown([&] { vnode::ring({full, {"b"}}, options); });
    CHECK(refused.first == VNODE_RING_ERR_LIMIT && refused.second.find("110") != std::string::npos);
    CHECK(thrown([&] { vnode::ring({{"a"}, {"a"}}); }).first == VNODE_RING_ERR_NODE);
    CHECK(thrown([&] { vnode::ring({{""}}); }).first == VNODE_RING_ERR_NODE);
}

static void positions() {
    using list = std::vector<std::uint64_t>;
    vnode::options options;
    options.placement = VNODE_RING_PLACEMENT_EXPLICIT;
    options.side = VNODE_RING_SIDE_PREDECESSOR;
    const vnode::node a{"a", {}, {}, {}, {}, {}, list{30, 10}}, b{"b", {}, {}, {}, {}, {}, list{20}};
    vnode::ring ring({a, b}, options);
    CHECK(ring.positions_at(0) == list{10, 30} && ring.positions_at(1) == list{20} && ring.positions_at(2).empty());
    CHECK(ring.node_of("a")->position_count == 2 && ring.lookup_position(~std::uint64_t{15}) == 0u);
    CHECK(ring.options().side == VNODE_RING_SIDE_PREDECESSOR && ring.options().placement == options.placement);
    ring.apply(ring.change({vnode::change::upsert({"b", {}, {}, {}, {}, {}, list{12}})}));
    CHECK(ring.positions_at(1) == list{12} && ring.lookup_position(~std::uint64_t{15}) == 1u);
    CHECK(thrown([&] { ring.add({"c"}); }).first == VNODE_RING_ERR_NODE);
    CHECK(thrown([&] { ring.add({"c", {}, {}, {}, {}, {}, list{1, 1}}); }).second.find("differ") != std::string::npos);
    CHECK(ring.add({"c", 0, {}, {}, {}, {}, list{}}).change_at(0).second->position_count == 0);
    const auto image = ring.to_image();
    const vnode::view view(image.view());
    CHECK(view.options().side == VNODE_RING_SIDE_PREDECESSOR && view.node_at(0)->position_count == 0);

    vnode::options nginx;
    nginx.placement = VNODE_RING_PLACEMENT_NGINX;
    const vnode::ring program({{"a:80"}, {"b:80"}}, nginx), kept = vnode::to_explicit(program);
    CHECK(kept.positions_at(0).size() == 160 && kept.lookup("user-1") == program.lookup("user-1"));
    CHECK(vnode::plan::between(program, kept, 1).pair_count() == 0);
    nginx.max_vnodes = 319;
    CHECK(thrown([&] { vnode::to_explicit(program, nginx); }).first == VNODE_RING_ERR_LIMIT);
}

static void changes() {
    vnode::ring ring = three(), other = vnode::clone(ring);
    const vnode::delta added = ring.add({"cache-d", 1, "eu"}), heavier = ring.reweight("cache-a", 3);
    CHECK(!same(ring.stamp(), other.stamp()) && ring.stamp().epoch == 2);
    CHECK(other.apply(added) && !other.apply(added) && other.apply(heavier) && same(ring.stamp(), other.stamp()));
    const vnode::delta both = added.compose(heavier);
    CHECK(both.change_count() == 2 && both.stamps().first.epoch == 0 && same(both.stamps().second, ring.stamp()));
    const auto [was, becomes] = both.change_at(0);
    CHECK(was && was->weight == 1 && becomes->weight == 3 && becomes->id == "cache-a");
    CHECK(!both.change_at(1).first && both.change_at(1).second->zone == "eu" && !both.change_at(2).second);
    const vnode::delta read = vnode::delta::from_bytes(both.to_bytes().view());
    CHECK(read.to_bytes().view() == both.to_bytes().view());
    vnode::ring fresh = three();
    CHECK(fresh.apply(read) && same(fresh.stamp(), ring.stamp()));
    CHECK(fresh.apply(read.invert()) && fresh.node_count() == 3);
    CHECK(ring.remove("cache-d").change_count() == 1);
    CHECK(thrown([&] { ring.remove("cache-d"); }).first == VNODE_RING_ERR_NOT_MEMBER);
    CHECK(thrown([&] { ring.add({"cache-a"}); }).second.find("cache-a") != std::string::npos);
    CHECK(thrown([&] { other = three(), other.apply(heavier); }).first == VNODE_RING_ERR_GAP);
    CHECK(thrown([&] { vnode::delta::from_bytes("no delta"); }).first == VNODE_RING_ERR_DECODE);

    ring = three();
    using vnode::change;
    const auto several = ring.change({change::add({"d"}), change::remove("cache-a"), change::reweight("cache-b", 4),
                                      change::set_vnodes("cache-c", 99), change::upsert({"d", 2}),
                                      change::replace("d", {"e"})});
    CHECK(ring.node_count() == 3 && ring.apply(several));
    CHECK(!ring.node_of("cache-a") && ring.node_of("cache-b")->weight == 4 && ring.node_of("cache-c")->vnodes == 99u);
    CHECK(!ring.node_of("d") && ring.node_of("e")->placement_id == "d");
    CHECK(ring.reconcile({{"cache-b"}, {"x"}}).change_count() >= 3);
    CHECK(ring.reconcile_at({{"cache-b"}, {"x"}}, 40).stamps().second.epoch == 40);
    vnode::ring target = vnode::clone(ring);
    target.add({"y"});
    CHECK(ring.diff(target).change_count() == 1);
    const auto even = three().calibrate(2, VNODE_RING_ZONES_ANY, 0);
    CHECK(even.stamps().second.epoch == 1);
}

static void files() {
    const vnode::ring ring = three();
    CHECK(same(vnode::ring::from_snapshot(ring.to_snapshot().view()).stamp(), ring.stamp()));
    const vnode::bytes image = ring.to_image(), numbers = ring.to_image_without_texts();
    CHECK(same(vnode::ring::from_image(image.view()).stamp(), ring.stamp()));
    CHECK(thrown([&] { vnode::ring::from_snapshot(image.view()); }).first == VNODE_RING_ERR_DECODE);

    const vnode::view view(image.view()), copy = view;
    answers(copy, ring);
    copy.verify();
    CHECK(view.has_texts() && !vnode::view(numbers.view()).has_texts());
    CHECK(view.options().vnodes_per_weight == VNODE_RING_DEFAULT_VNODES_PER_WEIGHT);
    CHECK(view.preference_list("user-1", 9) == ring.replicas("user-1", 9));
    CHECK(view.preference_list("user-1", 9, {5}) == ring.replicas("user-1", 9, VNODE_RING_ZONES_ANY, {5}));
    std::uint32_t slot;
    CHECK(view.preference_list_into("user-1", &slot, 1) == 1 && slot == view.lookup("user-1"));
    std::string damaged(image.view());
    damaged[damaged.size() - 1] ^= 1;
    CHECK(thrown([&] { vnode::view{damaged}; }).first == VNODE_RING_ERR_DECODE);
    CHECK(thrown([&] { vnode::view(damaged, {}, VNODE_RING_VIEW_UNCHECKED).verify(); }).first == VNODE_RING_ERR_DECODE);

    const std::array<std::uint8_t, VNODE_RING_SECRET_BYTES> secret{1, 2, 3};
    vnode::options keyed;
    keyed.secret = secret;
    const vnode::ring hidden({{"a"}, {"b"}}, keyed);
    const auto bytes = hidden.to_image();
    CHECK(vnode::view(bytes.view(), secret).lookup("k") == hidden.lookup("k"));
    CHECK(thrown([&] { vnode::view(bytes.view()); }).first == VNODE_RING_ERR_SECRET);
    CHECK(thrown([&] { vnode::view(bytes.view(), {1, 2}); }).second.find("got 2") != std::string::npos);
    CHECK(same(vnode::ring::from_image(bytes.view(), keyed).stamp(), hidden.stamp()));
}

static void shared_rings() {
    const vnode::shared_ring shared(three());
    vnode::reader reader = shared.reader();
    CHECK(reader.ring().lookup("user-1") == 1u);
    std::thread writer([&] {
        vnode::ring copy = shared.copy();
        shared.apply(copy.remove("cache-b"));
    });
    writer.join();
    CHECK(reader.ring().node_count() == 2 && !reader.ring().node_of("cache-b"));
    shared.publish(three());
    CHECK(reader.ring().node_count() == 3);
}

static void plans() {
    const vnode::ring ring = three();
    const auto delta = ring.change({vnode::change::remove("cache-b")});
    vnode::ring after = vnode::clone(ring);
    after.apply(delta);
    const auto plan = vnode::plan::of(ring, delta, 2), same_plan = vnode::plan::between(ring, after, 2);
    CHECK(plan.range_count() > 0 && plan.range_count() == same_plan.range_count());
    CHECK(plan.summary().moved.low == same_plan.summary().moved.low && plan.summary().moved.low > 0);
    CHECK(plan.node_count() == 3 && std::string_view(plan.node_at(1)->id, plan.node_at(1)->id_len) == "cache-b");
    CHECK(!plan.node_at(3) && plan.pair_count() > 0 && plan.pair_at(0)->moved.low > 0);
    CHECK(!plan.pair_at(plan.pair_count()) && !plan.range_at(plan.range_count()));
    CHECK(plan.range_at(0)->copy_count == 1 && plan.copy_at(0, 0)->source == VNODE_RING_SOURCE_PAIRED);
    CHECK(!plan.copy_at(0, 1) && thrown([&] { vnode::plan::of(ring, delta, 0); }).first == VNODE_RING_ERR_RULE);
    CHECK(vnode::plan::of(ring, delta, 2, VNODE_RING_ZONES_ANY, {2}).summary().weakened.low > 0);
}

int main() {
    rings();
    nodes_and_options();
    positions();
    changes();
    files();
    shared_rings();
    plans();
    return failures == 0 ? 0 : 1;
}
