package ai.coditect.ops.export.content;

import ai.coditect.ops.local.LocalPostgres;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.UUID;
import java.util.stream.Stream;
import org.springframework.jdbc.core.simple.JdbcClient;

/**
 * Tables that the code has never heard of, as an engineer of the platform adds them: paths of
 * several steps, references to other people, and columns of every kind.
 */
public final class WiderHouse {
  private static final String MAP =
      """

        coditect_shared.comments:
          rows: erase
          subject: author_id -> coditect_shared.users.id
          organization: organization_id -> coditect_shared.organizations.id
          columns:
            id: ACCESS
            author_id: ACCESS
            answers_to: ACCESS
            body: BOTH
            details: BOTH
          not-personal: [ organization_id ]
        coditect_shared.reactions:
          rows: erase
          subject: comment_id -> coditect_shared.comments.id
          organization: comment_id -> coditect_shared.comments.id
          columns:
            comment_id: ACCESS
            emoji: BOTH
          not-personal: [ id ]
        coditect_shared.Stars:
          rows: erase
          subject: reaction_id -> coditect_shared.reactions.id
          columns:
            order: BOTH
            reaction_id: ACCESS
          not-personal: [ ID ]
      """
          .replace("ACCESS", "{ do: erase, TAGS, provided: false, export: [ access ] }")
          .replace("BOTH", "{ do: erase, TAGS, provided: true, export: [ access, portability ] }")
          .replace("TAGS", "category: content, purpose: collaboration");

  private static final String[] TABLES = {
    "create table coditect_shared.comments (id uuid primary key default gen_random_uuid(),"
        + " organization_id uuid not null references coditect_shared.organizations (id),"
        + " author_id uuid not null references coditect_shared.users (id),"
        + " answers_to uuid references coditect_shared.users (id), body text, details jsonb)",
    "create index on coditect_shared.comments (author_id)",
    "create index on coditect_shared.comments (answers_to)",
    "create index on coditect_shared.comments (organization_id)",
    "create table coditect_shared.reactions (id uuid primary key default gen_random_uuid(),"
        + " comment_id uuid not null references coditect_shared.comments (id), emoji text)",
    "create index on coditect_shared.reactions (comment_id)",
    "create table coditect_shared.\"Stars\" (\"ID\" uuid primary key default gen_random_uuid(),"
        + " reaction_id uuid not null references coditect_shared.reactions (id), \"order\" text)",
    "create index on coditect_shared.\"Stars\" (reaction_id)",
    "grant select, update, delete on coditect_shared.comments, coditect_shared.reactions,"
        + " coditect_shared.\"Stars\" to coditect_system"
  };

  private final JdbcClient jdbc;

  private WiderHouse(JdbcClient jdbc) {
    this.jdbc = jdbc;
  }

  /** Builds the tables; {@link #jobs} has to describe them to the worker. */
  public static WiderHouse in(LocalPostgres.Database database) {
    database.execute(TABLES);
    return new WiderHouse(JdbcClient.create(database.asSuperuser()));
  }

  /** The shipped job files, with these tables in the map. */
  public static Path jobs(Path directory) {
    try {
      Files.writeString(
          shipped(directory).resolve("personal-data.yaml"), MAP, StandardOpenOption.APPEND);
      return directory;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** A copy of the shipped job files. */
  public static Path shipped(Path directory) {
    Path shipped = Path.of("jobs");
    try (Stream<Path> files = Files.walk(shipped)) {
      for (Path file : (Iterable<Path>) files::iterator) {
        Path copy = directory.resolve(shipped.relativize(file).toString());
        if (Files.isDirectory(file)) {
          Files.createDirectories(copy);
        } else {
          Files.copy(file, copy);
        }
      }
      return directory;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  public UUID comment(UUID organization, UUID author, UUID answersTo, String body, String details) {
    return jdbc.sql(
            "insert into coditect_shared.comments (organization_id, author_id, answers_to, body,"
                + " details) values (?, ?, ?, ?, cast(? as jsonb)) returning id")
        .params(organization, author, answersTo, body, details)
        .query(UUID.class)
        .single();
  }

  public UUID reaction(UUID comment, String emoji) {
    return jdbc.sql(
            "insert into coditect_shared.reactions (comment_id, emoji) values (?, ?) returning id")
        .params(comment, emoji)
        .query(UUID.class)
        .single();
  }

  public UUID star(UUID reaction, String order) {
    return jdbc.sql(
            "insert into coditect_shared.\"Stars\" (reaction_id, \"order\") values (?, ?)"
                + " returning \"ID\"")
        .params(reaction, order)
        .query(UUID.class)
        .single();
  }
}
