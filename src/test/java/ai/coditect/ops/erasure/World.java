package ai.coditect.ops.erasure;

import ai.coditect.ops.erasure.plan.RetentionPolicy;
import ai.coditect.ops.ledger.SubjectHash;
import ai.coditect.ops.ledger.SubjectKey;
import ai.coditect.ops.privacy.address.AddressForm;
import java.time.Instant;
import java.time.Period;
import java.time.ZoneId;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * The reference model: one small organization, what happens to it by a seed, and who may and must
 * be there. Each operation changes the model and says the statement that does the same in the
 * database.
 */
final class World {
  static final Map<String, Period> RETENTION =
      Map.of("FREE", Period.ofMonths(1), "PRO", Period.ofDays(40), "ENTERPRISE", Period.ofYears(1));
  private static final List<String> ZONES =
      List.of("UTC", "America/New_York", "Asia/Kathmandu", "Pacific/Apia");

  final long seed;
  final UUID organization;

  /** What happened, for whoever reads a failure. */
  final List<String> story = new ArrayList<>();

  private Random random;
  private final SubjectKey key;
  private final String plan;
  private final ZoneId zone;
  private final Map<UUID, Person> people = new TreeMap<>();
  private final Map<UUID, UUID> owners = new TreeMap<>();
  private final Map<UUID, Asked> requests = new TreeMap<>();
  private final List<Hold> holds = new ArrayList<>();
  private final TreeSet<UUID> erased = new TreeSet<>();
  private boolean standing = true;
  private @Nullable Instant ended;
  private int planted;

  /** A person who is there. */
  private static final class Person {
    final UUID id;
    final String email;
    final String role;
    final int age;
    @Nullable Instant deleted;

    Person(UUID id, String email, String role, int age) {
      this.id = id;
      this.email = email;
      this.role = role;
      this.age = age;
    }

    Person copy() {
      Person copy = new Person(id, email, role, age);
      copy.deleted = deleted;
      return copy;
    }
  }

  /** Of a person, or of the whole organization. */
  private record Asked(@Nullable UUID person, String state) {}

  private record Hold(
      UUID id, String kind, @Nullable Object protects, @Nullable Instant until, boolean released) {
    boolean stands(Instant asOf) {
      return !released && (until == null || until.isAfter(asOf));
    }
  }

  /** What must be in the database. */
  record Expected(
      boolean organization,
      Map<UUID, Boolean> deletedByPerson,
      Map<UUID, UUID> owners,
      Map<UUID, String> requests) {}

  World(long seed, SubjectKey key) {
    this.seed = seed;
    this.key = key;
    this.random = new Random(seed * 31 + 7);
    this.organization = id();
    this.plan = List.of("FREE", "PRO", "ENTERPRISE").get(random.nextInt(3));
    this.zone = ZoneId.of(ZONES.get(random.nextInt(ZONES.size())));
  }

  private UUID id() {
    return new UUID(
        random.nextLong() & ~0xF000L | 0x4000L, random.nextLong() & ~(3L << 62) | 1L << 63);
  }

  List<String> begin() {
    List<String> sql = new ArrayList<>();
    sql.add(
        "insert into coditect_shared.organizations (id, name, slug, plan, time_zone) values ('%s', 'W', 'w-%s', '%s', '%s')"
            .formatted(organization, organization, plan, zone));
    sql.addAll(hire("OWNER", null));
    int more = 1 + random.nextInt(4);
    for (int n = 0; n < more; n++) {
      sql.addAll(hire(random.nextInt(4) == 0 ? "OWNER" : "MEMBER", null));
    }
    return sql;
  }

  /** Something that happens to the organization or its people; perhaps nothing can. */
  List<String> happen(Instant now, boolean toPeopleOnly) {
    if (!standing) {
      return random.nextInt(4) == 0 ? askAboutTheGone(now) : List.of();
    }
    int pick = random.nextInt(toPeopleOnly ? 62 : 75);
    if (pick < 18) {
      return delete(now);
    } else if (pick < 27) {
      return restore();
    } else if (pick < 36) {
      return ask(now);
    } else if (pick < 48) {
      return hold(now, toPeopleOnly);
    } else if (pick < 60) {
      return release(toPeopleOnly);
    } else if (pick < 62) {
      return askAboutTheGone(now);
    } else if (pick < 67) {
      return hire(random.nextInt(3) == 0 ? "OWNER" : "MEMBER", null);
    } else if (pick < 70) {
      return registerAgain();
    }
    return endOrRevive(now, pick);
  }

