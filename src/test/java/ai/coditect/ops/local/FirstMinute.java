package ai.coditect.ops.local;

import static ai.coditect.ops.local.LocalStack.say;

import ai.coditect.ops.local.DemoTenants.License;
import com.google.pubsub.v1.PubsubMessage;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.function.BooleanSupplier;

/** The story that the local stack tells: each trigger does some work on the demo tenants. */
final class FirstMinute {
  private static final String TAP = "demo-outcomes";

  private final Map<String, String> environment;
  private final Optional<LocalInstance> instance;
  private final DemoTenants tenants;
  private final PubSubDesk desk;
  private final List<PubsubMessage> outcomes = new ArrayList<>();
  private Optional<Path> page = Optional.empty();
  private final LocalSessions sessions;
  private WorkerProcess serving;

  /**
   * @param instance the database's server as an instance of Cloud SQL, where it is one
   */
  FirstMinute(Map<String, String> environment, Optional<LocalInstance> instance) {
    this.environment = environment;
    this.instance = instance;
    this.tenants = new DemoTenants(environment);
    this.desk =
        new PubSubDesk(
            environment.get("PUBSUB_EMULATOR_HOST"), environment.get("GOOGLE_CLOUD_PROJECT"));
    this.sessions = new LocalSessions(environment);
  }

  /** Plays it and answers the exit code of the one-shot run. */
  int play() throws Exception {
    say("Migrating as the owner role, and planting demo tenants where there are none ...");
    command("migrate");
    if (tenants.areMissing()) {
      tenants.plant();
    }
    instance.ifPresent(LocalInstance::backUp);
    desk.subscribeInOrder("ops-outcomes", TAP);
    sessions.start(desk);
    // Unique, so that the stack can be started again on a database that it has used before.
    String visit = UUID.randomUUID().toString().substring(0, 8);

    say("1. Command: one tenant's licenses, one-shot, as a CronJob or a person would ...");
    UUID tenant =
        tenants
            .seen()
            .sql("select id from coditect_shared.organizations order by slug limit 1")
            .query(UUID.class)
            .single();
    WorkerProcess oneShot =
        WorkerProcess.start(
            environment,
            "run",
            "license-expiry",
            "organization=" + tenant,
            "--key",
            "demo-" + visit);
    int code = oneShot.exitCode(Await.PATIENCE);
    say(indent(oneShot.out() + (code == 0 ? "" : oneShot.err())));

    say("2. Schedule: the worker serves; its schedule fires within 20 seconds ...");
    long before = runs("origin = 'schedule' and finished_at is not null");
    serving = WorkerProcess.start(environment, "serve");
    await(
        "a scheduled run", () -> runs("origin = 'schedule' and finished_at is not null") > before);

    say("3. Pub/Sub: a tenant renews an expired license, and says so with an event ...");
    Optional<License> expired = tenants.expired();
    if (expired.isPresent()) {
      tenants.renew(expired.get());
      desk.publishEvent(
          "ops-requests",
          "renewal-" + visit,
          "ai.coditect.license.changed.v1",
          "{\"organizationId\":\"%s\",\"licenseId\":\"%s\"}"
              .formatted(expired.get().organization(), expired.get().id()));
      await(
          "the renewed license to be ACTIVE again",
          () ->
              count(
                      "coditect_shared.licenses where status = 'ACTIVE' and id = '"
                          + expired.get().id()
                          + "'")
                  == 1);
    }
    desk.publishEvent(
        "ops-requests",
        "request-" + visit,
        "ai.coditect.ops.run.requested.v1",
        "{\"job\":\"license-expiry\",\"parameters\":{}}");
    await(
        "the requested run",
        () -> runs("key like 'event:%#request-" + visit + "' and finished_at is not null") > 0);
    if (environment.containsKey("OPS_EXPORT_URI")) {
      handOver(visit);
    }
    instance.ifPresent(each -> backUp(each, visit));
    if (environment.containsKey("OPS_LEDGER_URI")) {
      forget(visit);
    }
    if (instance.isPresent()) {
      drill(visit);
    }
    await("the outbox to be empty", () -> count("coditect_ops.outbox") == 0);
    outcomes.addAll(desk.take(TAP, Duration.ofSeconds(2)));
    new Summary(environment, tenants, outcomes, serving.errFile(), page).print();
    return code;
  }

  private void handOver(String visit) throws Exception {
    say(
        "4. GDPR: a person asks for a copy of their data; the export packs it, anybody can check it ...");
    Optional<DemoTenants.Person> person = tenants.oldestMember();
    if (person.isEmpty()) {
      return;
    }
    UUID request = UUID.randomUUID();
    publishRequest(
        "copy-" + visit, "ai.coditect.privacy.export.requested.v1", request, person.get());
    String ready =
        "coditect_ops.export_requests r join coditect_ops.export_packages p on p.id = r.package_id"
            + " where r.state = 'ready' and r.id = '"
            + request
            + "'";
    await("the copy", () -> count(ready) == 1);
    Map<String, Object> copy =
        tenants.seen().sql("select p.location, p.sha256 from " + ready).query().singleRow();
    String location = copy.get("location").toString();
    say("     " + location);
    if (location.startsWith("file:")) {
      WorkerProcess verify =
          WorkerProcess.start(
              Map.of(),
              "exports",
              "verify",
              Path.of(URI.create(location)).toString(),
              "--sha256",
              copy.get("sha256").toString());
      int code = verify.exitCode(Await.PATIENCE);
      say(indent(verify.out() + (code == 0 ? "" : verify.err())));
    }
  }

