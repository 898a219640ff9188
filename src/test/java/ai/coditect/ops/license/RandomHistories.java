package ai.coditect.ops.license;

import static org.assertj.core.api.Assertions.assertThat;

import ai.coditect.ops.job.Changes;
import ai.coditect.ops.license.ExpiryPolicy.Fact;
import ai.coditect.ops.license.LicenseChangeStore.Change;
import ai.coditect.ops.license.ModelLicense.Event;
import ai.coditect.ops.local.LocalPostgres;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.UUID;

/**
 * Many licenses live at once through runs, outages, crashes, wrong clocks and whatever their
 * tenants do; after each step the tables are what the written rule makes of them.
 */
final class RandomHistories {
  private static final RuleTable TABLE = RuleTable.read();
  private static final LicenseExpirySettings SETTINGS = BiteDriver.SETTINGS;

  /** Every kind of step once, and some that are nothing special. */
  private static final List<Integer> STEPS = List.of(0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 11, 11);

  private final Random random;
  private final RandomTenants tenants;
  private final List<ModelLicense> licenses = new ArrayList<>();
  private final Map<UUID, ModelLicense> byId = new HashMap<>();
  private final Map<UUID, Event> lastWords = new HashMap<>();
  private final Set<Integer> rows = new TreeSet<>();
  private Instant clock;
  private BiteDriver driver;
  private HistoryWorld world;
  private boolean marksAreWrong;

  RandomHistories(long seed, int histories) {
    random = new Random(seed);
    clock = RandomTenants.start(seed, random);
    tenants = new RandomTenants(random, clock);
    for (int n = 0; n < histories; n++) {
      ModelLicense license = tenants.license(clock);
      licenses.add(license);
      byId.put(license.id, license);
    }
  }

  /** Which rows of the table were needed. */
  Set<Integer> live() {
    try (BiteDriver opened = new BiteDriver(LocalPostgres.shared().migrated())) {
      driver = opened;
      world = new HistoryWorld(driver.superuser);
      world.insertTenants(tenants.all);
      world.insert(licenses);
      driver.superuser.sql("analyze coditect_shared.licenses").update();
      step(11);
      driver.superuser.sql("analyze coditect_ops.license_progress").update();
      List<Integer> steps = new ArrayList<>(STEPS);
      Collections.shuffle(steps, random);
      for (int step : steps) {
        clock = tenants.later(clock, licenses);
        world.update(tenants.change(licenses, clock));
        world.updateTenants(tenants.moveSome());
        step(step);
      }
      step(11);
      assertThat(world.doubles()).as("event ids that came twice").isZero();
      return rows;
    }
  }

  private void step(int kind) {
    if (!marksAreWrong && random.nextInt(3) > 0) {
      // Without the daily sweep, list and ranges must find everything.
      driver
          .superuser
          .sql(
              "update coditect_ops.license_watermark set swept_at = :now where swept_at is not null")
          .param("now", LicenseStore.time(clock))
          .update();
    }
    switch (kind) {
      case 0 -> {
        // An outage: nothing runs, and the next step finds what has piled up.
      }
      case 1 -> late("late", clock, clock.minusSeconds(random.nextInt(10_000)));
      case 2 -> whole("early", clock, clock.plusSeconds(random.nextInt(300)));
      case 3, 4 -> {
        Instant ahead = clock.plusSeconds(random.nextInt(301));
        Instant behind = clock.minusSeconds(random.nextInt(301));
        whole("a worker whose clock is ahead", ahead, ahead);
        late("a worker whose clock is behind", behind, behind);
      }
      case 5 -> {
        whole("as of a time to come", clock, clock.plus(1 + random.nextInt(400), ChronoUnit.DAYS));
        marksAreWrong = true;
      }
      case 6 -> {
        Instant wrong = clock.plus(1 + random.nextInt(60), ChronoUnit.DAYS);
        whole("by a clock that is wrong", wrong, wrong);
        marksAreWrong = true;
      }
      case 7 -> events();
      case 8, 9 -> killed(kind == 8);
      case 10 -> {
        driver.lost = 2;
        whole("rolled back", clock, clock);
      }
      default -> {
        whole("whole", clock, clock);
        marksAreWrong = false;
      }
    }
  }

  private void whole(String kind, Instant now, Instant asOf) {
    driver.now = now;
    Map<String, Long> forecast = new TreeMap<>();
    driver
        .forecast(asOf, SETTINGS, Map.of())
        .lines()
        .forEach(line -> forecast.put(line.kind() + " " + line.organization(), line.count()));
    Map<String, Long> expected = new TreeMap<>();
    List<Event> events = expect(licenses, now, asOf, expected);

    Changes changed = driver.run(asOf, SETTINGS, Map.of(), 200 + random.nextInt(900), 2);

    assertThat(forecast).as("%s: the forecast", kind).isEqualTo(expected);
    compare(kind, events);
    assertThat(changed).as("%s: the counts", kind).isEqualTo(totals(expected));
    lastWordIsTheState(kind, asOf);
  }

  /**
   * Behind a run that decided by a later instant. It does not look again at what that one has left
   * in order, so each license is as the rule has it by the earlier instant, or as it was.
   */
  private void late(String kind, Instant now, Instant asOf) {
    driver.now = now;
    Changes changed = driver.run(asOf, SETTINGS, Map.of(), 200 + random.nextInt(900), 2);
    List<Event> events = adopt(RunInstants.of(asOf, now));
    compare(kind, events);
    assertThat(words(changed)).as("%s: the counts", kind).isEqualTo(events.size());
  }