  private Optional<Person> somebody() {
    List<Person> all = List.copyOf(people.values());
    return all.isEmpty() ? Optional.empty() : Optional.of(all.get(random.nextInt(all.size())));
  }

  private List<String> hire(String role, @Nullable String email) {
    int age = ++planted;
    Person person =
        new Person(
            id(), email == null ? "p" + age + "." + seed + "@example.org" : email, role, age);
    people.put(person.id, person);
    List<String> sql = new ArrayList<>();
    sql.add(
        "insert into coditect_shared.users (id, organization_id, email, username, role, created_at) values ('%s', '%s', '%s', 'u%d', '%s', timestamptz '2019-01-01 00:00:00+00' + interval '%d minutes')"
            .formatted(person.id, organization, person.email, age, role, age));
    for (int n = random.nextInt(3); n > 0; n--) {
      UUID project = id();
      owners.put(project, person.id);
      sql.add(
          "insert into coditect_shared.projects (id, organization_id, owner_id, name, slug) values ('%s', '%s', '%s', 'P', 'p-%s')"
              .formatted(project, organization, person.id, project));
    }
    story.add("hire " + role + " " + person.id);
    return sql;
  }

  /** The address of somebody deleted is free for a new registration. */
  private List<String> registerAgain() {
    return somebody()
        .filter(person -> person.deleted != null)
        .filter(
            person ->
                people.values().stream()
                    .noneMatch(p -> p.deleted == null && p.email.equals(person.email)))
        .map(person -> hire("MEMBER", person.email))
        .orElse(List.of());
  }

  private List<String> delete(Instant now) {
    return somebody()
        .map(
            person -> {
              person.deleted = now.minus(random.nextInt(90 * 24), ChronoUnit.HOURS);
              story.add("delete " + person.id + " " + person.deleted);
              return List.of(
                  "update coditect_shared.users set deleted_at = '%s' where id = '%s'"
                      .formatted(person.deleted, person.id));
            })
        .orElse(List.of());
  }

  private List<String> restore() {
    return somebody()
        .filter(person -> person.deleted != null)
        .filter(
            person ->
                people.values().stream()
                    .noneMatch(p -> p.deleted == null && p.email.equals(person.email)))
        .map(
            person -> {
              person.deleted = null;
              story.add("restore " + person.id);
              return List.of(
                  "update coditect_shared.users set deleted_at = null where id = '%s'"
                      .formatted(person.id));
            })
        .orElse(List.of());
  }

  private List<String> ask(Instant now) {
    return somebody().map(person -> ask(person.id, now)).orElse(List.of());
  }

  private List<String> askAboutTheGone(Instant now) {
    return erased.isEmpty() ? List.of() : ask(erased.first(), now);
  }

  private List<String> ask(@Nullable UUID person, Instant now) {
    UUID request = id();
    requests.put(request, new Asked(person, "waiting"));
    story.add("ask " + request + " for " + person);
    return List.of(
        "insert into coditect_ops.erasure_requests (id, organization_id, user_id, whole_organization, requested_at, due_at) values ('%s', '%s', %s, %s, '%s', '%s')"
            .formatted(
                request,
                organization,
                person == null ? "null" : "'" + person + "'",
                person == null,
                now,
                now.plus(30, ChronoUnit.DAYS)));
  }

