package ai.coditect.ops.erasure;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.UUID;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import org.springframework.jdbc.core.simple.JdbcClient;

/** Looks for what erased people left behind: their tokens and ids, however they are spelled. */
public final class Trail {
  private static final Pattern BYTES = Pattern.compile("\\\\x((?:[0-9a-f]{2})+)");
  private final Set<String> wanted = new HashSet<>();

  public void token(String token) {
    wanted.add(token.toLowerCase(Locale.ROOT));
  }

  public void id(UUID id) {
    wanted.add(id.toString());
    wanted.add(id.toString().replace("-", ""));
  }

  /** The tables, of every schema, in which a row says anything of them; a line for each row. */
  public List<String> inDatabase(JdbcClient superuser) {
    List<String> hits = new ArrayList<>();
    List<String> tables =
        superuser
            .sql(
                "select format('%I.%I', n.nspname, c.relname) from pg_class c"
                    + " join pg_namespace n on n.oid = c.relnamespace"
                    + " where c.relkind in ('r', 'm') and n.nspname not in ('pg_catalog', 'pg_toast')"
                    + " order by 1")
            .query(String.class)
            .list();
    for (String table : tables) {
      superuser
          .sql("select cast(t as text) as line from " + table + " t")
          .query(
              row -> {
                if (says(row.getString("line"))) {
                  hits.add(table);
                }
              });
    }
    return hits;
  }

  public List<String> inFiles(Path directory) {
    try (var files = Files.walk(directory)) {
      List<String> hits = new ArrayList<>();
      for (Path file : (Iterable<Path>) files.filter(Files::isRegularFile)::iterator) {
        if (says(file.toString())
            || says(new String(Files.readAllBytes(file), StandardCharsets.ISO_8859_1))) {
          hits.add(file.toString());
        }
      }
      return hits;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** The lines that say anything of them. */
  public List<String> inText(String text) {
    return text.lines().filter(this::says).toList();
  }

  private boolean says(String text) {
    return plainly(text)
        || BYTES.matcher(text).results().anyMatch(bytes -> plainly(decoded(bytes)));
  }

  private boolean plainly(String text) {
    String lower = text.toLowerCase(Locale.ROOT);
    return wanted.stream().anyMatch(lower::contains);
  }

  /** A bytea inside a row is written in digits. */
  private static String decoded(MatchResult bytes) {
    return new String(HexFormat.of().parseHex(bytes.group(1)), StandardCharsets.ISO_8859_1);
  }
}
