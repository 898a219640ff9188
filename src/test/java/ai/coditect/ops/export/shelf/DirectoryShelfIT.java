package ai.coditect.ops.export.shelf;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import ai.coditect.ops.problem.Check;
import ai.coditect.ops.problem.ProblemsException;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Packages in a directory. */
class DirectoryShelfIT {
  private static final String NAME = "0c5a.zip";

  @TempDir Path directory;

  private Shelves shelves() {
    return new OpenShelves(
        Optional.of(directory.toUri().toString()), Optional.empty(), Duration.ofSeconds(90));
  }

  private Shelf shelf() {
    return shelves().present();
  }

  private List<String> names() throws IOException {
    try (Stream<Path> files = Files.list(directory)) {
      return files.map(file -> file.getFileName().toString()).sorted().toList();
    }
  }

  private static Placed place(Shelf shelf, String name, String content) throws IOException {
    try (Placing placing = shelf.place(name)) {
      placing.out().write(content.getBytes(StandardCharsets.UTF_8));
      return placing.publish();
    }
  }

  @Test
  void a_package_has_its_name_when_it_is_whole_and_only_its_owner_reads_it() throws IOException {
    Placed placed;
    try (Placing placing = shelf().place(NAME)) {
      OutputStream out = placing.out();
      out.write("12345678".getBytes(StandardCharsets.US_ASCII));
      assertThat(names()).singleElement().satisfies(name -> assertThat(name).startsWith("."));
      assertThat(Files.getPosixFilePermissions(directory.resolve(names().get(0))))
          .isEqualTo(PosixFilePermissions.fromString("rw-------"));
      out.write('9');
      out.close();
      placed = placing.publish();
    }
    assertThat(names()).containsExactly(NAME);
    Path file = directory.resolve(NAME);
    assertThat(file).hasContent("123456789");
    assertThat(Files.getPosixFilePermissions(file))
        .isEqualTo(PosixFilePermissions.fromString("rw-------"));
    // What sha256sum says of the nine digits.
    assertThat(placed)
        .isEqualTo(
            new Placed(
                "file://" + directory + "/" + NAME,
                9,
                "15e2b0d3c33891ebb0f1ef609ec419420c20e320ce94c65fbc8c3312448eb225"));
    assertThat(placed.location()).isEqualTo(shelf().location(NAME));
  }

  @Test
  void without_publishing_nothing_stays() throws IOException {
    Placing placing = shelf().place(NAME);
    placing.out().write(new byte[100_000]);
    placing.close();
    placing.close();
    assertThat(names()).isEmpty();
    assertThatThrownBy(() -> placing.out().write(1)).isInstanceOf(IllegalStateException.class);
    assertThatThrownBy(placing::publish).isInstanceOf(IllegalStateException.class);
    assertThat(names()).isEmpty();
  }

  @Test
  void a_name_that_is_taken_keeps_what_it_has() throws IOException {
    place(shelf(), NAME, "first");
    try (Placing second = shelf().place(NAME)) {
      second.out().write('x');
      assertThatThrownBy(second::publish)
          .isInstanceOf(ProblemsException.class)
          .hasMessageContaining("has a file called " + NAME + " already");
    }
    assertThat(names()).containsExactly(NAME);
    assertThat(directory.resolve(NAME)).hasContent("first");
  }

  @Test
  void of_two_attempts_under_way_one_has_the_name() throws IOException {
    try (Placing first = shelf().place(NAME);
        Placing second = shelf().place(NAME)) {
      first.out().write('1');
      second.out().write('2');
      second.publish();
      assertThatThrownBy(first::publish).isInstanceOf(ProblemsException.class);
    }
    assertThat(directory.resolve(NAME)).hasContent("2");
  }

  @Test
  void to_remove_takes_the_package_and_what_its_attempts_left() throws IOException {
    place(shelf(), NAME, "x");
    place(shelf(), "0c5a.zip.age", "y");
    Files.writeString(directory.resolve(".pending-" + NAME + "-1"), "half");
    Files.writeString(directory.resolve(".pending-other.zip-1"), "half");
    assertThat(shelf().remove(NAME)).isTrue();
    assertThat(names()).containsExactly(".pending-other.zip-1", "0c5a.zip.age");
    assertThat(shelf().remove(NAME)).isFalse();
  }

  @Test
  void who_writes_on_after_a_removal_publishes_nothing() throws IOException {
    try (Placing late = shelf().place(NAME)) {
      late.out().write('x');
      assertThat(shelf().remove(NAME)).isFalse();
      late.out().write('y');
      assertThatThrownBy(late::publish).isInstanceOf(ProblemsException.class);
    }
    assertThat(names()).isEmpty();
  }

  @Test
  void what_dead_writers_left_is_swept_by_the_next() throws IOException {
    Path fresh = Files.writeString(directory.resolve(".pending-a.zip-1"), "half");
    Path old = Files.writeString(directory.resolve(".pending-b.zip-1"), "half");
    Files.setLastModifiedTime(
        old,
        FileTime.from(Files.getLastModifiedTime(fresh).toInstant().minus(Duration.ofMinutes(61))));
    place(shelf(), NAME, "x");
    assertThat(names()).containsExactly(".pending-a.zip-1", NAME);
  }

