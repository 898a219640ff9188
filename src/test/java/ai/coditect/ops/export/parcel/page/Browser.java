package ai.coditect.ops.export.parcel.page;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.File;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.jsoup.Jsoup;
import org.jsoup.nodes.Document;

/** A real browser, where there is one on the path; tests that need it are skipped elsewhere. */
public final class Browser {
  private static final List<String> NAMES =
      List.of("chromium", "chromium-browser", "google-chrome", "google-chrome-stable", "chrome");

  private final Path program;

  private Browser(Path program) {
    this.program = program;
  }

  public static Browser orSkip() {
    Optional<Path> found =
        NAMES.stream()
            .flatMap(
                name ->
                    Stream.of(System.getenv("PATH").split(File.pathSeparator))
                        .map(each -> Path.of(each, name)))
            .filter(Files::isExecutable)
            .findFirst();
    assumeTrue(
        found.isPresent(),
        "skipped: no browser is on this machine (" + String.join(", ", NAMES) + ")");
    return new Browser(found.get());
  }

  /** A page on disk after everything on it had its chance to act. */
  public Document show(Path page) throws IOException, InterruptedException {
    Path out = Files.createTempFile("dom", ".html");
    run(out, "--dump-dom", page.toUri().toString());
    return Jsoup.parse(Files.readString(out, StandardCharsets.UTF_8));
  }

  /** What a window of this size shows, as a picture. */
  public void picture(String address, int width, int height, Path png)
      throws IOException, InterruptedException {
    Files.createDirectories(png.toAbsolutePath().getParent());
    run(
        Files.createTempFile("picture", ".txt"),
        "--hide-scrollbars",
        "--window-size=" + width + "," + height,
        "--screenshot=" + png.toAbsolutePath(),
        address);
  }

  private void run(Path out, String... options) throws IOException, InterruptedException {
    Path folder = Files.createTempDirectory("browser");
    List<String> command =
        new ArrayList<>(
            List.of(
                program.toString(),
                "--headless",
                "--no-sandbox",
                "--disable-gpu",
                // A container's shared memory is 64 MB, and a page that needs more is lost.
                "--disable-dev-shm-usage",
                "--user-data-dir=" + folder.resolve("profile")));
    command.addAll(List.of(options));
    Process process =
        new ProcessBuilder(command)
            .redirectOutput(out.toFile())
            .redirectError(ProcessBuilder.Redirect.DISCARD)
            .start();
    try {
      assertThat(process.waitFor(120, TimeUnit.SECONDS)).isTrue();
    } finally {
      process.destroyForcibly();
    }
  }
}
