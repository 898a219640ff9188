package ai.coditect.ops.erasure.replay;

import ai.coditect.ops.erasure.evidence.LedgerBook;
import ai.coditect.ops.erasure.evidence.LedgerBook.Stretch;
import ai.coditect.ops.erasure.plan.Candidate;
import ai.coditect.ops.erasure.replay.ReplayStore.Match;
import ai.coditect.ops.ledger.Head;
import ai.coditect.ops.ledger.LedgerEntry;
import ai.coditect.ops.ledger.SubjectHash;
import ai.coditect.ops.ledger.SubjectKey;
import ai.coditect.ops.problem.Problem;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.function.Consumer;
import java.util.function.Supplier;

/** Reads the ledger outside for what is not inside, and looks for those it speaks of. */
public final class Lookout {
  private static final long ENTRIES_A_BITE = 5_000;

  private final ReplayStore store;
  private final Supplier<String> organizations;

  /**
   * @param organizations the table of organizations
   */
  public Lookout(ReplayStore store, Supplier<String> organizations) {
    this.store = store;
    this.organizations = organizations;
  }

  /**
   * @param head where to go on; empty when everything was read
   */
  public record Progress(Optional<Head> head, List<Problem> problems) {}

  /** Writes down one stretch of what is missing inside. */
  public Progress read(UUID run, LedgerBook book, Optional<Head> from) {
    if (from.isEmpty()) {
      store.clear();
    }
    Stretch stretch = book.after(from, ENTRIES_A_BITE);
    if (!stretch.problems().isEmpty()) {
      return new Progress(Optional.empty(), stretch.problems());
    }
    store.insert(run, stretch.missing(), entry -> isWhole(book.key(), entry));
    store.commit(stretch.committed());
    store.drop(stretch.voided());
    boolean finished = stretch.finished();
    if (finished && !store.isOlder()) {
      // Announcements only: whoever settles the ledger says how they ended.
      store.clear();
    }
    return new Progress(finished ? Optional.empty() : Optional.of(stretch.head()), List.of());
  }

  private boolean isWhole(SubjectKey key, LedgerEntry entry) {
    SubjectHash subject = entry.subject();
    UUID organization = entry.organization();
    return subject != null
        && organization != null
        && entry.counts().getOrDefault(organizations.get(), 0L) > 0
        && key.isOf(subject, organization, organization);
  }

  /** Organizations that are back as a whole. */
  public List<Candidate> organizations(boolean remain) {
    List<Match> back = store.wholeOrganizations();
    store.note(back, remain);
    return back.stream().map(Match::candidate).toList();
  }

  /**
   * People who are back, in pages; not those of organizations that are back themselves.
   *
   * @param remain whether they were to be gone by now
   */
  public void people(
      SubjectKey key,
      List<Candidate> organizations,
      boolean remain,
      int size,
      Consumer<List<Candidate>> pages) {
    Set<UUID> whole = new HashSet<>();
    organizations.forEach(organization -> whole.add(organization.organization()));
    List<Candidate> page = new ArrayList<>();
    store.people(
        store.organizations(),
        people -> {
          List<Match> matches = store.match(people, key);
          store.note(matches, remain);
          for (Match match : matches) {
            if (!match.anew() && !whole.contains(match.candidate().organization())) {
              page.add(match.candidate());
            }
            if (page.size() == size) {
              pages.accept(List.copyOf(page));
              page.clear();
            }
          }
        });
    if (!page.isEmpty()) {
      pages.accept(List.copyOf(page));
    }
  }
}
