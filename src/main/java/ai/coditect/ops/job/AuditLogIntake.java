package ai.coditect.ops.job;

import java.util.Map;

/**
 * A room's way to take one kind of entry of the cloud's audit log, which a log sink sends over
 * Pub/Sub: an entry asks for one run, however often it comes.
 */
public interface AuditLogIntake {

  /** The method whose entries it takes, for example {@code cloudsql.instances.automatedBackup}. */
  String method();

  /** What is to be done; asked before any database is. */
  Taken take(AuditEntry entry);

  /**
   * What is used of an entry.
   *
   * @param resource for example {@code projects/p/instances/i}
   * @param labels of the resource
   * @param metadata those of its fields that are plain text
   */
  record AuditEntry(
      String method, String resource, Map<String, String> labels, Map<String, String> metadata) {}

  /** What becomes of an entry. */
  sealed interface Taken {}

  /** It asks for this run. */
  record Asks(String job, Map<String, String> parameters) implements Taken {}

  /**
   * Nothing is to be done, and nothing is wrong.
   *
   * @param why for a person, without anything of the entry's content
   */
  record Ignored(String why) implements Taken {}

  /**
   * It cannot be understood.
   *
   * @param reason for a person, without anything of the entry's content
   */
  record Odd(String reason) implements Taken {}
}