  private void publishRequest(String id, String type, UUID request, DemoTenants.Person person) {
    desk.publishEvent(
        "ops-requests",
        id,
        type,
        "{\"requestId\":\"%s\",\"organizationId\":\"%s\",\"userId\":\"%s\",\"requestedAt\":\"%s\"}"
            .formatted(
                request,
                person.organization(),
                person.id(),
                Clock.systemUTC().instant().truncatedTo(ChronoUnit.SECONDS)));
  }

  private void forget(String visit) throws Exception {
    say("5. GDPR: a person asks to be forgotten; the purge erases here, the store of sessions, a");
    say("   process of its own, erases there and answers, and it is certified ...");
    Optional<DemoTenants.Person> person = tenants.youngestMember();
    if (person.isEmpty()) {
      return;
    }
    sessions.signIn(person.get());
    UUID request = UUID.randomUUID();
    publishRequest(
        "forget-" + visit, "ai.coditect.privacy.erasure.requested.v1", request, person.get());
    await(
        "the erasure",
        () ->
            count(
                    "coditect_ops.erasure_requests where fulfilled_at is not null and id = '"
                        + request
                        + "'")
                == 1);
    WorkerProcess certificate =
        WorkerProcess.start(environment, "erasures", "certificate", request.toString());
    int code = certificate.exitCode(Await.PATIENCE);
    say(indent(certificate.out() + (code == 0 ? "" : certificate.err())));
    say("     Sessions of theirs that are left: " + sessions.of(person.get()));
  }

  /** A marker and a backup, from before somebody is erased. */
  private void backUp(LocalInstance backedUp, String visit) {
    ask("backup-marker", "{}", "marker-" + visit);
    backedUp.backUp();
  }

  private void drill(String visit) throws IOException {
    say("6. Backup: a drill restores it into a server of its own, examines it, damages it to show");
    say("   that it would see, and removes it ...");
    String key = ask("backup-verification", "{\"level\":\"drill\"}", "drill-" + visit);
    Map<String, Object> drill =
        tenants
            .seen()
            .sql(
                "select d.id, d.verdict, d.rpo, d.rto, d.fault, d.problems,"
                    + " jsonb_array_length(d.checks) as made from coditect_ops.drills d"
                    + " join coditect_ops.runs r on r.id = d.run_id where r.key like ?")
            .param(key)
            .query()
            .singleRow();
    say(
        "     %s: %s checks; RPO %s, RTO %s; planted fault: %s"
            .formatted(
                drill.get("verdict"),
                drill.get("made"),
                drill.get("rpo"),
                drill.get("rto"),
                drill.get("fault")));
    if (!"ok".equals(drill.get("verdict"))) {
      say("     " + drill.get("problems"));
    }
    WorkerProcess show =
        WorkerProcess.start(environment, "drills", "show", drill.get("id").toString(), "--html");
    if (show.exitCode(Await.PATIENCE) == 0) {
      page = Optional.of(Files.writeString(Files.createTempFile("ops-drill", ".html"), show.out()));
    } else {
      say(indent(show.err()));
    }
  }

  /** Asks the serving worker for a run by an event, and waits for its end. */
  private String ask(String job, String parameters, String id) {
    desk.publishEvent(
        "ops-requests",
        id,
        "ai.coditect.ops.run.requested.v1",
        "{\"job\":\"%s\",\"parameters\":%s}".formatted(job, parameters));
    String key = "event:%#" + id;
    await(
        "the run of " + job, () -> runs("key like '" + key + "' and finished_at is not null") > 0);
    return key;
  }

  void end() {
    if (serving != null && serving.isAlive()) {
      serving.terminate();
      serving.exitCode(Await.PATIENCE);
    }
    sessions.close();
    desk.close();
    instance.ifPresent(FirstMinute::close);
  }

  private static void close(LocalInstance backedUp) {
    try {
      backedUp.close();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private long runs(String where) {
    return count("coditect_ops.runs where " + where);
  }

  private long count(String from) {
    return tenants.seen().sql("select count(*) from " + from).query(Long.class).single();
  }

  private void command(String... arguments) {
    WorkerProcess process = WorkerProcess.start(environment, arguments);
    int code = process.exitCode(Await.PATIENCE);
    if (code != 0) {
      throw new IllegalStateException(
          String.join(" ", arguments) + " answered " + code + "\n" + process.err());
    }
  }

  private void await(String what, BooleanSupplier reached) {
    Await.until(what, serving, reached);
  }

  private static String indent(String text) {
    return text.stripTrailing().indent(5).stripTrailing();
  }
}
