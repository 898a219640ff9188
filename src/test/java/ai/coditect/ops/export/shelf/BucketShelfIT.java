package ai.coditect.ops.export.shelf;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import ai.coditect.ops.local.LocalStorage;
import ai.coditect.ops.problem.Check;
import ai.coditect.ops.problem.Problem;
import ai.coditect.ops.problem.ProblemsException;
import ai.coditect.ops.storage.BucketClient;
import ai.coditect.ops.storage.ExportPlace;
import ai.coditect.ops.storage.Place;
import java.io.IOException;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.function.Consumer;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Named;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.FieldSource;

/** Packages in a bucket, over a network on which everything happens. */
class BucketShelfIT {
  private static final String NAME = "0c5a.zip";
  private static final String OBJECT = "copies/" + NAME;

  private static final int CHUNK = 512 * 1024;

  /** Three chunks, the last of them small. */
  private static final byte[] CONTENT = bytes(1_125_000);

  private static final String SHA256 = sha256(CONTENT);

  private static final byte[] SMALL = {1, 2, 3};

  private final LocalStorage storage = LocalStorage.start("parcels");

  @AfterEach
  void stop() {
    storage.close();
  }

  private static byte[] bytes(int count) {
    byte[] bytes = new byte[count];
    new Random(count).nextBytes(bytes);
    return bytes;
  }

  private Shelf shelf() {
    return shelf("parcels");
  }

  /** For what never passes. */
  private Shelf hasty() {
    return shelf("parcels", Duration.ofMillis(300), Duration.ofMillis(900));
  }

  private Shelf shelf(String bucket) {
    return shelf(bucket, Duration.ofSeconds(3), Duration.ofSeconds(12));
  }

  private Shelf shelf(String bucket, Duration silence, Duration question) {
    return new BucketStore(
        new Place.Bucket(bucket, "copies"),
        Optional.of(storage.host()),
        ExportPlace.USE,
        new BucketClient.Patience(silence, question),
        CHUNK);
  }

  private Shelves shelves() {
    return new OpenShelves(
        Optional.of("gs://parcels/copies/"), Optional.of(storage.host()), Duration.ofSeconds(90));
  }

  private List<String> names() {
    return storage.buckets().names("parcels");
  }

  /** Places the content, with something happening at a third, at two thirds, or before the end. */
  private Placed place(Shelf shelf, int third, Runnable happening) throws IOException {
    try (Placing placing = shelf.place(NAME)) {
      int length = CONTENT.length / 3;
      for (int i = 0; i < 3; i++) {
        if (i == third) {
          happening.run();
        }
        placing.out().write(CONTENT, i * length, length);
      }
      if (third == 3) {
        happening.run();
      }
      return placing.publish();
    }
  }

