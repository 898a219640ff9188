package ai.coditect.ops.process;

import ai.coditect.ops.process.GateProxy.Where;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.CompletableFuture;

/** Where a run is killed, in the order in which a run gets there. */
enum CrashPoint {
  BEFORE_RUN_START("job/begin_run", Where.BEFORE),
  AFTER_RUN_START("job/begin_run", Where.AFTER_STATEMENT),
  BEFORE_BATCH_INSTANCE("INTO coditect_ops.batch_JOB_INSTANCE(", Where.BEFORE),
  BETWEEN_INSTANCE_AND_EXECUTION("INTO coditect_ops.batch_JOB_EXECUTION(", Where.BEFORE),
  AFTER_BATCH_EXECUTION("INTO coditect_ops.batch_JOB_EXECUTION(", Where.AFTER_COMMIT),
  BEFORE_STEP("INTO coditect_ops.batch_STEP_EXECUTION(", Where.BEFORE),
  BEFORE_COMMIT_OF_STEP("INTO coditect_ops.batch_STEP_EXECUTION(", Where.BEFORE_COMMIT),
  BEFORE_COMMIT_OF_PLAN("license/read_watermark", Where.BEFORE_COMMIT),
  AFTER_COMMIT_OF_PLAN("license/read_watermark", Where.AFTER_COMMIT),
  BEFORE_BITE("license/advance_licenses", Where.BEFORE),
  BEFORE_COMMIT_OF_BITE("license/advance_licenses", Where.BEFORE_COMMIT),
  AFTER_COMMIT_OF_BITE("license/advance_licenses", Where.AFTER_COMMIT),
  BEFORE_COMMIT_OF_LATER_BITE("license/advance_licenses", Where.BEFORE_COMMIT, 4),
  AFTER_COMMIT_OF_LATER_BITE("license/advance_licenses", Where.AFTER_COMMIT, 4),
  BEFORE_COMMIT_OF_SINGLE_STAGE("license/find_due_licenses", Where.BEFORE_COMMIT),
  AFTER_COMMIT_OF_SINGLE_STAGE("license/find_due_licenses", Where.AFTER_COMMIT),
  BEFORE_COMMIT_OF_LAST_STAGE("license/move_watermark", Where.BEFORE_COMMIT),
  AFTER_COMMIT_OF_LAST_STAGE("license/move_watermark", Where.AFTER_COMMIT),
  BEFORE_RUN_END("job/finish_run", Where.BEFORE),
  BEFORE_COMMIT_OF_RUN_END("job/finish_run", Where.BEFORE_COMMIT),
  AFTER_COMMIT_OF_RUN_END("job/finish_run", Where.AFTER_COMMIT);

  private final String statement;
  private final Where where;
  private final int toPass;

  CrashPoint(String statement, Where where) {
    this(statement, where, 0);
  }

  CrashPoint(String statement, Where where, int toPass) {
    this.statement = statement;
    this.where = where;
    this.toPass = toPass;
  }

  CompletableFuture<Void> arm(GateProxy gate) {
    String marker = statement.contains(" ") ? statement : firstLine(statement);
    return gate.stopAt(marker, where, toPass);
  }

  /** The comment that a statement's file begins with; it travels to the server. */
  static String firstLine(String file) {
    try {
      return Files.readAllLines(Path.of("sql/queries", file + ".sql")).get(0);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
