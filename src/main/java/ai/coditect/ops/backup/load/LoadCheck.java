package ai.coditect.ops.backup.load;

import ai.coditect.ops.backup.instance.InstanceName;
import ai.coditect.ops.backup.load.LoadLimit.Judgement;
import ai.coditect.ops.problem.Check;
import ai.coditect.ops.problem.ProblemsException;
import java.time.Clock;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;

/**
 * One item of the checklist that Cloud Monitoring answers.
 *
 * @param instance empty where none is named
 * @param asked whether the service may be asked: not beside a stand-in of another one
 */
public record LoadCheck(
    LoadLimit limit,
    InstanceLoadClient client,
    Supplier<Optional<InstanceName>> instance,
    boolean asked,
    Clock clock)
    implements Check {

  @Override
  public String claim() {
    return limit.claim();
  }

  @Override
  public Finding examine() {
    Optional<InstanceName> name = instance.get();
    if (name.isEmpty()) {
      return Finding.notApplicable(
          "the database is no Cloud SQL instance that is named here (DB_INSTANCE)");
    }
    if (!asked) {
      return Finding.notApplicable("only Pub/Sub has a stand-in (OPS_MONITORING_ENDPOINT)");
    }
    Instant now = clock.instant();
    try {
      Judgement judged =
          limit.judge(
              client.samples(name.get(), limit.metric(), now),
              "instance " + name.get().instance(),
              now);
      return judged
          .problem()
          .map(problem -> Finding.failed(List.of(problem)))
          .orElseGet(() -> Finding.ok(judged.measured()));
    } catch (ProblemsException e) {
      return Finding.failed(e.problems());
    }
  }
}