  /** What the tables say of each license, if steps of the rule lead there; their events. */
  private List<Event> adopt(RunInstants at) {
    Map<UUID, HistoryWorld.Found> found = world.read();
    List<Event> events = new ArrayList<>();
    for (ModelLicense license : licenses) {
      List<Event> step = List.of();
      do {
        events.addAll(step);
        rows.add(license.row(TABLE, SETTINGS, at).number());
        if (found.get(license.id).equals(state(license))) {
          break;
        }
        step = license.step(TABLE, SETTINGS, at).events();
      } while (!step.isEmpty());
    }
    return events;
  }

  /** A nudged run for what is on the list, fed by events that come twice and in no order. */
  private void events() {
    driver.now = clock;
    List<Change> changes = new ArrayList<>();
    for (ModelLicense license : licenses) {
      if (random.nextInt(20) == 0) {
        changes.add(new Change("event " + random.nextInt(3), license.tenant.id, license.id));
        changes.add(new Change("event " + random.nextInt(3), license.tenant.id, license.id));
      }
    }
    Collections.shuffle(changes, random);
    assertThat(driver.changes.note(changes)).isEmpty();
    List<ModelLicense> listed = world.listed(clock, SETTINGS).stream().map(byId::get).toList();
    Map<String, Long> expected = new TreeMap<>();
    List<Event> events = expect(listed, clock, clock, expected);

    Changes changed = driver.run(clock, SETTINGS, Map.of("changed-only", "true"), 300, 2);

    compare("events", events);
    assertThat(changed).isEqualTo(totals(expected));
  }

  /** What a killed run has committed is whole, step by step; going on does the rest. */
  private void killed(boolean goesOn) {
    driver.now = clock;
    var going = new BiteDriver.Going(clock, SETTINGS, Map.of(), 100, 2);
    boolean over = driver.go(going, 1 + random.nextInt(12));
    List<Event> events = adopt(RunInstants.of(clock, clock));
    compare("killed", events);
    if (goesOn && !over) {
      List<Event> rest = expect(licenses, clock, clock, new TreeMap<>());
      assertThat(driver.go(going, Integer.MAX_VALUE)).isTrue();
      compare("resumed", rest);
      assertThat(words(going.changed)).isEqualTo(events.size() + rest.size());
      lastWordIsTheState("resumed", clock);
    }
  }

  private List<Event> expect(
      Collection<ModelLicense> lookedAt, Instant now, Instant asOf, Map<String, Long> counts) {
    RunInstants at = RunInstants.of(asOf, now);
    List<Event> events = new ArrayList<>();
    for (ModelLicense license : lookedAt) {
      var outcome = license.run(TABLE, SETTINGS, at);
      events.addAll(outcome.events());
      rows.addAll(outcome.rows());
      String of = " " + license.tenant.id;
      outcome.events().forEach(event -> counts.merge(kind(event.fact()) + of, 1L, Long::sum));
      if (outcome.superseded() > 0) {
        counts.merge("notices-superseded" + of, outcome.superseded(), Long::sum);
      }
    }
    return events;
  }

  private void compare(String kind, List<Event> expected) {
    Map<UUID, List<Event>> found = world.newEvents();
    Map<UUID, List<Event>> byLicense = new HashMap<>();
    expected.forEach(
        event -> byLicense.computeIfAbsent(event.license(), any -> new ArrayList<>()).add(event));
    Map<UUID, HistoryWorld.Found> tables = world.read();
    for (ModelLicense license : licenses) {
      List<Event> told = found.getOrDefault(license.id, List.of());
      if (!told.equals(byLicense.getOrDefault(license.id, List.of()))
          || !tables.get(license.id).equals(state(license))) {
        // One assertion a license would cost more than the runs do.
        assertThat(told).as(kind + ": events").isEqualTo(byLicense.get(license.id));
        assertThat(tables.get(license.id)).as(kind + ": the row").isEqualTo(state(license));
      }
      told.stream()
          .filter(event -> event.fact() != Fact.EXPIRING)
          .forEach(event -> lastWords.put(license.id, event));
    }
  }

  /** Said without the table: what anybody outside believes of a license is what it is. */
  private void lastWordIsTheState(String kind, Instant asOf) {
    for (ModelLicense license : licenses) {
      Event word = lastWords.get(license.id);
      if (word == null || !word.tenant().equals(license.tenant.id)) {
        continue;
      }
      boolean anothersClock = license.end != null && license.end.isAfter(asOf);
      boolean fits =
          switch (license.status) {
            case ACTIVE -> word.fact() == Fact.REINSTATED;
            case GRACE -> word.fact() == Fact.GRACE_STARTED && word.end().equals(license.end);
            case EXPIRED ->
                word.fact() == Fact.EXPIRED && word.end().equals(license.end) || anothersClock;
            case SUSPENDED, REVOKED -> true;
          };
      assertThat(fits).as("%s: %s after %s", kind, license.status, word).isTrue();
    }
  }

  private static HistoryWorld.Found state(ModelLicense license) {
    return new HistoryWorld.Found(license.status, license.told);
  }

  private static long words(Changes changed) {
    return changed.byKind().entrySet().stream()
        .filter(entry -> !entry.getKey().equals("notices-superseded"))
        .mapToLong(Map.Entry::getValue)
        .sum();
  }

  private static Changes totals(Map<String, Long> counts) {
    Map<String, Long> totals = new HashMap<>();
    counts.forEach((key, count) -> totals.merge(key.split(" ")[0], count, Long::sum));
    return Changes.of(totals);
  }

  private static String kind(Fact fact) {
    return fact == Fact.EXPIRING
        ? "notices-sent"
        : fact.name().toLowerCase(Locale.ROOT).replace('_', '-');
  }
}
