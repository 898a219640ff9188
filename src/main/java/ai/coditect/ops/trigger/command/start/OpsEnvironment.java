package ai.coditect.ops.trigger.command.start;

import ai.coditect.ops.database.session.SessionSettings;
import ai.coditect.ops.problem.Problem;
import ai.coditect.ops.problem.ProblemsException;
import ai.coditect.ops.storage.ExportPlace;
import ai.coditect.ops.storage.LocalPath;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Collections;
import java.util.EnumSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.springframework.boot.convert.DurationStyle;

/**
 * The process environment as one command needs it.
 *
 * @param properties Spring properties that follow from it
 * @param jobsDir the directory that replaces the packaged job files
 * @param owner how to log in as the owner; only when the command needs it
 * @param worker the worker's login; empty when the command does not need it and it is not given
 * @param warnings what looks wrong but keeps nothing from working
 */
public record OpsEnvironment(
    Map<String, String> properties,
    Optional<Path> jobsDir,
    Optional<Login> owner,
    Optional<Login> worker,
    List<Problem> warnings) {

  /** What a command cannot do without. */
  public enum Need {
    DATABASE,
    OWNER,
    GOOGLE,
    /** The ledger outside the database, and the key that its subjects are hashed with. */
    LEDGER
  }

  /** A login and where to use it; the password is never shown. */
  public record Login(String url, String user, String password) {
    @Override
    public String toString() {
      return "Login[" + user + "]";
    }
  }

  /** Without the values of properties: some are secrets. */
  @Override
  public String toString() {
    return "OpsEnvironment" + properties.keySet();
  }

  /** Below the thirty seconds that Kubernetes grants where nobody says otherwise. */
  private static final Duration STOP_WITHIN = Duration.ofSeconds(25);

  /** A name in Secret Manager, alone or with its project. */
  private static final String SECRET = "(projects/[a-z0-9.:-]+/secrets/)?[A-Za-z0-9_-]+";

  private static final String MOST_CONNECTIONS = "spring.datasource.hikari.maximum-pool-size";

  /**
   * @throws ProblemsException with everything that is missing, wrong or contradictory
   */
  public static OpsEnvironment read(Map<String, String> environment, Set<Need> needs) {
    Variables variables = new Variables(environment);
    Map<String, String> properties = new LinkedHashMap<>();
    Optional<DatabaseAddress> address = Optional.empty();
    if (needs.contains(Need.DATABASE) || needs.contains(Need.OWNER)) {
      address = Optional.of(DatabaseAddress.read(variables));
    }
    Optional<Login> worker = Optional.empty();
    Optional<Login> owner = Optional.empty();
    if (address.isPresent()) {
      worker = worker(variables, needs.contains(Need.DATABASE), address.get());
    }
    if (needs.contains(Need.OWNER)) {
      owner = owner(variables, address.orElseThrow());
    }
    if (needs.contains(Need.DATABASE)) {
      properties.putAll(address.orElseThrow().properties());
      worker.ifPresent(login -> properties.putAll(pool(login)));
    } else {
      properties.put("spring.cloud.gcp.sql.enabled", "false");
    }
    Optional<String> project =
        variables.check(
            "GOOGLE_CLOUD_PROJECT",
            needs.contains(Need.GOOGLE)
                ? variables.required("GOOGLE_CLOUD_PROJECT", "Set it to the project's id.")
                : variables.optional("GOOGLE_CLOUD_PROJECT"),
            value -> value.matches("[a-z][a-z0-9.:-]*"),
            "is not a project id",
            "Write the id: lower-case letters, digits and hyphens.");
    project.ifPresent(id -> properties.put("spring.cloud.gcp.project-id", id));
    hostAndPort(variables, "PUBSUB_EMULATOR_HOST")
        .ifPresent(host -> properties.put("spring.cloud.gcp.pubsub.emulator-host", host));
    hostAndPort(variables, "OPS_MONITORING_ENDPOINT")
        .ifPresent(endpoint -> properties.put("ops.monitoring-endpoint", endpoint));
    ledger(variables, needs.contains(Need.LEDGER), properties);
    variables
        .optional("OPS_EXPORT_URI")
        .ifPresent(
            uri -> {
              variables.problems().addAll(ExportPlace.problems(uri));
              properties.put("ops.export-uri", uri);
            });
    standIn(variables, "OPS_SQLADMIN_URL", "Cloud SQL's own")
        .ifPresent(url -> properties.put("ops.sqladmin-url", url));
    standIn(variables, "OPS_SECRETMANAGER_URL", "Secret Manager's own")
        .ifPresent(url -> properties.put("ops.secretmanager-url", url));
    variables
        .check(
            "OPS_SECRETS",
            variables.optional("OPS_SECRETS"),
            value -> value.matches("\\s*" + SECRET + "(\\s*,\\s*" + SECRET + ")*\\s*"),
            "does not name secrets",
            "Write their names in Secret Manager with commas between them, each alone or as"
                + " projects/PROJECT/secrets/NAME.")
        .ifPresent(names -> properties.put("ops.secrets", names));
    variables
        .check(
            "OPS_DRILL_PROJECT",
            variables.optional("OPS_DRILL_PROJECT"),
            value -> value.matches("[a-z][a-z0-9.:-]*"),
            "is not a project id",
            "Write the id: lower-case letters, digits and hyphens.")
        .ifPresent(id -> properties.put("ops.drill-project", id));
    variables
        .optional("OPS_EVIDENCE_KEY")
        .ifPresent(key -> properties.put("ops.evidence-key", key));
    length(variables, "OPS_STOP_WITHIN", "45s");
    variables
        .check(
            "OPS_LOG_FORMAT",
            variables.optional("OPS_LOG_FORMAT"),
            LogFormat::isOne,
            "is neither json nor text",
            "Write json or text, or unset it: then serve writes json where it has no terminal.")
        .ifPresent(format -> properties.put(LogFormat.PROPERTY, format));
    takeover(variables).ifPresent(length -> properties.put("ops.takeover", length));
    Optional<Path> jobsDir = jobsDir(variables);
    jobsDir.ifPresent(path -> properties.put("ops.jobs-dir", path.toString()));
    List<Problem> misspelt = variables.misspelt();
    if (!variables.problems().isEmpty()) {
      variables.problems().addAll(misspelt);
      throw new ProblemsException(variables.problems());
    }
    properties.replaceAll((key, value) -> value.replace("${", "\\${"));
    return new OpsEnvironment(
        Collections.unmodifiableMap(properties), jobsDir, owner, worker, misspelt);
  }

  /** With at most so many connections to the database at once. */
  public OpsEnvironment withConnections(int most) {
    Map<String, String> bounded = new LinkedHashMap<>(properties);
    bounded.put(MOST_CONNECTIONS, Integer.toString(most));
    return new OpsEnvironment(
        Collections.unmodifiableMap(bounded), jobsDir, owner, worker, warnings);
  }

  /** The environment without the database if that is not fully described. */
  public static OpsEnvironment readWithDatabaseIfAny(Map<String, String> environment) {
    OpsEnvironment without = read(environment, EnumSet.noneOf(Need.class));
    try {
      return read(environment, EnumSet.of(Need.DATABASE));
    } catch (ProblemsException e) {
      return without;
    }
  }

  private static Optional<Login> worker(
      Variables variables, boolean needed, DatabaseAddress address) {
    if (!needed && !variables.given("DB_USER")) {
      return Optional.empty();
    }
    Optional<String> user = variables.required("DB_USER", "Set it to the worker's database login.");
    boolean byToken = address instanceof DatabaseAddress.CloudSql;
    Optional<String> password =
        byToken || !needed
            ? variables.optional("DB_PASSWORD")
            : variables.required("DB_PASSWORD", "Set it to the password of DB_USER.");
    // The connector logs in with a token and ignores the password, but the driver wants one.
    String unused = byToken && needed ? "unused" : "";
    return user.map(name -> new Login(address.url(), name, password.orElse(unused)));
  }

  private static Optional<Login> owner(Variables variables, DatabaseAddress address) {
    Optional<String> user =
        variables.required("DB_OWNER_USER", "Set it to a login that may create roles and schemas.");
    Optional<String> password =
        variables.required("DB_OWNER_PASSWORD", "Set it to the password of DB_OWNER_USER.");
    return user.map(name -> new Login(address.url(), name, password.orElse("")));
  }

  private static Map<String, String> pool(Login login) {
    String hikari = "spring.datasource.hikari.";
    String driver = hikari + "data-source-properties.";
    Map<String, String> properties = new LinkedHashMap<>();
    properties.put("spring.datasource.username", login.user());
    properties.put("spring.datasource.password", login.password());
    properties.put(hikari + "pool-name", "ops-worker");
    properties.put(MOST_CONNECTIONS, "5");
    properties.put(hikari + "minimum-idle", "1");
    properties.put(hikari + "connection-timeout", "10000");
    properties.put(hikari + "validation-timeout", "3000");
    properties.put(hikari + "keepalive-time", "60000");
    properties.put(driver + "options", SessionSettings.options());
    properties.put(driver + "ApplicationName", "ops-worker");
    properties.put(driver + "connectTimeout", "5");
    // Above the statement timeout, so that it only fires when the network has gone.
    properties.put(driver + "socketTimeout", "60");
    properties.put(driver + "tcpKeepAlive", "true");
    // Details quote rows, and messages of exceptions end in logs and in the tables of Batch.
    properties.put(driver + "logServerErrorDetail", "false");
    return properties;
  }

  private static Optional<String> standIn(Variables variables, String name, String own) {
    return variables.check(
        name,
        variables.optional(name),
        value -> value.matches("https?://[A-Za-z0-9.-]+(:\\d{1,5})?/?"),
        "is not the root URL of a service",
        "Write it as http://127.0.0.1:8085/, or unset it to use " + own + ".");
  }

  private static Optional<String> hostAndPort(Variables variables, String name) {
    return variables.check(
        name,
        variables.optional(name),
        OpsEnvironment::isHostAndPort,
        "is not a host and port",
        "Write it as localhost:8085, without a scheme.");
  }

  private static boolean isHostAndPort(String value) {
    return value.matches("(\\[[0-9a-fA-F:]+]|[A-Za-z0-9._-]+):\\d{1,5}")
        && Integer.parseInt(value.substring(value.lastIndexOf(':') + 1)) <= 65535;
  }

  private static void ledger(Variables variables, boolean needed, Map<String, String> properties) {
    given(
            variables,
            "OPS_LEDGER_URI",
            needed,
            "Set it to the ledger outside the database: file:///path or gs://bucket/prefix.")
        .ifPresent(uri -> properties.put("ops.ledger-uri", uri));
    given(
            variables,
            "OPS_SUBJECT_KEY",
            needed,
            "Set it to the key that the ledger's subjects are hashed with, as it always was.")
        .ifPresent(key -> properties.put("ops.subject-key", key));
    variables
        .check(
            "STORAGE_EMULATOR_HOST",
            variables.optional("STORAGE_EMULATOR_HOST"),
            value -> isHostAndPort(value.replaceFirst("^http://", "")),
            "is not a host and port",
            "Write it as localhost:4443 or http://localhost:4443.")
        .ifPresent(
            host ->
                properties.put(
                    "ops.storage-host", host.startsWith("http://") ? host : "http://" + host));
  }

  private static Optional<String> given(
      Variables variables, String name, boolean needed, String cure) {
    return needed ? variables.required(name, cure) : variables.optional(name);
  }

  private static Optional<String> takeover(Variables variables) {
    return length(variables, "OPS_TAKEOVER", "30s");
  }

  private static Optional<String> length(Variables variables, String name, String example) {
    return variables.check(
        name,
        variables.optional(name),
        value -> parsed(value).isPresent(),
        "is not a duration from a second to an hour",
        "Write it as " + example + ".");
  }

  private static Optional<Duration> parsed(String value) {
    try {
      return Optional.of(DurationStyle.detectAndParse(value))
          .filter(
              length ->
                  length.compareTo(Duration.ofSeconds(1)) >= 0
                      && length.compareTo(Duration.ofHours(1)) <= 0);
    } catch (IllegalArgumentException e) {
      return Optional.empty();
    }
  }

  /**
   * How long a process may take to end after it was told to: a bite that is under way is waited for
   * so long, and then left to be done again. What cannot be read is told when the command reads its
   * environment.
   */
  public static Duration stopWithin(Map<String, String> environment) {
    return Optional.ofNullable(environment.get("OPS_STOP_WITHIN"))
        .flatMap(OpsEnvironment::parsed)
        .orElse(STOP_WITHIN);
  }

  private static Optional<Path> jobsDir(Variables variables) {
    Optional<String> readable =
        variables.check(
            "OPS_JOBS_DIR",
            variables.optional("OPS_JOBS_DIR"),
            value -> !LocalPath.isBeyondLocale(value),
            "has characters that this process's locale cannot spell",
            LocalPath.CURE);
    return variables
        .check(
            "OPS_JOBS_DIR",
            readable,
            value -> LocalPath.of(value).filter(Files::isDirectory).isPresent(),
            "is not a directory",
            "Set it to a directory of job files, or unset it to use the packaged ones.")
        .map(Path::of);
  }
}
