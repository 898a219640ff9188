package ai.coditect.ops.export.parcel;

import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.UUID;
import java.util.stream.Stream;

/** Prints how many bytes a second the writer takes, of rows as the tenants have them. */
final class ParcelRate {
  private static final int ROWS = 1_000_000;
  private static final int KINDS = 20_000;

  private ParcelRate() {}

  public static void main(String[] args) throws Exception {
    for (int turn = 0; turn < 4; turn++) {
      measure();
    }
  }

  private static void measure() throws Exception {
    Contents.Sheet sheet = sheet();
    Contents contents =
        new Contents(
            new UUID(1, 2),
            Optional.empty(),
            "access",
            Instant.EPOCH.plusSeconds(1_700_000_000),
            "ops 009",
            List.of(sheet),
            List.of());
    byte[][][] rows = rows();
    long[] out = new long[1];
    OutputStream nowhere =
        new OutputStream() {
          @Override
          public void write(int one) {
            out[0]++;
          }

          @Override
          public void write(byte[] bytes, int offset, int length) {
            out[0] += length;
          }
        };
    long bytes = 0;
    long start = System.nanoTime();
    try (ParcelWriter parcel = ParcelWriter.to(nowhere, contents)) {
      for (Format format : Format.values()) {
        Rows to = parcel.begin(sheet, format);
        for (int i = 0; i < ROWS; i++) {
          byte[] row = rows[format.ordinal()][i % KINDS];
          to.piece(row, 0, row.length);
          to.endRow();
          bytes += row.length + format.lineEnd().length();
        }
      }
      parcel.finish();
    }
    double seconds = (System.nanoTime() - start) / 1e9;
    System.out.printf(
        "%.0f MB of JSON and CSV into %.0f MB in %.2f s: %.0f MB/s%n",
        bytes / 1e6, out[0] / 1e6, seconds, bytes / 1e6 / seconds);
  }

  private static Contents.Sheet sheet() {
    return new Contents.Sheet(
        "coditect_shared.licenses",
        "licenses",
        Stream.of(
                "id",
                "organization_id",
                "license_key",
                "status",
                "activation_count",
                "max_activations",
                "features",
                "issued_at",
                "expires_at",
                "created_at",
                "updated_at")
            .map(
                name ->
                    new Contents.Field(
                        name,
                        "text",
                        Optional.empty(),
                        Optional.empty(),
                        Optional.empty(),
                        Optional.empty(),
                        List.of()))
            .toList());
  }

  private static byte[][][] rows() {
    Random random = new Random(4);
    byte[][][] rows = new byte[2][KINDS][];
    for (int i = 0; i < KINDS; i++) {
      UUID id = new UUID(random.nextLong(), random.nextLong());
      UUID organization = new UUID(random.nextInt(40), 7);
      String key = "CDT-%016X".formatted(random.nextLong());
      int used = random.nextInt(10);
      String at =
          "2026-0%d-1%dT1%d:2%d:3%d.%06d+00:00"
              .formatted(
                  1 + random.nextInt(9),
                  random.nextInt(9),
                  random.nextInt(9),
                  random.nextInt(9),
                  random.nextInt(9),
                  random.nextInt(1_000_000));
      String status = random.nextBoolean() ? "ACTIVE" : "EXPIRED";
      rows[0][i] =
          ("{\"id\":\"%s\",\"organization_id\":\"%s\",\"license_key\":\"%s\",\"status\":\"%s\",\"activation_count\":%d,\"max_activations\":10,\"features\":{\"seats\":%d,\"sso\":true},\"issued_at\":\"%s\",\"expires_at\":\"%s\",\"created_at\":\"%s\",\"updated_at\":\"%s\"}")
              .formatted(id, organization, key, status, used, used, at, at, at, at)
              .getBytes(StandardCharsets.UTF_8);
      rows[1][i] =
          ("%s,%s,%s,%s,%d,10,\"{\"\"seats\"\": %d, \"\"sso\"\": true}\",%s,%s,%s,%s")
              .formatted(id, organization, key, status, used, used, at, at, at, at)
              .getBytes(StandardCharsets.UTF_8);
    }
    return rows;
  }
}
