package ai.coditect.ops.database;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.sql.Types;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import javax.sql.DataSource;
import org.springframework.jdbc.core.namedparam.MapSqlParameterSource;
import org.springframework.jdbc.core.namedparam.NamedParameterUtils;

/** The rules of a folder of query files and of the sources that name them. */
final class QueryFiles {
  /** The server explains no settings; this one changes nothing and holds for the transaction. */
  private static final Pattern SETTING =
      Pattern.compile("(?s)(?:--[^\n]*\n)*set constraints all (?:immediate|deferred)\\s*");

  /** A metric file names its statement. */
  private static final Pattern ASKED = Pattern.compile("(?m)^query: (\\w+)\\.sql$");

  private static final Pattern NAMED = Pattern.compile("\\bSql\\s*\\.file\\(\\s*\"([^\"]+)\"");

  private final Path folder;
  private final Path sources;
  private final Path figures;
  private final DataSource worker;

  /**
   * @param figures the metric files, each of which names a statement of the folder metrics
   */
  QueryFiles(Path folder, Path sources, Path figures, DataSource worker) {
    this.folder = folder;
    this.sources = sources;
    this.figures = figures;
    this.worker = worker;
  }

  /** Every breach of a rule, as a sentence that starts with the file. */
  List<String> complaints() throws IOException, SQLException {
    List<String> complaints = new ArrayList<>();
    Set<String> named = named();
    Set<String> present = new TreeSet<>();
    try (Connection connection = worker.getConnection()) {
      connection.setAutoCommit(false);
      for (Path file : files(folder, ".sql")) {
        String name = folder.relativize(file).toString().replace('\\', '/').replace(".sql", "");
        present.add(name);
        String text = Files.readString(file);
        if (!text.matches("(?s)-- \\S.*")) {
          complaints.add(name + ": the first line does not say what it answers");
        }
        if (!named.contains(name)) {
          complaints.add(name + ": no class names it");
        }
        planned(connection, text).ifPresent(problem -> complaints.add(name + ": " + problem));
      }
    }
    named.stream()
        .filter(name -> !present.contains(name))
        .forEach(name -> complaints.add(name + ": a class names it and there is no such file"));
    return complaints;
  }

  /**
   * Parsed, typed and planned as the worker with nothing known of the values; never executed. What
   * has no plan is executed, and means nothing in a transaction that wrote nothing.
   */
  private static Optional<String> planned(Connection connection, String text) throws SQLException {
    if (text.replaceAll("(?m)^--.*$", "").strip().startsWith("set constraints ")) {
      return executed(connection, text);
    }
    String sql =
        NamedParameterUtils.substituteNamedParameters(
            NamedParameterUtils.parseSqlStatement(text), new MapSqlParameterSource());
    boolean setting = SETTING.matcher(sql).matches();
    try (PreparedStatement typed = connection.prepareStatement(sql);
        PreparedStatement planned = connection.prepareStatement(setting ? sql : "explain " + sql)) {
      int parameters = typed.getParameterMetaData().getParameterCount();
      for (int i = 1; i <= parameters; i++) {
        planned.setNull(i, Types.NULL);
      }
      planned.execute();
      return Optional.empty();
    } catch (SQLException e) {
      return Optional.of(e.getMessage().lines().findFirst().orElseThrow());
    } finally {
      connection.rollback();
    }
  }

  private static Optional<String> executed(Connection connection, String text) throws SQLException {
    try (PreparedStatement statement = connection.prepareStatement(text)) {
      statement.execute();
      return Optional.empty();
    } catch (SQLException e) {
      return Optional.of(e.getMessage().lines().findFirst().orElseThrow());
    } finally {
      connection.rollback();
    }
  }

  private Set<String> named() throws IOException {
    Set<String> names = new TreeSet<>();
    for (Path source : files(sources, ".java")) {
      NAMED.matcher(Files.readString(source)).results().forEach(match -> names.add(match.group(1)));
    }
    for (Path file : files(figures, ".yaml")) {
      ASKED
          .matcher(Files.readString(file))
          .results()
          .forEach(match -> names.add("metrics/" + match.group(1)));
    }
    return names;
  }

  private static List<Path> files(Path root, String ending) throws IOException {
    try (Stream<Path> all = Files.walk(root)) {
      return all.filter(file -> file.toString().endsWith(ending)).sorted().toList();
    }
  }
}
