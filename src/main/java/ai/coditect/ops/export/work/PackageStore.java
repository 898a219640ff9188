package ai.coditect.ops.export.work;

import static ai.coditect.ops.database.Arrays.time;
import static ai.coditect.ops.database.Arrays.untyped;

import ai.coditect.ops.database.Intervals;
import ai.coditect.ops.database.Sql;
import ai.coditect.ops.export.content.Scope;
import ai.coditect.ops.export.shelf.Placed;
import ai.coditect.ops.job.Forecast;
import ai.coditect.ops.job.JobRun;
import ai.coditect.ops.job.file.JobFile;
import ai.coditect.ops.privacy.PersonalDataMap.Profile;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.UUID;
import org.springframework.jdbc.core.simple.JdbcClient;

/** Packages and the requests that they answer. */
final class PackageStore {
  private static final Sql CLAIM = Sql.file("export/claim_requests");
  private static final Sql GIVE_UP = Sql.file("export/give_up_requests");
  private static final Sql COMPLETE = Sql.file("export/complete_package");
  private static final Sql FAIL = Sql.file("export/fail_package");
  private static final Sql IS_WANTED = Sql.file("export/is_wanted");
  private static final Sql LEAVE = Sql.file("export/leave_packages");
  private static final Sql FIND_REMOVABLE = Sql.file("export/find_removable_packages");
  private static final Sql RECORD_REMOVAL = Sql.file("export/record_removal");
  private static final Sql TELL_CANCELLED = Sql.file("export/tell_cancelled_requests");
  private static final Sql COUNT_DUE = Sql.file("export/count_due");

  private final JdbcClient jdbc;
  private final Duration takeover;

  /**
   * @param takeover a run whose worker has been silent for so long is lost
   */
  PackageStore(JdbcClient jdbc, Duration takeover) {
    this.jdbc = jdbc;
    this.takeover = takeover;
  }

  /**
   * Takes the next request that is due, with all for the same.
   *
   * @param location where the package will lie, but for the ending of its name
   * @param recipient to whom it is encrypted when the request does not say
   * @param peopleOnly leaves whole organizations alone
   */
  Optional<Order> claim(
      JobRun run,
      UUID id,
      String location,
      Optional<String> recipient,
      boolean peopleOnly,
      int attempts) {
    return jdbc.sql(CLAIM.text())
        .param("package_id", id)
        .param("run_id", run.id())
        .param("location", location)
        .param("recipient", untyped(recipient.orElse(null)))
        .param("people_only", peopleOnly)
        .param("attempts", attempts)
        .param("organization", untyped(run.parameter("organization").orElse(null)))
        .param("takeover", Intervals.of(takeover))
        .query(
            (row, number) -> {
              Optional<String> key = Optional.ofNullable(row.getString("recipient"));
              return new Order(
                  id,
                  id + (key.isPresent() ? ".zip.age" : ".zip"),
                  new Scope(
                      row.getObject("organization_id", UUID.class),
                      Optional.ofNullable(row.getObject("user_id", UUID.class)),
                      Profile.valueOf(row.getString("profile").toUpperCase(Locale.ROOT))),
                  key);
            })
        .optional();
  }

  /** Ends requests whose attempts were all lost with their workers; answers how many. */
  int giveUp(JobRun run, int attempts) {
    return jdbc.sql(GIVE_UP.text())
        .param("attempts", attempts)
        .param("run_id", run.id())
        .param("takeover", Intervals.of(takeover))
        .update();
  }

  /** Answers how many requests the package answers; none when nobody waits for it any more. */
  int complete(JobRun run, UUID id, Placed placed, Instant dataAt, long rows, Instant expires) {
    return jdbc.sql(COMPLETE.text())
        .param("package_id", id)
        .param("run_id", run.id())
        .param("location", placed.location())
        .param("data_at", time(dataAt))
        .param("bytes", placed.bytes())
        .param("sha256", placed.sha256())
        .param("rows", rows)
        .param("expires_at", time(expires))
        .update();
  }

  /** How many requests failed for good, and how many are tried again. */
  record Ended(int failed, int putOff) {}

  /**
   * @param reason for the operator
   * @param told for whoever asked, once it has failed: one of the reasons of the event
   * @param last whether trying again would not help
   */
  Ended fail(JobRun run, UUID id, String reason, String told, boolean last, JobFile.Run tries) {
    return fail(run, id, reason, told, last, tries, tries.backoff().first());
  }

  /** Gives the package up through no fault of the request, which is due again at once. */
  Ended putBack(JobRun run, UUID id, String reason, JobFile.Run tries) {
    return fail(run, id, reason, "given-up", false, tries, Duration.ZERO);
  }

  private Ended fail(
      JobRun run,
      UUID id,
      String reason,
      String told,
      boolean last,
      JobFile.Run tries,
      Duration wait) {
    return jdbc.sql(FAIL.text())
        .param("package_id", id)
        .param("run_id", run.id())
        .param("reason", reason)
        .param("told", told)
        .param("final", last)
        .param("attempts", tries.attempts())
        .param("first", Intervals.of(wait))
        .param("longest", Intervals.of(tries.backoff().longest()))
        .query((row, number) -> new Ended(row.getInt("failed"), row.getInt("put_off")))
        .single();
  }

  boolean wanted(UUID id) {
    return jdbc.sql(IS_WANTED.text()).param("package_id", id).query(Boolean.class).single();
  }

  /** Gives up what lost workers left and nobody waits for. */
  void leave() {
    jdbc.sql(LEAVE.text()).param("takeover", Intervals.of(takeover)).update();
  }

  /**
   * @param forGood whether one look is enough
   */
  record Removable(UUID id, String location, boolean forGood) {}

  List<Removable> removable(Optional<UUID> after, Instant asOf, int most) {
    return jdbc.sql(FIND_REMOVABLE.text())
        .param("after", untyped(after.orElse(null)))
        .param("as_of", time(asOf))
        .param("most", most)
        .query(
            (row, number) ->
                new Removable(
                    row.getObject("id", UUID.class),
                    row.getString("location"),
                    row.getBoolean("for_good")))
        .list();
  }

  void recordRemoval(UUID id) {
    jdbc.sql(RECORD_REMOVAL.text()).param("package_id", id).update();
  }

  int tellCancelled(JobRun run, int most) {
    return jdbc.sql(TELL_CANCELLED.text()).param("run_id", run.id()).param("most", most).update();
  }

  List<Forecast.Line> due(JobRun run) {
    return jdbc.sql(COUNT_DUE.text())
        .param("as_of", time(run.asOf()))
        .param("organization", untyped(run.parameter("organization").orElse(null)))
        .query(
            (row, number) ->
                new Forecast.Line(
                    row.getString("kind"), row.getString("organization_id"), row.getLong("count")))
        .list();
  }
}
