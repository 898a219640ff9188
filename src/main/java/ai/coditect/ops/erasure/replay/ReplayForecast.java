package ai.coditect.ops.erasure.replay;

import ai.coditect.ops.erasure.evidence.LedgerBook;
import ai.coditect.ops.erasure.plan.Candidate;
import ai.coditect.ops.erasure.statement.CountStore;
import ai.coditect.ops.erasure.statement.Statements;
import ai.coditect.ops.erasure.tally.RowCounts;
import ai.coditect.ops.job.Forecast;
import ai.coditect.ops.ledger.Head;
import ai.coditect.ops.ledger.LedgerEntry;
import ai.coditect.ops.ledger.LedgerEntry.Ground;
import ai.coditect.ops.ledger.SubjectHash;
import ai.coditect.ops.ledger.SubjectKey;
import ai.coditect.ops.problem.RefusalException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;

/**
 * What a replay would erase, without writing anything down. Holds so many subjects at once and
 * reads the people again for more; open announcements are not counted.
 */
public final class ReplayForecast {
  private static final int MOST_SUBJECTS = 100_000;
  private static final long ENTRIES = 5_000;

  private final ReplayStore store;
  private final CountStore counter;

  public ReplayForecast(ReplayStore store, CountStore counter) {
    this.store = store;
    this.counter = counter;
  }

  /** Somebody whom the ledger says to be erased. */
  private record Subject(Ground ground, Optional<UUID> request, Instant due, Instant at) {}

  /** What was counted so far. */
  private final class Totals {
    private final Statements composed;
    private final boolean passOn;
    private RowCounts rows = RowCounts.NONE;

    Totals(Statements composed, boolean passOn) {
      this.composed = composed;
      this.passOn = passOn;
    }

    void add(List<Candidate> people) {
      rows =
          rows.plus(
              RowCounts.sum(
                  counter.ofPeople(
                      composed,
                      passOn,
                      people.stream().map(person -> person.user().orElseThrow()).toList(),
                      people.stream().map(Candidate::organization).toList())));
    }
  }

  /** The rows that would go, by kind and tenant. */
  public Forecast of(LedgerBook book, boolean passOn) {
    Set<UUID> committed = committed(book);
    Statements composed = counter.statements().compose();
    Totals totals = new Totals(composed, passOn);
    Map<SubjectHash, Subject> subjects = new HashMap<>();
    Set<UUID> organizations = new HashSet<>();
    each(
        book,
        stretch -> {
          for (LedgerBook.Placed placed : stretch.missing()) {
            LedgerEntry entry = placed.intent();
            SubjectHash hash = entry.subject();
            Ground ground = entry.ground();
            if (hash != null && ground != null && committed.contains(entry.deletion())) {
              subjects.put(
                  hash,
                  new Subject(
                      ground, Optional.ofNullable(entry.request()), entry.due(), entry.at()));
              Optional.ofNullable(entry.organization()).ifPresent(organizations::add);
            }
          }
          if (subjects.size() >= MOST_SUBJECTS) {
            count(book.key(), subjects, organizations, totals);
          }
        });
    count(book.key(), subjects, organizations, totals);
    return new Forecast(totals.rows.lines());
  }

  private void count(
      SubjectKey key, Map<SubjectHash, Subject> subjects, Set<UUID> organizations, Totals totals) {
    store.people(
        organizations,
        people -> {
          List<Candidate> back = new ArrayList<>();
          for (Resident person : people) {
            key.hashes(person.organization(), person.id()).stream()
                .filter(subjects::containsKey)
                .map(subjects::get)
                .filter(subject -> !person.createdAt().isAfter(subject.at()))
                .findFirst()
                .ifPresent(subject -> back.add(candidate(person, subject)));
          }
          if (!back.isEmpty()) {
            totals.add(back);
          }
        });
    subjects.clear();
    organizations.clear();
  }

  private static Candidate candidate(Resident person, Subject subject) {
    return new Candidate(
        person.organization(),
        Optional.of(person.id()),
        person.version(),
        subject.ground(),
        subject.request(),
        subject.due());
  }

  private static Set<UUID> committed(LedgerBook book) {
    Set<UUID> committed = new HashSet<>();
    each(book, stretch -> committed.addAll(stretch.committed()));
    return committed;
  }

  private static void each(
      LedgerBook book, java.util.function.Consumer<LedgerBook.Stretch> reader) {
    Optional<Head> from = Optional.empty();
    boolean finished = false;
    while (!finished) {
      LedgerBook.Stretch stretch = book.after(from, ENTRIES);
      if (!stretch.problems().isEmpty()) {
        throw new RefusalException(stretch.problems());
      }
      reader.accept(stretch);
      from = Optional.of(stretch.head());
      finished = stretch.finished();
    }
  }
}