  @Test
  void a_mistyped_path_is_not_created() {
    Path wrong = directory.resolve("exprots");
    Shelves shelves =
        new OpenShelves(
            Optional.of(wrong.toUri().toString()), Optional.empty(), Duration.ofSeconds(90));
    assertThat(catchThrowableOfType(ProblemsException.class, shelves::present).problems())
        .singleElement()
        .satisfies(
            problem -> {
              assertThat(problem.what()).isEqualTo("the place for packages does not exist.");
              assertThat(problem.where()).isEqualTo("OPS_EXPORT_URI, " + wrong);
              assertThat(problem.cure()).startsWith("Create the directory");
            });
    assertThat(wrong).doesNotExist();
  }

  @Test
  void a_place_that_goes_away_is_a_problem_of_whatever_is_done_there() throws IOException {
    Shelf shelf = shelf();
    Placing placing = shelf.place(NAME);
    placing.out().write('x');
    Files.delete(directory.resolve(names().get(0)));
    Files.delete(directory);
    for (Exception gone :
        List.of(
            catchThrowableOfType(ProblemsException.class, placing::publish),
            catchThrowableOfType(ProblemsException.class, () -> shelf.place(NAME)),
            catchThrowableOfType(ProblemsException.class, () -> shelf.remove(NAME)),
            catchThrowableOfType(ProblemsException.class, shelf::probe))) {
      assertThat(gone).hasMessageContaining("the place for packages is gone.");
    }
    Files.createDirectory(directory);
  }

  @Test
  void a_place_without_rights_is_a_problem() throws IOException {
    Path closed = Files.createDirectory(directory.resolve("closed"));
    // A superuser may write anywhere but where the kernel keeps the names.
    Path place =
        closed.toFile().setWritable(false) && !Files.isWritable(closed)
            ? closed
            : Path.of("/proc/self");
    Shelf shelf =
        new OpenShelves(
                Optional.of(place.toUri().toString()), Optional.empty(), Duration.ofSeconds(90))
            .present();
    assertThatThrownBy(() -> shelf.place(NAME))
        .isInstanceOf(ProblemsException.class)
        .hasMessageContaining("the place for packages cannot be written");
    assertThatThrownBy(shelf::probe).isInstanceOf(ProblemsException.class);
  }

  @Test
  void a_probe_leaves_nothing_and_the_check_says_what_it_found() throws IOException {
    assertThat(new ShelfCheck(shelves()).examine().state()).isEqualTo(Check.Finding.State.OK);
    assertThat(names()).isEmpty();
    Shelves nowhere =
        new OpenShelves(
            Optional.of("file:///no/such/place"), Optional.empty(), Duration.ofSeconds(90));
    assertThat(new ShelfCheck(nowhere).examine().problems()).hasSize(1);
    Shelves unset = new OpenShelves(Optional.empty(), Optional.empty(), Duration.ofSeconds(90));
    assertThat(new ShelfCheck(unset).examine().state())
        .isEqualTo(Check.Finding.State.NOT_APPLICABLE);
    assertThatThrownBy(unset::present).hasMessageContaining("OPS_EXPORT_URI is not set.");
  }

  @Test
  void a_directory_has_no_links() {
    assertThat(shelf().link(NAME, Duration.ofDays(1), Instant.EPOCH)).isEmpty();
  }

  @Test
  void a_package_is_found_by_its_location_wherever_it_lies() throws IOException {
    Path earlier = Files.createDirectory(directory.resolve("ear lier%"));
    Shelf old =
        new OpenShelves(
                Optional.of(earlier.toUri().toString()), Optional.empty(), Duration.ofSeconds(90))
            .present();
    String location = place(old, NAME, "x").location();
    Shelves shelves = shelves();
    assertThat(shelves.name(location)).isEqualTo(NAME);
    assertThat(shelves.holding(location).remove(NAME)).isTrue();
    assertThat(shelves.holding(shelf().location(NAME))).isSameAs(shelves.present());
    Shelves unset = new OpenShelves(Optional.empty(), Optional.empty(), Duration.ofSeconds(90));
    assertThat(unset.holding(location).remove(NAME)).isFalse();
    Files.delete(earlier);
    assertThatThrownBy(() -> shelves().holding(location))
        .hasMessageContaining("an earlier OPS_EXPORT_URI, " + earlier);
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "..", "a/b", ".hidden", "a b", "ä"})
  void a_name_is_one_plain_step(String name) {
    Shelf shelf = shelf();
    assertThatThrownBy(() -> shelf.place(name)).isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> shelf.remove(name)).isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> shelf.location(name)).isInstanceOf(IllegalArgumentException.class);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "a.zip",
        "file:///",
        "file:///a/..",
        "file:///a.zip",
        "s3://b/a.zip",
        "gs://b"
      })
  void a_location_that_nobody_wrote_is_a_problem(String location) {
    assertThatThrownBy(() -> shelves().holding(location)).isInstanceOf(ProblemsException.class);
  }
}
