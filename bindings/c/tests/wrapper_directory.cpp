// The C++ wrapper: every function about directories and trackers, and what it refuses.
#include "wrapper.hpp"

#include <thread>
#include <type_traits>

using step = vnode::directory_step;

static_assert(!std::is_copy_constructible_v<vnode::directory> && std::is_nothrow_move_constructible_v<vnode::directory>);
static_assert(!std::is_copy_assignable_v<vnode::directory> && std::is_nothrow_move_assignable_v<vnode::directory>);
static_assert(std::is_nothrow_move_constructible_v<vnode::tracker> && std::is_copy_constructible_v<vnode::directory_ref>);
static_assert(noexcept(std::declval<vnode::directory &>().try_match("", "", std::declval<vnode::member &>())));

// A directory with one group, "web", of the nodes "a", "b" and "c".
static vnode::directory three() {
    vnode::directory made;
    made.reconcile("web", {{"a"}, {"b"}, {"c"}});
    return made;
}

static bool same(vnode::directory_ref a, vnode::directory_ref b) {
    return a.to_snapshot().view() == b.to_snapshot().view() && a.is_synced() == b.is_synced();
}

// A group answers as a ring of its nodes does; critical members are passed over.
static void matches() {
    vnode::directory directory = three();
    const vnode::ring ring({{"a"}, {"b"}, {"c"}}), copy = directory.ring("web");
    for (int i = 0; i < 100; i += 1) {
        const std::string key = "key-" + std::to_string(i);
        const vnode::member found = directory.match("web", key);
        CHECK(found.id == ring.node_at(*ring.lookup(key))->id && found.slot == copy.lookup(key));
        CHECK(directory.replicas("web", key, 2) == copy.replicas(key, 2));
    }

    const auto list = directory.replicas("web", "k", 9);
    CHECK(list.size() == 3 && directory.replicas("web", "k", 2, VNODE_RING_ZONES_STRICT).size() == 1);
    std::uint32_t slots[4];
    std::int32_t shortage = 77;
    CHECK(directory.replicas_into("web", "k", slots, 4, VNODE_RING_ZONES_ANY, &shortage) == 3);
    CHECK(shortage == VNODE_RING_SHORTAGE_NODES && slots[2] == list[2]);
    vnode::member found{};
    for (const std::uint32_t slot : list) {
        CHECK(directory.try_match("web", "k", found) == VNODE_RING_OK && found.slot == slot);
        CHECK(directory.match("web", "k", VNODE_RING_MATCH_ANY_STATUS).slot == list[0]);
        directory.set_status("web", found.id, VNODE_RING_STATUS_CRITICAL);
        CHECK(directory.member_at("web", slot)->status == VNODE_RING_STATUS_CRITICAL);
    }
    // What was found last is as it was.
    found.weight = 77;
    CHECK(directory.try_match("web", "k", found) == VNODE_RING_ERR_ALL_CRITICAL && found.weight == 77);
    CHECK(directory.try_match("web", "k", found, 2) == VNODE_RING_ERR_ARGUMENT && found.weight == 77);
    CHECK(thrown([&] { directory.match("web", "k"); }).first == VNODE_RING_ERR_ALL_CRITICAL);
    CHECK(directory.replicas("web", "k", 9).empty());
    CHECK(thrown([&] { directory.match("db", "k"); }).first == VNODE_RING_ERR_NO_GROUP);
    CHECK(thrown([&] { directory.replicas("db", "k", 1); }).first == VNODE_RING_ERR_NO_GROUP);
    CHECK(thrown([&] { directory.match("\xff", "k"); }).first == VNODE_RING_ERR_UTF8);
    directory.create_group("none");
    CHECK(thrown([&] { directory.match("none", "k"); }).first == VNODE_RING_ERR_EMPTY_GROUP);

    // Who does not know all groups does not say that there is none.
    directory.set_synced(false);
    CHECK(thrown([&] { directory.match("db", "k"); }).first == VNODE_RING_ERR_NOT_SYNCED);
    CHECK(thrown([&] { directory.replicas("db", "k", 1); }).first == VNODE_RING_ERR_NOT_SYNCED);
    CHECK(thrown([&] { directory.replicas("web", "k", 1); }).first == VNODE_RING_ERR_NOT_SYNCED);
}