  private List<String> hold(Instant now, boolean toPeopleOnly) {
    UUID id = id();
    @Nullable Instant until =
        random.nextBoolean() ? null : now.plus(random.nextInt(60), ChronoUnit.DAYS);
    Optional<Person> person = somebody();
    int kind = random.nextInt(toPeopleOnly ? 3 : 4);
    String columns;
    if (kind == 3) {
      holds.add(new Hold(id, "organization", null, until, false));
      columns = "'organization', '%s', null, null, null, null, null".formatted(organization);
    } else if (person.isEmpty()) {
      return List.of();
    } else if (kind == 2) {
      String email = person.get().email;
      // Of this version and of the one before.
      AddressForm form = holds.size() % 2 == 0 ? AddressForm.NORMAL : AddressForm.LOWER_CASED;
      SubjectHash hash = form.hashes(key, email.toUpperCase(java.util.Locale.ROOT)).get(0);
      holds.add(new Hold(id, "email", email, until, false));
      columns =
          "'email', %s, null, null, %s, '%s', decode('%s', 'hex')"
              .formatted(
                  random.nextBoolean() ? "null" : "'" + organization + "'",
                  form == AddressForm.NORMAL ? "'normal'" : "null",
                  hash.key(),
                  hash.hash());
    } else if (kind == 1 && !owners.isEmpty()) {
      List<UUID> projects = List.copyOf(owners.keySet());
      UUID project = projects.get(random.nextInt(projects.size()));
      holds.add(new Hold(id, "project", project, until, false));
      columns = "'project', '%s', null, '%s', null, null, null".formatted(organization, project);
    } else {
      holds.add(new Hold(id, "user", person.get().id, until, false));
      columns =
          "'user', '%s', '%s', null, null, null, null".formatted(organization, person.get().id);
    }
    story.add("hold " + holds.get(holds.size() - 1));
    return List.of(
        "insert into coditect_ops.holds (id, ground, placed_by, until, kind, organization_id, user_id, project_id, email_form, email_key, email_hash) values ('%s', 'case 12', 'counsel', %s, %s)"
            .formatted(id, until == null ? "null" : "'" + until + "'", columns));
  }

  private List<String> release(boolean ofPeopleOnly) {
    for (int n = 0; n < holds.size(); n++) {
      Hold hold = holds.get(n);
      if (!hold.released() && !(ofPeopleOnly && hold.kind().equals("organization"))) {
        holds.set(n, new Hold(hold.id(), hold.kind(), hold.protects(), hold.until(), true));
        story.add("release " + hold.id());
        return List.of(
            "update coditect_ops.holds set released_at = now(), released_by = 'counsel' where id = '%s'"
                .formatted(hold.id()));
      }
    }
    return List.of();
  }

  private List<String> endOrRevive(Instant now, int pick) {
    List<String> sql = new ArrayList<>();
    if (ended != null && pick < 73) {
      ended = null;
    } else {
      ended = now.minus(random.nextInt(60), ChronoUnit.DAYS);
      if (pick == 74) {
        sql.addAll(ask(null, now));
      }
    }
    story.add("ended " + ended);
    sql.add(
        "update coditect_shared.organizations set deleted_at = %s where id = '%s'"
            .formatted(ended == null ? "null" : "'" + ended + "'", organization));
    return sql;
  }

  private boolean held(Person person, Instant asOf) {
    return holds.stream()
        .filter(hold -> hold.stands(asOf))
        .anyMatch(
            hold ->
                switch (hold.kind()) {
                  case "organization" -> true;
                  case "user" -> person.id.equals(hold.protects());
                  case "email" -> person.email.equals(hold.protects());
                  default -> person.id.equals(owners.get(hold.protects()));
                });
  }

  private boolean asked(@Nullable UUID person) {
    return requests.values().stream()
        .anyMatch(
            request ->
                !request.state().equals("completed")
                    && java.util.Objects.equals(request.person(), person));
  }

  private boolean over(@Nullable Instant deleted, Instant asOf) {
    return deleted != null
        && !RetentionPolicy.endOf(deleted, zone, RETENTION.get(plan)).isAfter(asOf);
  }

  /** The organization goes with everything, unless it is held as a whole. */
  private boolean ending(Instant asOf) {
    return ended != null
        && !ended.isAfter(asOf)
        && (over(ended, asOf) || asked(null))
        && holds.stream()
            .noneMatch(hold -> hold.kind().equals("organization") && hold.stands(asOf));
  }

  private Optional<UUID> heir() {
    return people.values().stream()
        .filter(person -> person.role.equals("OWNER") && person.deleted == null)
        .filter(person -> !asked(person.id))
        .min(Comparator.comparingInt(person -> person.age))
        .map(person -> person.id);
  }

  /** Whom a purge has to take. */
  private boolean goes(Person person, Instant asOf, boolean ending, Optional<UUID> heir) {
    boolean due = ending || over(person.deleted, asOf) || asked(person.id);
    boolean free = ending || heir.isPresent() || !owners.containsValue(person.id);
    return due && free && !held(person, asOf);
  }