  private static String sha256(byte[] content) {
    try {
      return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(content));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException(e);
    }
  }

  private void assertWhole(Placed placed) {
    assertThat(names()).containsExactly(OBJECT);
    assertThat(storage.buckets().content("parcels", OBJECT)).isEqualTo(CONTENT);
    assertThat(placed).isEqualTo(new Placed("gs://parcels/" + OBJECT, CONTENT.length, SHA256));
  }

  private static Problem problem(ThrowingCallable wrong) {
    ProblemsException refusal = catchThrowableOfType(ProblemsException.class, wrong);
    assertThat(refusal).as("a refusal").isNotNull();
    assertThat(refusal.getMessage()).doesNotContain("somebody@");
    assertThat(refusal.problems()).hasSize(1);
    Problem problem = refusal.problems().get(0);
    assertThat(problem.what()).startsWith("the place for packages ");
    assertThat(problem.where()).startsWith("OPS_EXPORT_URI, gs://");
    assertThat(problem.cure()).endsWith(".");
    return problem;
  }

  @Test
  void a_package_has_its_name_when_it_is_whole_and_nothing_else_is_said_about_it()
      throws Exception {
    assertWhole(place(shelf(), 3, () -> assertThat(names()).isEmpty()));
    Map<String, Object> about = storage.buckets().about("parcels", OBJECT);
    assertThat(about)
        .containsEntry("contentType", "application/zip")
        .containsEntry("cacheControl", "private, no-store");
    assertThat(about.get("metadata").toString()).matches("\\{attempt=[0-9a-f-]{36}}");
  }

  @Test
  void an_encrypted_or_empty_package_is_a_package() throws IOException {
    try (Placing placing = shelf().place(NAME + ".age")) {
      assertThat(placing.publish().bytes()).isZero();
    }
    assertThat(storage.buckets().about("parcels", OBJECT + ".age"))
        .containsEntry("contentType", "application/octet-stream");
  }

  @Test
  void without_publishing_nothing_is_ever_seen() throws IOException {
    Placing placing = shelf().place(NAME);
    placing.out().write(CONTENT);
    placing.close();
    assertThat(names()).isEmpty();
    assertThatThrownBy(placing::publish).isInstanceOf(IllegalStateException.class);
  }

  private static Named<Consumer<LocalStorage>> happening(
      String name, Consumer<LocalStorage> happening) {
    return Named.of(name, happening);
  }

  static final List<Named<Consumer<LocalStorage>>> PASSING =
      List.of(
          happening("503", storage -> storage.faults().failNext(2)),
          happening("429", storage -> storage.faults().failNext(2, 429, "rateLimitExceeded")),
          happening("cut at once", storage -> storage.faults().cutUploads(2, 0)),
          happening("cut in the middle", storage -> storage.faults().cutUploads(2, 125_000)),
          happening("answer lost", storage -> storage.faults().loseAnswers(1)));

  @ParameterizedTest
  @FieldSource("PASSING")
  void what_passes_is_outlived_wherever_it_happens(Consumer<LocalStorage> happening)
      throws Exception {
    for (int third : new int[] {2, 3}) {
      assertWhole(place(shelf(), third, () -> happening.accept(storage)));
      storage.faults().heal();
      assertThat(shelf().remove(NAME)).isTrue();
    }
  }

  @Test
  void a_package_whose_arrival_nobody_confirms_is_recognised() throws Exception {
    Shelf shelf = shelf("parcels", Duration.ofSeconds(1), Duration.ofSeconds(3));
    assertWhole(place(shelf, 3, () -> storage.faults().loseAnswers(1_000_000)));
  }

  static final List<Named<Consumer<LocalStorage>>> LASTING =
      List.of(
          happening("503", storage -> storage.faults().failNext(1_000_000)),
          happening("cut", storage -> storage.faults().cutUploads(1_000_000, 12_500)),
          happening("silence", storage -> storage.faults().stall()),
          happening("read-only", storage -> storage.faults().readOnly()),
          happening("no access", storage -> storage.faults().refuseEverything(401, "required")));

  @ParameterizedTest
  @FieldSource("LASTING")
  void what_lasts_is_a_problem_and_nothing_has_the_name(Consumer<LocalStorage> happening)
      throws IOException {
    assertNothingArrives(hasty(), happening);
  }

  static final List<Named<Consumer<LocalStorage>>> DAMAGE =
      List.of(
          happening("a changed bit", storage -> storage.faults().corruptUploads(1)),
          happening("a bit changed later", storage -> storage.faults().damageStored(1)));

  @ParameterizedTest
  @FieldSource("DAMAGE")
  void what_is_damaged_is_a_problem_and_nothing_has_the_name(Consumer<LocalStorage> happening)
      throws IOException {
    assertNothingArrives(shelf(), happening);
  }

  private void assertNothingArrives(Shelf shelf, Consumer<LocalStorage> happening)
      throws IOException {
    for (int third : new int[] {2, 3}) {
      assertThat(problem(() -> place(shelf, third, () -> happening.accept(storage))).what())
          .doesNotContain("what it said it took");
      storage.faults().heal();
      assertThat(names()).isEmpty();
    }
  }

  @Test
  void after_a_failure_the_rest_is_refused_too() throws IOException {
    try (Placing placing = shelf().place(NAME)) {
      storage.faults().readOnly();
      assertThatThrownBy(() -> placing.out().write(CONTENT)).isInstanceOf(ProblemsException.class);
      storage.faults().heal();
      assertThatThrownBy(() -> placing.out().write(CONTENT)).isInstanceOf(ProblemsException.class);
      assertThatThrownBy(placing::publish).isInstanceOf(ProblemsException.class);
    }
    assertThat(names()).isEmpty();
  }

  @ParameterizedTest
  @CsvSource({
    "401, required, no credentials, service account",
    "403, forbidden, no right to, roles/storage.objectUser",
    "403, quotaExceeded, a quota is used up, Raise the quota",
    "403, retentionPolicyNotMet, retention policy, a bucket without",
    "405, methodNotAllowed, the service answers 405, Run again",
  })
  void what_the_service_says_becomes_a_problem_with_a_cure(
      int code, String reason, String what, String cure) throws IOException {
    Shelf shelf = shelf();
    storage.buckets().put("parcels", "copies/old.zip", SMALL);
    storage.faults().refuseWrites(code, reason);
    for (ThrowingCallable action :
        List.<ThrowingCallable>of(
            () -> shelf.place(NAME), () -> shelf.remove("old.zip"), shelf::probe)) {
      Problem problem = problem(action);
      assertThat(problem.what()).contains(what);
      assertThat(problem.cure()).contains(cure);
    }
    assertThat(names()).containsExactly("copies/old.zip");
  }

  @Test
  void a_bucket_that_is_not_there_or_away_is_a_problem() {
    Shelf nowhere = shelf("nowhere");
    assertThat(problem(() -> nowhere.place(NAME)).what()).contains("does not exist");
    assertThat(problem(nowhere::probe).what()).contains("does not exist");
    Shelf shelf = hasty();
    storage.close();
    assertThat(problem(() -> shelf.place(NAME)).what()).contains("not reached");
    assertThat(problem(() -> shelf.remove(NAME)).what()).contains("not reached");
  }

  @Test
  void a_name_that_is_taken_keeps_what_it_has() throws IOException {
    storage.buckets().put("parcels", OBJECT, new byte[] {7});
    assertThat(problem(() -> shelf().place(NAME)).what()).contains("its name is taken");
    storage.buckets().remove("parcels", OBJECT);
    assertThat(
            problem(
                    () ->
                        place(
                            shelf(),
                            3,
                            () -> storage.buckets().put("parcels", OBJECT, new byte[] {7})))
                .what())
        .contains("its name is taken");
    assertThat(storage.buckets().content("parcels", OBJECT)).containsExactly(7);
  }

  @Test
  void a_bucket_that_keeps_no_metadata_is_called_that_and_keeps_no_package_either() {
    storage.faults().dropMetadata();
    for (ThrowingCallable action :
        List.<ThrowingCallable>of(() -> place(shelf(), 3, () -> {}), () -> shelf().probe())) {
      Problem problem = problem(action);
      assertThat(problem.what()).contains("does not keep the metadata of objects");
      assertThat(problem.cure()).contains("Name a bucket of Cloud Storage itself");
      assertThat(names()).isEmpty();
    }
    // Somebody else's object is neither taken for ours nor removed.
    byte[] theirs = {7};
    assertThat(
            problem(() -> place(shelf(), 3, () -> storage.buckets().put("parcels", OBJECT, theirs)))
                .what())
        .contains("its name is taken");
    assertThat(storage.buckets().content("parcels", OBJECT)).containsExactly(7);
  }

  @Test
  void of_two_attempts_under_way_one_has_the_name() throws IOException {
    try (Placing first = shelf().place(NAME);
        Placing second = shelf().place(NAME)) {
      first.out().write(1);
      second.out().write(2);
      second.publish();
      problem(first::publish);
    }
    assertThat(storage.buckets().content("parcels", OBJECT)).containsExactly(2);
  }

  @Test
  void to_remove_takes_what_has_the_name_and_nothing_else() throws IOException {
    storage.buckets().put("parcels", OBJECT, SMALL);
    storage.buckets().put("parcels", OBJECT + ".age", SMALL);
    storage.buckets().put("parcels", NAME, SMALL);
    assertThat(shelf().remove(NAME)).isTrue();
    assertThat(names()).containsExactly(NAME, OBJECT + ".age");
    assertThat(shelf().remove(NAME)).isFalse();
  }

  @Test
  void a_silent_service_does_not_say_that_a_package_is_gone() {
    storage.buckets().put("parcels", OBJECT, SMALL);
    Shelf shelf = hasty();
    storage.faults().stall();
    assertThat(problem(() -> shelf.remove(NAME)).what()).contains("does not let go of " + NAME);
    storage.faults().heal();
    assertThat(names()).containsExactly(OBJECT);
  }

  @Test
  void a_probe_leaves_nothing_and_the_check_says_what_it_found() {
    storage.buckets().put("parcels", "copies/.probe", new byte[0]);
    assertThat(new ShelfCheck(shelves()).examine().state()).isEqualTo(Check.Finding.State.OK);
    assertThat(names()).isEmpty();
    storage.faults().readOnly();
    assertThat(new ShelfCheck(shelves()).examine())
        .satisfies(
            finding -> {
              assertThat(finding.state()).isEqualTo(Check.Finding.State.FAILED);
              assertThat(finding.problems()).hasSize(1);
            });
  }

  @Test
  void a_package_is_found_by_its_location_wherever_it_lies() throws Exception {
    Shelves shelves = shelves();
    storage.buckets().create("earlier");
    storage.buckets().put("earlier", NAME, SMALL);
    storage.buckets().put("earlier", "a b%/" + NAME, SMALL);
    for (String location : List.of("gs://earlier/" + NAME, "gs://earlier/a%20b%25/" + NAME)) {
      assertThat(shelves.name(location)).isEqualTo(NAME);
      assertThat(shelves.holding(location).location(NAME)).isEqualTo(location);
      assertThat(shelves.holding(location).remove(NAME)).isTrue();
    }
    assertThat(shelves.holding("gs://parcels/" + OBJECT)).isSameAs(shelves.present());
  }
}
