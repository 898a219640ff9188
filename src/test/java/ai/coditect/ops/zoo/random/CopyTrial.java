package ai.coditect.ops.zoo.random;

import static ai.coditect.ops.zoo.random.DrawnTable.ORGANIZATIONS;
import static ai.coditect.ops.zoo.random.DrawnTable.USERS;

import ai.coditect.ops.export.content.Exported;
import ai.coditect.ops.local.InProcessWorker;
import ai.coditect.ops.privacy.PersonalDataMap.Profile;
import ai.coditect.ops.zoo.random.RowLore.At;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.UUID;
import java.util.function.Predicate;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Copies of people and organizations: each has their rows, and none of anybody else. */
record CopyTrial(InProcessWorker worker, DrawnSchema schema, TableRows rows, boolean everybody) {
  private static final Pattern CANARY = Pattern.compile("canary-s[0-9]+_[a-z0-9]+-[0-9]+");

  List<String> wrong() {
    List<String> wrong = new ArrayList<>();
    List<String> all = new ArrayList<>(DrawnSchema.PEOPLE.keySet());
    all.addAll(DrawnSchema.TENANTS);
    for (String each : everybody ? all : List.of(all.get((int) (schema.seed() % all.size())))) {
      if (DrawnSchema.TENANTS.contains(each)) {
        ofTenant(each, wrong);
      } else {
        ofPerson(each, wrong);
      }
    }
    return wrong;
  }

  private void ofPerson(String person, List<String> wrong) {
    String id = schema.id(person).toString();
    UUID tenant = schema.id(DrawnSchema.PEOPLE.get(person));
    RowLore lore = new RowLore(schema, rows, Set.of());
    boolean[] foreign = new boolean[1];
    lore.each(
        (table, at) ->
            foreign[0] |=
                !table.personal.isEmpty()
                    && lore.person(at).filter(id::equals).isPresent()
                    && lore.tenant(at).filter(of -> !of.equals(tenant.toString())).isPresent());
    if (foreign[0]) {
      stopped(person, tenant, wrong);
      return;
    }
    Set<String> own =
        bodies(
            at ->
                schema.tables().get(at.table()).personal.containsKey("body")
                    && lore.person(at).filter(id::equals).isPresent());
    compare(person, tenant, schema.id(person), own, wrong);
  }

  /** One row that names another tenant stops it. */
  private void stopped(String person, UUID tenant, List<String> wrong) {
    try {
      Exported.by(worker, tenant, schema.id(person), Profile.ACCESS);
      wrong.add("the copy for " + person + " has a row of another tenant");
    } catch (RuntimeException e) {
      if (!e.getMessage().contains("a row of another tenant")) {
        wrong.add("no copy for " + person + ": " + e);
      }
    }
  }

  private void ofTenant(String tenant, List<String> wrong) {
    String id = schema.id(tenant).toString();
    RowLore lore = new RowLore(schema, rows, Set.of());
    compare(
        tenant,
        schema.id(tenant),
        null,
        bodies(at -> tenant(lore, at).filter(id::equals).isPresent()),
        wrong);
  }

  /** A table that says nothing of tenants is with those of its people. */
  private Optional<String> tenant(RowLore lore, At at) {
    return schema.tables().get(at.table()).organization == null
        ? lore.person(at)
            .map(person -> new At(USERS, person))
            .filter(lore::exists)
            .flatMap(lore::tenant)
        : lore.tenant(at);
  }

  private Set<String> bodies(Predicate<At> which) {
    Set<String> bodies = new TreeSet<>();
    rows.rows()
        .forEach(
            (table, of) ->
                of.forEach(
                    (id, row) -> {
                      @Nullable String body = row.get("body");
                      boolean drawn = !table.equals(USERS) && !table.equals(ORGANIZATIONS);
                      if (drawn && body != null && which.test(new At(table, id))) {
                        bodies.add(body);
                      }
                    }));
    return bodies;
  }

  private void compare(
      String who, UUID tenant, @Nullable UUID user, Set<String> own, List<String> wrong) {
    Set<String> found = new TreeSet<>();
    try {
      Map<String, byte[]> files = Exported.by(worker, tenant, user, Profile.ACCESS).files();
      for (byte[] file : files.values()) {
        Matcher canary = CANARY.matcher(new String(file, StandardCharsets.UTF_8));
        while (canary.find()) {
          found.add(canary.group());
        }
      }
    } catch (RuntimeException e) {
      wrong.add("no copy for " + who + ": " + e);
      return;
    }
    if (!found.equals(own)) {
      wrong.add("the copy for " + who + " has " + found + ", and not " + own);
    }
  }
}
