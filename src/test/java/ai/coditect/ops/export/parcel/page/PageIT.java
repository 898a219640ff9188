package ai.coditect.ops.export.parcel.page;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import ai.coditect.ops.export.parcel.Parcels;
import ai.coditect.ops.export.parcel.Parcels.Entry;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.jsoup.Jsoup;
import org.jsoup.nodes.Document;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The page in a real browser, opened from disk; skipped where there is none on the path. */
class PageIT {
  @TempDir Path folder;

  @Test
  void a_browser_shows_every_value_and_runs_none() throws Exception {
    Optional<Path> browser = onPath("chromium");
    assumeTrue(browser.isPresent(), "there is no chromium on the path");
    String deed = "<script>document.title='script'</script><svg onload=\"document.title='svg'\">";
    Object[][] rows = {
      {"1", PageTest.HOSTILE, PageTest.EVERY_PLANE}, {"2", deed, "tab\tline\nend"},
    };
    for (Entry entry : Parcels.entries(PageTest.parcel(rows))) {
      Files.write(folder.resolve(entry.name()), entry.content());
    }
    Document shown = Jsoup.parse(dom(browser.get(), folder.resolve("index.html")));
    assertThat(shown.title()).isEqualTo("Data stored about a person");
    assertThat(shown.select("table").last().select("tbody td"))
        .extracting(cell -> cell.child(0).wholeText())
        .containsExactly("1", PageTest.HOSTILE, PageTest.EVERY_PLANE, "2", deed, "tab→line↵\nend");
    assertThat(shown.select("script, svg")).isEmpty();
  }

  /** As the browser has it after everything on the page had its chance to act. */
  private String dom(Path browser, Path page) throws IOException, InterruptedException {
    Path out = folder.resolve("dom.html");
    Process process =
        new ProcessBuilder(
                browser.toString(),
                "--headless",
                "--no-sandbox",
                "--disable-gpu",
                "--user-data-dir=" + folder.resolve("profile"),
                "--dump-dom",
                page.toUri().toString())
            .redirectOutput(out.toFile())
            .redirectError(ProcessBuilder.Redirect.DISCARD)
            .start();
    try {
      assertThat(process.waitFor(60, TimeUnit.SECONDS)).isTrue();
    } finally {
      process.destroyForcibly();
    }
    return Files.readString(out, StandardCharsets.UTF_8);
  }

  private static Optional<Path> onPath(String program) {
    return Stream.of(System.getenv("PATH").split(java.io.File.pathSeparator))
        .map(each -> Path.of(each, program))
        .filter(Files::isExecutable)
        .findFirst();
  }
}
