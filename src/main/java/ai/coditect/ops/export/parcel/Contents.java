package ai.coditect.ops.export.parcel;

import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;

/**
 * What a package is about, before its first row is read.
 *
 * @param user empty when it is about the whole organization
 * @param profile {@code access} or {@code portability}
 * @param instant of the one snapshot that every file shows
 * @param databaseSchema the newest migration of the database, for example {@code ops 009, tenant
 *     003}
 * @param sheets one a table, in the order of the files
 * @param leftOut what is stored and not in the package
 * @param otherStores what is stored in other places, of which nothing is in the package
 */
public record Contents(
    UUID organization,
    Optional<UUID> user,
    String profile,
    Instant instant,
    String databaseSchema,
    List<Sheet> sheets,
    List<LeftOut> leftOut,
    List<OtherStore> otherStores) {

  /** Where the database is all there is. */
  public Contents(
      UUID organization,
      Optional<UUID> user,
      String profile,
      Instant instant,
      String databaseSchema,
      List<Sheet> sheets,
      List<LeftOut> leftOut) {
    this(organization, user, profile, instant, databaseSchema, sheets, leftOut, List.of());
  }

  /**
   * @param name as events call it
   * @param title for a person
   * @param holds what it holds by category, for a person
   */
  public record OtherStore(String name, String title, Map<String, String> holds) {}

  /**
   * One table.
   *
   * @param name of the files without an ending, unique: {@code coditect_shared.users}
   * @param title for a person: {@code users}
   */
  public record Sheet(String name, String title, List<Field> fields) {}

  /**
   * One column, with what GDPR Art. 15(1) wants said about it.
   *
   * @param type as the database names it
   * @param category empty where the column is not personal
   * @param purpose empty where the column is not personal
   * @param source whether the person gave it or it arose from use; empty where it is not personal
   * @param retention how long it is kept; empty where it is not personal
   * @param recipients who else gets it
   */
  public record Field(
      String name,
      String type,
      Optional<String> category,
      Optional<String> purpose,
      Optional<String> source,
      Optional<String> retention,
      List<String> recipients) {}

  /**
   * @param columns empty for the whole table
   * @param why for a person
   */
  public record LeftOut(String table, List<String> columns, String why) {}

  /**
   * Values that were replaced, because they are about somebody else.
   *
   * @param rows how many rows of the table have one
   */
  public record Redaction(String table, String column, long rows, String why) {}
}
