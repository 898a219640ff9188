package ai.coditect.ops.erasure.writer;

import static ai.coditect.ops.database.Arrays.time;
import static ai.coditect.ops.database.Arrays.untyped;

import ai.coditect.ops.database.Sql;
import ai.coditect.ops.ledger.WriterIdentity;
import ai.coditect.ops.problem.Problem;
import ai.coditect.ops.problem.RefusalException;
import java.time.OffsetDateTime;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.UUID;
import org.springframework.jdbc.core.simple.JdbcClient;

/** Which database this is, and what was said here about it and the ledger. */
public final class WriterStore implements KnownRoles {
  private static final Sql IDENTIFY = Sql.file("writer/identify_database");
  private static final Sql READ_SYSTEM = Sql.file("writer/read_system_identifier");
  private static final Sql RECORD = Sql.file("writer/record_role");
  private static final Sql LIST = Sql.file("writer/list_roles");
  private static final Sql FIND_DRILL = Sql.file("writer/find_drill_login");

  private final JdbcClient jdbc;
  private final ServerAddress address;

  public WriterStore(JdbcClient jdbc, ServerAddress address) {
    this.jdbc = jdbc;
    this.address = address;
  }

  private record Named(UUID id, String name, String port) {}

  ServerAddress address() {
    return address;
  }

  @Override
  public WriterIdentity me() {
    Named named =
        jdbc.sql(IDENTIFY.text())
            .query(Named.class)
            .optional()
            .orElseThrow(
                () ->
                    new RefusalException(
                        List.of(
                            new Problem(
                                "The database has no identity.",
                                "table coditect_ops.database_identity",
                                "Give the table its one row again; the defaults of its columns will do."))));
    long system =
        address.isInstance() ? 0 : jdbc.sql(READ_SYSTEM.text()).query(Long.class).single();
    return WriterIdentity.of(named.id(), address.place(named.port(), system), named.name());
  }

  @Override
  public List<Said> said() {
    return jdbc.sql(LIST.text())
        .query(
            (row, n) ->
                new Said(
                    new WriterIdentity(
                        row.getObject("database_id", UUID.class), row.getString("server")),
                    Role.valueOf(row.getString("role").toUpperCase(Locale.ROOT)),
                    Optional.ofNullable(row.getObject("segment", Long.class)),
                    Optional.ofNullable(row.getString("said_by")),
                    row.getObject("said_at", OffsetDateTime.class).toInstant()))
        .list();
  }

  @Override
  public Optional<String> drillLogin() {
    return jdbc.sql(FIND_DRILL.text()).query(String.class).optional();
  }

  @Override
  public void record(Said said) {
    jdbc.sql(RECORD.text())
        .param("database_id", said.who().database())
        .param("server", said.who().server())
        .param("role", said.role().name().toLowerCase(Locale.ROOT))
        .param("segment", untyped(said.segment().orElse(null)))
        .param("said_by", untyped(said.by().orElse(null)))
        .param("said_at", time(said.at()))
        .update();
  }
}