static void positions() {
    vnode::options options;
    options.placement = VNODE_RING_PLACEMENT_EXPLICIT;
    vnode::directory directory(options);
    const std::vector<std::uint64_t> stated{30, 10};
    directory.upsert("db", {"a", {}, {}, {}, {}, {}, stated});
    CHECK(directory.member_of("db", "a")->position_count == 2);
    CHECK(directory.positions_at("db", 0) == std::vector<std::uint64_t>{10, 30});
    CHECK(directory.positions_at("db", 1).empty() && directory.positions_at("x", 0).empty());
    CHECK(thrown([&] { directory.upsert("db", {"b"}); }).first == VNODE_RING_ERR_NODE);
    directory.apply(directory.change({vnode::directory_step::upsert("db", {{"b", {}, {}, {}, {}, {}, stated}})}));
    CHECK(directory.positions_at("db", 1).size() == 2);
}

static void groups_and_members() {
    vnode::directory directory = three();
    directory.upsert("db", {"a", 3, "eu", {}, {}, std::vector<vnode::attribute>{{"rack", "r1"}, {"addr", "10.0.0.1"}}});
    const auto groups = directory.groups();
    CHECK(directory.group_count() == 2 && groups.size() == 2 && groups[0].name == "db" && groups[1].name == "web");
    const auto web = directory.group("web");
    CHECK(web->name == "web" && web->member_count == 3 && web->slot_count == 3 && web->stamp.epoch == 1);
    CHECK(same(web->stamp, groups[1].stamp) && same(web->stamp, directory.ring("web").stamp()));
    const auto members = directory.members("web");
    CHECK(members.size() == 3 && members[0].id == "a" && members[2].id == "c");
    CHECK(members[1].status == VNODE_RING_STATUS_PASSING && members[1].weight == 1 && !members[1].zone);
    const auto member = directory.member_of("db", "a");
    CHECK(member->weight == 3 && member->zone == "eu" && member->attribute_count == 2);
    CHECK(directory.member_at("db", member->slot)->id == "a");
    CHECK(directory.attribute_of("db", member->slot, "rack") == "r1");
    CHECK(directory.attribute_at("db", member->slot, 0)->name == "addr");
    CHECK(directory.attribute_at("db", member->slot, 0)->value == "10.0.0.1");

    CHECK(!directory.group("x") && !directory.member_of("x", "a") && !directory.member_of("db", "b"));
    CHECK(!directory.member_at("x", 0) && !directory.member_at("db", 9));
    CHECK(!directory.attribute_of("x", 0, "rack") && !directory.attribute_of("db", 9, "rack"));
    CHECK(!directory.attribute_of("db", member->slot, "row") && !directory.attribute_at("db", member->slot, 2));
    CHECK(!directory.attribute_at("x", 0, 0) && !directory.attribute_at("db", 9, 0));
    CHECK(thrown([&] { directory.group("\xff"); }).first == VNODE_RING_ERR_UTF8);
    CHECK(thrown([&] { directory.members("x"); }).first == VNODE_RING_ERR_NO_GROUP);
    CHECK(thrown([&] { directory.ring("x"); }).first == VNODE_RING_ERR_NO_GROUP);
    directory.create_group("none");
    CHECK(directory.members("none").empty() && vnode::directory().groups().empty());
}

