package ai.coditect.ops.export.content;

import static org.assertj.core.api.Assertions.assertThat;

import ai.coditect.ops.export.content.ExportStatementStore.Kind;
import ai.coditect.ops.export.content.Outline.Place;
import ai.coditect.ops.export.parcel.Rows;
import ai.coditect.ops.export.parcel.check.ParcelCheck;
import ai.coditect.ops.local.InProcessWorker;
import ai.coditect.ops.privacy.MappedDatabase;
import ai.coditect.ops.privacy.PersonalDataMap.Profile;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.DigestInputStream;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.zip.ZipFile;
import javax.sql.DataSource;

/** Values that come in pieces, and rows as long as a limit, one byte less and one more. */
record LargeValues(InProcessWorker worker, Residents residents, UUID tenant, Path directory) {

  void atEveryLimit() throws Exception {
    UUID carl = residents.user(tenant, "carl");
    int large = 2 << 20;
    int piece = 1 << 20;
    List<Integer> lengths = new ArrayList<>();
    for (int limit : new int[] {large, large + piece}) {
      lengths.addAll(List.of(limit - 1, limit, limit + 1));
    }
    int row = 10;
    for (String frame : List.of("{\"number\":10,\"body\":\"\"}", "10,\"\"")) {
      for (int length : lengths) {
        int bytes = length - frame.length();
        // Signs of three bytes, at each of their bytes beside a border.
        residents
            .jdbc()
            .sql(
                "insert into coditect_shared.large (user_id, number, body) values (?, ?,"
                    + " repeat('x', ?) || repeat('€', ?) || repeat('y', ?))")
            .params(carl, row, row % 3, bytes / 3 - 1, bytes - row % 3 - (bytes / 3 - 1) * 3)
            .update();
        row++;
      }
    }
    Scope scope = new Scope(tenant, Optional.of(carl), Profile.ACCESS);
    MappedDatabase mapped = worker.get(MappedDatabase.class);
    List<Place> places =
        Outline.of(mapped.map(), mapped.catalogue(), scope, new Wording(Map.of(), "")).places();
    try (SnapshotStore snapshot =
        SnapshotStore.open(worker.get(DataSource.class), Duration.ofMinutes(1))) {
      List<Map<Kind, String>> composed =
          new ExportStatementStore(snapshot)
              .compose(places, scope, mapped.map().subject(), List.of("email"));
      for (int i = 0; i < places.size(); i++) {
        if (places.get(i).table().equals("coditect_shared.large")) {
          CopyStore copy =
              new CopyStore(
                  snapshot, places.get(i).table(), tenant, Optional.of(carl), true, () -> {});
          limits(
              copy,
              composed.get(i),
              "json",
              "'{\"number\":' || number || ',\"body\":\"' || body || '\"}'");
          limits(copy, composed.get(i), "csv", "number || ',\"' || body || '\"'");
        }
      }
    }
  }

  private void limits(CopyStore copy, Map<Kind, String> statements, String spelling, String line)
      throws IOException {
    List<String> wanted =
        residents
            .jdbc()
            .sql(
                "select md5(convert_to(%s, 'UTF8')) from coditect_shared.large order by octet_length(%s) > %d, id"
                    .formatted(line, line, 2 << 20))
            .query(String.class)
            .list();
    long above =
        residents
            .jdbc()
            .sql(
                "select count(*) from coditect_shared.large where octet_length(%s) > %d"
                    .formatted(line, 2 << 20))
            .query(Long.class)
            .single();
    Digests whole = new Digests();
    CopyStore.Tally tally =
        copy.rows(statements.get(Kind.valueOf(spelling.toUpperCase(Locale.ROOT) + "_ROWS")), whole);
    assertThat(tally).isEqualTo(new CopyStore.Tally(12 - above, above));
    assertThat(whole.longest).isEqualTo(2 << 20);
    Digests pieces = new Digests();
    assertThat(
            copy.pieces(
                statements.get(Kind.valueOf(spelling.toUpperCase(Locale.ROOT) + "_PIECES")),
                pieces))
        .isEqualTo(above);
    assertThat(pieces.longest).isEqualTo(1 << 20);
    whole.rows.addAll(pieces.rows);
    assertThat(whole.rows).isEqualTo(wanted);
  }

  /** Keeps a hash of each row, and how much of one came at once. */
  private static final class Digests implements Rows {
    private final List<String> rows = new ArrayList<>();
    private final MessageDigest digest = md5();
    private int longest;

    @Override
    public void piece(byte[] bytes, int offset, int length) {
      digest.update(bytes, offset, length);
      longest = Math.max(longest, length);
    }

    @Override
    public void endRow() {
      rows.add(HexFormat.of().formatHex(digest.digest()));
    }
  }

  void huge(String name, int megabytes) throws Exception {
    UUID user = residents.user(tenant, name);
    residents
        .jdbc()
        .sql(
            "insert into coditect_shared.huge (user_id, payload) select ?, jsonb_build_object('a',"
                + " repeat(repeat(E'€\"\\\\', 200) || E'\\nx@first.test', 512 * ?), 'b',"
                + " (select jsonb_agg(i) from generate_series(1, 10000 * ?) i))")
        .params(user, megabytes, megabytes)
        .update();
    Path file = directory.resolve(name + ".zip");
    try (OutputStream out = Files.newOutputStream(file)) {
      worker
          .get(Extract.class)
          .write(
              new Scope(tenant, Optional.of(user), Profile.ACCESS),
              out,
              Duration.ofMinutes(10),
              () -> {});
    }
    assertThat(ParcelCheck.check(file, Optional.empty()).problems()).isEmpty();
    String text = "replace(cast(payload as text), 'x@first.test', '[redacted]')";
    for (String[] spelling :
        new String[][] {
          {"jsonl", "'{\"payload\":' || " + text + " || '}' || chr(10)"},
          {"csv", "E'payload\\r\\n\"' || replace(" + text + ", '\"', '\"\"') || E'\"\\r\\n'"}
        }) {
      Map<String, Object> wanted =
          residents
              .jdbc()
              .sql(
                  "select md5(convert_to(line, 'UTF8')) as hash, octet_length(line) as bytes from (select %s as line from coditect_shared.huge where user_id = ?) h"
                      .formatted(spelling[1]))
              .param(user)
              .query()
              .singleRow();
      try (ZipFile zip = new ZipFile(file.toFile());
          InputStream in = zip.getInputStream(zip.getEntry("coditect_shared.huge." + spelling[0]));
          DigestInputStream digested = new DigestInputStream(in, md5())) {
        assertThat(digested.transferTo(OutputStream.nullOutputStream()))
            .isEqualTo(((Number) wanted.get("bytes")).longValue())
            .isGreaterThan(megabytes * 500_000L);
        assertThat(HexFormat.of().formatHex(digested.getMessageDigest().digest()))
            .isEqualTo(wanted.get("hash"));
      }
    }
  }

  private static MessageDigest md5() {
    try {
      return MessageDigest.getInstance("MD5");
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException(e);
    }
  }
}
