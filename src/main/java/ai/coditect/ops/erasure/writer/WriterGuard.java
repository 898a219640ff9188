package ai.coditect.ops.erasure.writer;

import ai.coditect.ops.erasure.writer.KnownRoles.Role;
import ai.coditect.ops.erasure.writer.KnownRoles.Said;
import ai.coditect.ops.ledger.WriterIdentity;
import ai.coditect.ops.problem.OutwardGuard;
import ai.coditect.ops.problem.Problem;
import ai.coditect.ops.problem.ProblemsException;
import ai.coditect.ops.problem.RefusalException;
import ai.coditect.ops.problem.TransientProblemsException;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;

/**
 * A database that is not the ledger's writer has no effect outside itself. Every run of every job
 * asks, so a ledger that is silent is waited for a few seconds only, and counts as away then.
 */
public final class WriterGuard implements OutwardGuard, AutoCloseable {
  private static final Duration PATIENCE = Duration.ofSeconds(3);

  private final OpenWritership writership;
  private final WriterStore store;
  private final boolean configured;
  private final ExecutorService asker =
      Executors.newSingleThreadExecutor(
          work -> {
            Thread thread = new Thread(work, "ledger-writer-asking");
            thread.setDaemon(true);
            return thread;
          });
  private @Nullable Future<List<Problem>> asked;

  /**
   * @param configured whether there is a ledger at all
   */
  public WriterGuard(OpenWritership writership, WriterStore store, boolean configured) {
    this.writership = writership;
    this.store = store;
    this.configured = configured;
  }

  @Override
  public List<Problem> problems() {
    if (!configured) {
      return withoutSettings();
    }
    try {
      return question().get(PATIENCE.toMillis(), TimeUnit.MILLISECONDS);
    } catch (ExecutionException e) {
      if (e.getCause() instanceof ProblemsException away) {
        return withoutTheLedger(away);
      }
      throw e.getCause() instanceof RuntimeException cause ? cause : new IllegalStateException(e);
    } catch (TimeoutException e) {
      return withoutTheLedger(silent());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return withoutTheLedger(silent());
    }
  }

  /** The one that is still under way, or a new one: an old answer is none. */
  private synchronized Future<List<Problem>> question() {
    Future<List<Problem>> question = asked;
    if (question == null || question.isDone()) {
      question = asker.submit(() -> writership.open().standing().problems());
      asked = question;
    }
    return question;
  }

  private static TransientProblemsException silent() {
    return new TransientProblemsException(
        List.of(
            new Problem(
                "Ledger silent: it does not answer within " + PATIENCE.toSeconds() + " s.",
                "OPS_LEDGER_URI",
                "See that the network lets the worker reach it; then run again.")));
  }

  @Override
  public void close() {
    asker.shutdownNow();
  }

  /**
   * A ledger that is away for a while or cannot be read stops what needs it, and nothing else: what
   * was seen last holds on. It does not hold for a copy, which brings along what was seen
   * elsewhere.
   */
  private List<Problem> withoutTheLedger(ProblemsException away) {
    Optional<Said> seen = remembered();
    List<Problem> drill = drillProblems(seen);
    if (!drill.isEmpty()) {
      return drill;
    }
    if (seen.isEmpty() && !store.said().isEmpty()) {
      if (away instanceof RefusalException damaged) {
        // Waiting does not help: whether it may write is nothing that this ledger can say.
        return damaged.problems();
      }
      throw away;
    }
    return copyProblems(seen);
  }

  /** Where nothing was ever said there is nothing that this could be a copy of. */
  private List<Problem> withoutSettings() {
    Optional<Said> seen = remembered();
    List<Problem> drill = drillProblems(seen);
    if (!drill.isEmpty()) {
      return drill;
    }
    if (seen.isEmpty() && !store.said().isEmpty()) {
      return List.of(
          new Problem(
              "Not known to be the ledger's writer: this is "
                  + store.me().described()
                  + ", and what is on record here was said of other databases.",
              "OPS_LEDGER_URI",
              "Set both OPS_LEDGER_URI and OPS_SUBJECT_KEY. Then, if this database is a copy, run"
                  + " \"ledger copy --by NAME\"; if it is production now, run \"ledger adopt --by"
                  + " NAME\"."));
    }
    return copyProblems(seen);
  }

  private List<Problem> drillProblems(Optional<Said> seen) {
    boolean production =
        seen.filter(said -> said.role() == Role.WRITER && said.who().isInstance()).isPresent();
    return production
        ? List.of()
        : store
            .drillLogin()
            .map(login -> new Standing.DrillCopy(store.me(), login).problems())
            .orElse(List.of());
  }

  private static List<Problem> copyProblems(Optional<Said> seen) {
    return seen.filter(said -> said.role() == Role.COPY)
        .map(said -> new Standing.Copied(said).problems())
        .orElse(List.of());
  }

  private Optional<Said> remembered() {
    List<Said> said = store.said();
    if (said.isEmpty()) {
      return Optional.empty();
    }
    WriterIdentity me = store.me();
    return said.stream().filter(each -> each.who().equals(me)).findFirst();
  }
}