// Each function tells what it did, which does the same on a copy, and so does the step of that name.
static void changes() {
    vnode::options ten;
    ten.vnodes_per_weight = 10;
    vnode::directory directory, copy = vnode::clone(directory), third = vnode::clone(directory);
    const auto done = [&](const vnode::directory_change &change, const step &as_step, std::size_t events) {
        const vnode::directory_change again = third.change({as_step});
        CHECK(change.event_count() == events && again.event_count() == events && !change.event_at(events));
        CHECK(change.is_empty() == (events == 0));
        copy.apply(change);
        third.apply(again);
        CHECK(same(directory, copy) && same(directory, third));
    };
    const auto is = [](const vnode::directory_change &change, std::size_t number, std::int32_t kind, std::string_view group,
                       std::string_view id) {
        const vnode::event event = *change.event_at(number);
        CHECK(event.kind == kind && event.group == group && event.id == id);
        return event;
    };

    const auto created = directory.create_group("web", ten);
    is(created, 0, VNODE_RING_EVENT_GROUP_CREATED, "web", "");
    done(created, step::create_group("web", ten), 1);
    const auto joins = directory.upsert("web", {"a"});
    const auto joined = is(joins, 0, VNODE_RING_EVENT_JOINED, "web", "a");
    CHECK(!joined.old_node && joined.new_node->id == "a" && joined.new_node->weight == 1);
    CHECK(joined.new_node->slot == VNODE_RING_NO_SLOT && joined.old_status == 0 && joined.new_status == 0);
    done(joins, step::upsert("web", {{"a"}}), 1);
    CHECK(directory.ring("web").vnode_count() == 10);
    const auto updated = directory.upsert("web", {"a", 2});
    CHECK(is(updated, 0, VNODE_RING_EVENT_UPDATED, "web", "a").old_node->weight == 1);
    done(updated, step::upsert("web", {{"a", 2}}), 1);
    const auto ill = directory.set_status("web", "a", VNODE_RING_STATUS_WARNING);
    const auto now_ill = is(ill, 0, VNODE_RING_EVENT_STATUS_CHANGED, "web", "a");
    CHECK(now_ill.old_status == VNODE_RING_STATUS_PASSING && now_ill.new_status == VNODE_RING_STATUS_WARNING);
    CHECK(!now_ill.old_node && !now_ill.new_node);
    done(ill, step::set_status("web", "a", VNODE_RING_STATUS_WARNING), 1);
    CHECK(copy.member_of("web", "a")->status == VNODE_RING_STATUS_WARNING);
    CHECK(third.member_of("web", "a")->status == VNODE_RING_STATUS_WARNING);
    done(directory.set_status("web", "a", VNODE_RING_STATUS_WARNING), step::upsert("web", {}), 0);
    done(directory.reconcile("db", {{"b"}, {"c"}}), step::reconcile("db", {{"b"}, {"c"}}), 3);
    const auto moved = directory.move("web", "a", "db");
    is(moved, 0, VNODE_RING_EVENT_JOINED, "db", "a");
    is(moved, 2, VNODE_RING_EVENT_LEFT, "web", "a");
    done(moved, step::move("web", "a", "db"), 3);
    const auto left = directory.remove("db", "c");
    CHECK(is(left, 0, VNODE_RING_EVENT_LEFT, "db", "c").old_node->id == "c" && !left.event_at(0)->new_node);
    done(left, step::remove("db", "c"), 1);
    const auto gone = directory.remove_group("web");
    is(gone, 0, VNODE_RING_EVENT_GROUP_REMOVED, "web", "");
    done(gone, step::remove_group("web"), 1);
    const auto unsure = directory.set_synced(false);
    is(unsure, 0, VNODE_RING_EVENT_NOT_SYNCED, "", "");
    done(unsure, step::set_synced(false), 1);
    CHECK(!copy.is_synced());
    done(directory.set_synced(true), step::set_synced(true), 1);

    // Of many steps all are carried out, or none.
    const auto several = directory.change({step::create_group("x"), step::upsert("y", {{"b"}, {"a", {}, "eu"}}),
                                           step::set_status("y", "a", VNODE_RING_STATUS_CRITICAL)});
    CHECK(directory.group_count() == 1 && several.event_count() == 5);
    directory.apply(several);
    CHECK(directory.group_count() == 3 && directory.member_of("y", "a")->status == VNODE_RING_STATUS_CRITICAL);
    CHECK(directory.member_of("y", "a")->zone == "eu" && directory.members("y").size() == 2);
    CHECK(thrown([&] { directory.apply(several); }).first == VNODE_RING_ERR_GROUP_EXISTS);
    CHECK(thrown([&] { directory.change({step::remove_group("y"), step::remove_group("z")}); }).first ==
          VNODE_RING_ERR_NO_GROUP);
    CHECK(directory.change({}).is_empty());

    const auto refused = [&](int status, auto call) {
        const auto [told, message] = thrown(call);
        CHECK(told == status && !message.empty() && directory.group_count() == 3);
    };
    refused(VNODE_RING_ERR_GROUP_EXISTS, [&] { directory.create_group("x"); });
    refused(VNODE_RING_ERR_NO_GROUP, [&] { directory.remove_group("z"); });
    refused(VNODE_RING_ERR_NODE, [&] { directory.upsert("z", {""}); });
    refused(VNODE_RING_ERR_GROUP_NAME, [&] { directory.reconcile("", {{"a"}}); });
    refused(VNODE_RING_ERR_NOT_MEMBER, [&] { directory.remove("x", "a"); });
    refused(VNODE_RING_ERR_NO_GROUP, [&] { directory.move("z", "a", "x"); });
    refused(VNODE_RING_ERR_ARGUMENT, [&] { directory.set_status("y", "a", 0); });
}

