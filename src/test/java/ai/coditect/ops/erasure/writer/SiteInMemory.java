package ai.coditect.ops.erasure.writer;

import ai.coditect.ops.erasure.writer.Writership.Others;
import ai.coditect.ops.ledger.Head;
import ai.coditect.ops.ledger.LedgerEntry;
import ai.coditect.ops.ledger.LedgerInMemory;
import ai.coditect.ops.ledger.LedgerReport;
import ai.coditect.ops.ledger.SubjectKey;
import ai.coditect.ops.ledger.WriterIdentity;
import ai.coditect.ops.problem.RefusalException;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.UUID;

/** A database in memory, and a worker that does as the real one with a ledger in memory. */
final class SiteInMemory implements Site, KnownRoles {
  private static final UUID FAMILY = new UUID(7, 7);
  private static final UUID TENANT = new UUID(1, 1);
  private static final SubjectKey KEY =
      SubjectKey.read("k1:vhbzRSGcTWDi3rZ7H6NyE3bSkYFIu8nNvEqgB9Qx1kM=");
  private static final Instant AT = Instant.parse("2026-11-01T00:00:00Z");
  private static long deletions;

  private final String server;
  private final LedgerInMemory ledger;
  final SortedSet<Integer> people = new TreeSet<>();
  private final SortedMap<UUID, Integer> inside = new TreeMap<>();
  private final List<Said> said = new ArrayList<>();
  Optional<String> drillLogin = Optional.empty();

  SiteInMemory(String server, LedgerInMemory ledger) {
    this.server = server;
    this.ledger = ledger;
  }

  @Override
  public SortedSet<Integer> people() {
    return Collections.unmodifiableSortedSet(people);
  }

  @Override
  public String toString() {
    return people + " " + inside.keySet() + " " + said;
  }

  @Override
  public void restore(Site from) {
    SiteInMemory backup = (SiteInMemory) from;
    people.clear();
    people.addAll(backup.people);
    inside.clear();
    inside.putAll(backup.inside);
    said.clear();
    said.addAll(backup.said);
  }

  @Override
  public WriterIdentity me() {
    return WriterIdentity.of(FAMILY, server, "db");
  }

  @Override
  public List<Said> said() {
    List<Said> latestFirst = new ArrayList<>(said);
    Collections.reverse(latestFirst);
    return latestFirst;
  }

  @Override
  public void record(Said what) {
    said.add(what);
  }

  @Override
  public Optional<String> drillLogin() {
    return drillLogin;
  }

  Writership writership() {
    return new Writership(ledger.open(), this, Clock.fixed(AT, ZoneOffset.UTC));
  }

  /** What the ledger says to be erased and is not inside, by deletion. */
  private SortedMap<UUID, Integer> missing() {
    SortedMap<UUID, Integer> intents = new TreeMap<>();
    SortedMap<UUID, Integer> missing = new TreeMap<>();
    assertSound(
        ledger
            .open()
            .read(
                Head.NONE,
                entry -> {
                  if (entry.kind() == LedgerEntry.Kind.INTENDED) {
                    intents.put(entry.deletion(), person(entry));
                  } else if (!inside.containsKey(entry.deletion())) {
                    missing.put(entry.deletion(), intents.get(entry.deletion()));
                  }
                }));
    return missing;
  }

  private static void assertSound(LedgerReport report) {
    if (!report.isSound()) {
      throw new AssertionError(report.faults());
    }
  }

  private static int person(LedgerEntry entry) {
    return entry.due().atZone(ZoneOffset.UTC).getYear() - 1000;
  }

  @Override
  public boolean isOlder() {
    return !missing().isEmpty();
  }

  @Override
  public boolean adopt(Optional<Others> others) {
    return writership().adopt("anna", others).fresh();
  }

  @Override
  public boolean callCopy() {
    return writership().copy("anna");
  }

  @Override
  public boolean purge(boolean fromTheEnd) {
    if (!writership().standing().problems().isEmpty() || !missing().isEmpty()) {
      return false;
    }
    erase(fromTheEnd ? people.last() : people.first());
    return true;
  }

  @Override
  public boolean replay() {
    if (!(writership().standing() instanceof Standing.Writes)) {
      return false;
    }
    missing()
        .forEach(
            (deletion, person) -> {
              if (people.contains(person)) {
                erase(person);
              }
              inside.put(deletion, person);
            });
    return true;
  }

  private void erase(int person) {
    UUID deletion = new UUID(9, ++deletions);
    Writership writership = writership();
    intend(writership, deletion, person);
    people.remove(person);
    inside.put(deletion, person);
    writership.append(List.of(LedgerEntry.committed(deletion, AT, Map.of())));
    writership.remember();
  }

  @Override
  public boolean wakeUp() {
    try {
      intend(writership(), new UUID(9, ++deletions), people.first());
      return true;
    } catch (RefusalException e) {
      return false;
    }
  }

  private static void intend(Writership writership, UUID deletion, int person) {
    writership.append(
        List.of(
            LedgerEntry.intended(
                deletion,
                KEY.hash(TENANT, new UUID(2, person)),
                TENANT,
                null,
                LedgerEntry.Ground.RETENTION_ENDED,
                // The person, where a person can read it.
                Instant.parse("2000-01-01T00:00:00Z")
                    .atZone(ZoneOffset.UTC)
                    .withYear(1000 + person)
                    .toInstant(),
                AT,
                Map.of())));
  }
}
