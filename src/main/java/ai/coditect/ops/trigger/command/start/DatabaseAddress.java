package ai.coditect.ops.trigger.command.start;

import ai.coditect.ops.database.DatabaseUrl;
import ai.coditect.ops.problem.DidYouMean;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;

/** Where the database is: a host of its own, or a Cloud SQL instance reached by its connector. */
sealed interface DatabaseAddress {
  List<String> SSL_MODES =
      List.of("disable", "allow", "prefer", "require", "verify-ca", "verify-full");
  Pattern HOST = Pattern.compile("[A-Za-z0-9._-]+|[0-9a-fA-F]*:[0-9a-fA-F:.]*:[0-9a-fA-F:.]*");
  Pattern INSTANCE = Pattern.compile("([a-z0-9.-]+:)?[a-z0-9-]+:[a-z0-9-]+:[a-z0-9-]+");

  String database();

  /** A URL for a driver outside Spring's pool. */
  String url();

  /** The properties that make Spring's pool use it. */
  Map<String, String> properties();

  record Direct(String host, int port, String database, String sslMode) implements DatabaseAddress {
    @Override
    public String url() {
      return DatabaseUrl.direct(host, port, database) + "?sslmode=" + sslMode;
    }

    @Override
    public Map<String, String> properties() {
      return Map.of(
          "spring.datasource.url",
          url(),
          "spring.cloud.gcp.sql.enabled",
          "false",
          "ops.database.host",
          host,
          "ops.database.port",
          Integer.toString(port),
          "ops.database.name",
          database,
          "ops.database.sslmode",
          sslMode);
    }
  }

  record CloudSql(String instance, String database) implements DatabaseAddress {
    @Override
    public String url() {
      return DatabaseUrl.byConnector(instance, database);
    }

    @Override
    public Map<String, String> properties() {
      Map<String, String> properties = new LinkedHashMap<>();
      properties.put("spring.cloud.gcp.sql.enabled", "true");
      properties.put("spring.cloud.gcp.sql.instance-connection-name", instance);
      properties.put("spring.cloud.gcp.sql.database-name", database);
      properties.put("ops.database.instance", instance);
      properties.put("ops.database.name", database);
      properties.put("spring.cloud.gcp.sql.ip-types", "PRIVATE");
      properties.put("spring.cloud.gcp.sql.enable-iam-auth", "true");
      return properties;
    }
  }

  /** Reads the address; what is missing or contradictory is reported. */
  static DatabaseAddress read(Variables variables) {
    Optional<String> name = variables.required("DB_NAME", "Set it to the name of the database.");
    if (variables.given("DB_INSTANCE")) {
      for (String other : List.of("DB_HOST", "DB_PORT", "DB_SSLMODE")) {
        if (variables.given(other)) {
          variables.problem(
              other,
              "contradicts DB_INSTANCE",
              "Unset "
                  + other
                  + " to use the Cloud SQL connector, or DB_INSTANCE to connect directly.");
        }
      }
      Optional<String> instance =
          variables.check(
              "DB_INSTANCE",
              variables.optional("DB_INSTANCE"),
              value -> INSTANCE.matcher(value).matches(),
              "is not a connection name",
              "Write it as project:region:instance.");
      return new CloudSql(instance.orElse(""), name.orElse(""));
    }
    Optional<String> host =
        variables.check(
            "DB_HOST",
            variables.required(
                "DB_HOST", "Set it to the database's host, or set DB_INSTANCE for Cloud SQL."),
            value -> HOST.matcher(value).matches(),
            "is not a host name or address",
            "Write the name or address alone, without a port or a path.");
    Optional<String> port =
        variables.check(
            "DB_PORT",
            variables.optional("DB_PORT"),
            value ->
                value.matches("\\d{1,5}")
                    && Integer.parseInt(value) >= 1
                    && Integer.parseInt(value) <= 65535,
            "is not a port",
            "Set it to a number from 1 to 65535, or unset it to use 5432.");
    Optional<String> sslMode = variables.optional("DB_SSLMODE");
    variables.check(
        "DB_SSLMODE",
        sslMode,
        SSL_MODES::contains,
        "is \"" + sslMode.orElse("") + "\", which is not an SSL mode",
        DidYouMean.cure(sslMode.orElse(""), SSL_MODES));
    return new Direct(
        host.orElse(""),
        Integer.parseInt(port.orElse("5432")),
        name.orElse(""),
        sslMode.orElse("require"));
  }
}