static void owners_and_files() {
    vnode::directory directory = three(), moved = std::move(directory);
    CHECK(directory.get() == nullptr && moved.group_count() == 1);
    CHECK(thrown([&] { directory.group_count(); }).first == VNODE_RING_ERR_NULL);
    CHECK(thrown([&] { directory.set_synced(true); }).first == VNODE_RING_ERR_NULL);
    directory = three();
    moved = std::move(directory);
    CHECK(directory.get() == nullptr && moved.group_count() == 1);
    vnode::directory copy = vnode::clone(moved);
    copy.remove_group("web");
    CHECK(copy.group_count() == 0 && moved.members("web").size() == 3);

    const vnode::bytes bytes = moved.to_snapshot();
    CHECK(same(vnode::directory::from_snapshot(bytes.view()), moved));
    CHECK(thrown([&] { vnode::directory::from_snapshot(bytes.view().substr(1)); }).first == VNODE_RING_ERR_DECODE);
    vnode::options options;
    options.max_vnodes = 10;
    CHECK(thrown([&] { vnode::directory::from_snapshot(bytes.view(), options); }).first == VNODE_RING_ERR_LIMIT);
    vnode::directory small(options);
    CHECK(thrown([&] { small.upsert("web", {"a"}); }).first == VNODE_RING_ERR_LIMIT);
    const std::array<std::uint8_t, VNODE_RING_SECRET_BYTES> secret{1, 2, 3};
    vnode::options keyed;
    keyed.secret = secret;
    vnode::directory hidden(keyed);
    hidden.change({step::create_group("web", keyed)});
    CHECK(hidden.group_count() == 0);
    hidden.apply(hidden.change({step::create_group("web", keyed)}));
    hidden.upsert("web", {"a"});
    const auto secretly = hidden.to_snapshot();
    CHECK(same(vnode::directory::from_snapshot(secretly.view(), keyed), hidden));
    CHECK(thrown([&] { vnode::directory::from_snapshot(secretly.view()); }).first == VNODE_RING_ERR_SECRET);
    keyed.secret = {secret.data(), 2};
    CHECK(thrown([&] { vnode::directory{keyed}; }).second.find("got 2") != std::string::npos);
}

static void shared_directories() {
    const vnode::shared_directory shared(three());
    vnode::directory_reader reader = shared.reader();
    CHECK(reader.directory().match("web", "k").id == three().match("web", "k").id);
    std::thread writer([&] {
        vnode::directory_reader own = shared.reader();
        const auto change = own.directory().change({step::remove("web", "b")});
        shared.apply(change);
        CHECK(thrown([&] { shared.apply(change); }).first == VNODE_RING_ERR_STALE);
    });
    writer.join();
    CHECK(reader.directory().members("web").size() == 2 && !reader.directory().member_of("web", "b"));
    vnode::directory copy = shared.copy();
    CHECK(same(copy, reader.directory()));
    copy.remove_group("web");
    CHECK(reader.directory().group_count() == 1);
    shared.publish(copy);
    CHECK(reader.directory().group_count() == 0 && vnode::clone(reader.directory()).group_count() == 0);
}