  /** Does what a whole purge has to do. */
  void purge(Instant asOf) {
    boolean ending = ending(asOf);
    Optional<UUID> heir = heir();
    List<Person> gone =
        people.values().stream().filter(person -> goes(person, asOf, ending, heir)).toList();
    erase(gone, ending, heir);
    if (ending && people.isEmpty()) {
      standing = false;
    }
    requests.replaceAll(
        (id, request) -> {
          if (request.state().equals("completed")) {
            return request;
          }
          boolean there =
              request.person() == null ? standing : people.containsKey(request.person());
          // Held, without an heir, or an organization that is alive again.
          return new Asked(request.person(), there ? "refused" : "completed");
        });
    story.add("purge as of " + asOf + (ending ? " with the organization" : ""));
  }

  /** Takes over what a purge did that did not come to its end; whoever is gone had to be free. */
  List<String> absorb(TreeSet<UUID> there, Instant asOf) {
    boolean ending = ending(asOf);
    Optional<UUID> heir = heir();
    List<Person> gone =
        people.values().stream().filter(person -> !there.contains(person.id)).toList();
    List<String> wrong =
        gone.stream()
            .filter(person -> !goes(person, asOf, ending, heir))
            .map(person -> person.id + " is gone and should not be")
            .toList();
    erase(gone, ending, heir);
    requests.replaceAll(
        (id, request) ->
            request.person() != null && gone.stream().anyMatch(p -> p.id.equals(request.person()))
                ? new Asked(request.person(), "completed")
                : request);
    story.add("half a purge as of " + asOf + " took " + gone.size());
    return wrong;
  }

  private void erase(List<Person> gone, boolean ending, Optional<UUID> heir) {
    for (Person person : gone) {
      people.remove(person.id);
      erased.add(person.id);
      if (ending) {
        owners.values().removeIf(person.id::equals);
      } else {
        owners.replaceAll((id, owner) -> owner.equals(person.id) ? heir.orElseThrow() : owner);
      }
    }
  }

  /** This world as it is now, for whoever brings it back later. */
  World backup() {
    World copy = new World(seed, key);
    // Other chances than those that were taken since.
    copy.random = new Random(seed * 31 + 1_000_003);
    people.forEach((id, person) -> copy.people.put(id, person.copy()));
    copy.owners.putAll(owners);
    copy.requests.putAll(requests);
    copy.holds.addAll(holds);
    copy.erased.addAll(erased);
    copy.standing = standing;
    copy.ended = ended;
    copy.planted = planted + 1000;
    copy.story.addAll(story);
    copy.story.add("backup");
    return copy;
  }

  /** An operator lets go of every hold, and somebody is there to take over. */
  List<String> prepareForReplay() {
    if (!standing) {
      return List.of();
    }
    List<String> sql = new ArrayList<>(hire("OWNER", null));
    for (List<String> more = release(false); !more.isEmpty(); more = release(false)) {
      sql.addAll(more);
    }
    return sql;
  }

  /** Does what a replay has to do with whom the backup brought back. */
  void replay(World lost) {
    List<Person> back =
        people.values().stream().filter(person -> lost.erased.contains(person.id)).toList();
    if (standing && !lost.standing) {
      erase(List.copyOf(people.values()), true, Optional.empty());
      owners.clear();
      standing = false;
    } else {
      List<Person> stay =
          people.values().stream().filter(person -> !lost.erased.contains(person.id)).toList();
      erase(
          back,
          false,
          stay.stream()
              .filter(person -> person.role.equals("OWNER") && person.deleted == null)
              .filter(person -> !asked(person.id))
              .min(Comparator.comparingInt(person -> person.age))
              .map(person -> person.id));
    }
    requests.replaceAll(
        (id, request) ->
            (request.person() == null ? standing : people.containsKey(request.person()))
                ? request
                : new Asked(request.person(), "completed"));
    story.add("restored and replayed, " + back.size() + " erased again");
  }

  TreeSet<UUID> erased() {
    return erased;
  }

  Expected expected() {
    Map<UUID, Boolean> deleted = new TreeMap<>();
    people.values().forEach(person -> deleted.put(person.id, person.deleted != null));
    Map<UUID, String> states = new TreeMap<>();
    requests.forEach((id, request) -> states.put(id, request.state()));
    return new Expected(standing, deleted, new TreeMap<>(owners), states);
  }
}
