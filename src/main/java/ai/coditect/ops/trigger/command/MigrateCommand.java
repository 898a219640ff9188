package ai.coditect.ops.trigger.command;

import ai.coditect.ops.database.MigrationReport;
import ai.coditect.ops.database.Migrations;
import ai.coditect.ops.database.Migrations.TenantTables;
import ai.coditect.ops.database.WorkerLogin;
import ai.coditect.ops.database.session.Pooling;
import ai.coditect.ops.problem.Problem;
import ai.coditect.ops.problem.ProblemsException;
import ai.coditect.ops.problem.RefusalException;
import ai.coditect.ops.trigger.command.start.OpsEnvironment;
import ai.coditect.ops.trigger.command.start.OpsEnvironment.Login;
import ai.coditect.ops.trigger.command.start.OpsEnvironment.Need;
import ai.coditect.ops.trigger.command.start.StartFailure;
import java.io.PrintStream;
import java.sql.SQLException;
import java.util.EnumSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import javax.sql.DataSource;
import org.springframework.jdbc.datasource.DriverManagerDataSource;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

@Command(
    name = "migrate",
    description = "Bring the database up to date, as the owner's login. Safe to repeat.")
final class MigrateCommand implements Callable<Integer> {
  private final Session session;
  @Mixin private final Answer answer = new Answer();

  @Option(
      names = "--tenant-tables",
      defaultValue = "auto",
      paramLabel = "apply|skip|auto",
      description =
          "Whether to make the tenants' tables too; auto does, unless they are there (default).")
  private TenantTables tenantTables = TenantTables.AUTO;

  MigrateCommand(Session session) {
    this.session = session;
  }

  @Override
  public Integer call() {
    try {
      OpsEnvironment environment =
          OpsEnvironment.read(session.environment(), EnumSet.of(Need.OWNER));
      Answer.list(session.err(), "warning", environment.warnings());
      Login owner = environment.owner().orElseThrow();
      Optional<WorkerLogin> worker =
          environment.worker().map(login -> new WorkerLogin(login.user(), login.password()));
      DataSource database =
          new DriverManagerDataSource(owner.url(), owner.user(), owner.password());
      requireWholeSessions(database);
      print(Migrations.apply(database, worker, tenantTables));
      return 0;
    } catch (RefusalException e) {
      return answer.failure(session, e);
    } catch (ProblemsException e) {
      boolean settings = e.problems().stream().allMatch(p -> p.where().equals("environment"));
      return answer.failure(session, new StartFailure(settings ? 2 : 1, e.problems()));
    } catch (RuntimeException e) {
      return answer.failure(session, e);
    }
  }

  /** Its locks are a session's. What cannot be asked now is told by the migration itself. */
  private static void requireWholeSessions(DataSource database) {
    Optional<Problem> pooling;
    try {
      pooling = Pooling.problem(database);
    } catch (SQLException e) {
      return;
    }
    if (pooling.isPresent()) {
      throw new RefusalException(List.of(pooling.get()));
    }
  }

  private void print(MigrationReport report) {
    if (answer.json) {
      Map<String, Object> fields = new LinkedHashMap<>();
      fields.put("database", report.database());
      fields.put("tenant", report.tenant());
      fields.put("tenantSkipped", report.tenantSkipped().orElse(null));
      fields.put("ops", report.ops());
      fields.put("granted", report.granted());
      fields.put("problems", List.of());
      Answer.document(session.out(), fields);
      return;
    }
    PrintStream out = session.out();
    report.tenantSkipped().ifPresent(why -> out.println("tenant  left alone: " + why));
    report.tenant().forEach(applied -> out.println("tenant  applied " + applied));
    report.ops().forEach(applied -> out.println("ops     applied " + applied));
    report.granted().forEach(out::println);
    if (report.changedNothing()) {
      out.println("The database is up to date.");
    }
    out.flush();
  }
}