// The newest version wins in whatever order events come.
static void versions() {
    using version = vnode_ring_event_version;
    vnode::directory directory;
    vnode::tracker tracker;
    const auto outcome = [&](const vnode::tracked &taken) {
        CHECK(taken.change.is_empty() == (taken.outcome != VNODE_RING_TRACKED_CHANGE));
        directory.apply(taken.change);
        return taken.outcome;
    };
    CHECK(!tracker.version("web", "a") && tracker.mark() == 0);
    CHECK(outcome(tracker.upsert(directory, "web", {"a"}, version{0, 1})) == VNODE_RING_TRACKED_CHANGE);
    CHECK(directory.member_of("web", "a") && tracker.version("web", "a")->counter == 1 && tracker.mark() == 1);
    CHECK(outcome(tracker.upsert(directory, "web", {"a"}, version{0, 1})) == VNODE_RING_TRACKED_NO_CHANGE);
    CHECK(outcome(tracker.remove(directory, "web", "a", version{1, 0})) == VNODE_RING_TRACKED_CHANGE);
    CHECK(!directory.member_of("web", "a") && tracker.version("web", "a")->incarnation == 1);
    CHECK(outcome(tracker.upsert(directory, "web", {"a", 2}, version{0, 9})) == VNODE_RING_TRACKED_IGNORED);
    const std::uint64_t mark = tracker.mark();
    CHECK(tracker.forget(0) == 0 && tracker.forget(mark) == 1 && !tracker.version("web", "a"));

    // Without versions, events are taken as they come.
    CHECK(outcome(tracker.upsert(directory, "web", {"b", 4})) == VNODE_RING_TRACKED_CHANGE);
    CHECK(directory.member_of("web", "b")->weight == 4 && !tracker.version("web", "b"));
    CHECK(outcome(tracker.remove(directory, "web", "b")) == VNODE_RING_TRACKED_CHANGE);
    CHECK(outcome(tracker.remove(directory, "web", "b")) == VNODE_RING_TRACKED_NO_CHANGE);
    CHECK(thrown([&] { tracker.upsert(directory, "web", {""}); }).first == VNODE_RING_ERR_NODE);
    CHECK(thrown([&] { tracker.remove(directory, "\xff", "a"); }).first == VNODE_RING_ERR_UTF8);
    CHECK(thrown([&] { tracker.version("web", "\xff"); }).first == VNODE_RING_ERR_UTF8);
}

static void deadlines() {
    vnode::directory directory;
    vnode::tracker tracker;
    CHECK(!tracker.next_deadline() && !tracker.is_frozen());
    for (const char *id : {"a", "b", "c"}) {
        directory.apply(tracker.upsert(directory, "web", {id}).change);
        tracker.renew("web", id, 11);
    }
    tracker.renew("web", "a", 10);
    CHECK(tracker.next_deadline() == 10u && tracker.expire(directory, 9).is_empty());
    CHECK(thrown([&] { tracker.renew("web", "x", 10); }).second.find("\"x\"") != std::string::npos);
    directory.apply(tracker.expire(directory, 10));
    CHECK(!directory.member_of("web", "a") && directory.members("web").size() == 2);

    tracker.freeze();
    CHECK(tracker.is_frozen() && !tracker.next_deadline() && tracker.expire(directory, 1000).is_empty());
    tracker.thaw(1000, 5);
    CHECK(!tracker.is_frozen() && tracker.next_deadline() == 1005u);

    // A process that restarts goes on where it was.
    const vnode::bytes bytes = tracker.to_snapshot();
    vnode::tracker read = vnode::tracker::from_snapshot(bytes.view());
    CHECK(read.to_snapshot().view() == bytes.view() && read.next_deadline() == 1005u);
    CHECK(thrown([&] { vnode::tracker::from_snapshot("no tracker"); }).first == VNODE_RING_ERR_DECODE);

    // Two of two is more than a half.
    tracker.set_max_expiry(50);
    CHECK(thrown([&] { tracker.set_max_expiry(101); }).first == VNODE_RING_ERR_ARGUMENT);
    CHECK(thrown([&] { tracker.expire(directory, 1005); }).first == VNODE_RING_ERR_EXPIRY_GUARD);
    CHECK(directory.members("web").size() == 2);
    directory.apply(tracker.expire_anyway(directory, 1005));
    CHECK(directory.members("web").empty() && !tracker.next_deadline());

    const vnode::tracker moved = std::move(tracker);
    CHECK(tracker.get() == nullptr && moved.get() != nullptr);
    CHECK(thrown([&] { tracker.freeze(); }).first == VNODE_RING_ERR_NULL);
    CHECK(thrown([&] { tracker.thaw(0, 0); }).first == VNODE_RING_ERR_NULL);
}

int main() {
    matches();
    groups_and_members();
    positions();
    changes();
    owners_and_files();
    shared_directories();
    versions();
    deadlines();
    return failures == 0 ? 0 : 1;
}
