package ai.coditect.ops.export.parcel.page;

import static org.assertj.core.api.Assertions.assertThat;

import ai.coditect.ops.export.parcel.Parcels;
import ai.coditect.ops.export.parcel.Parcels.Entry;
import java.nio.file.Files;
import java.nio.file.Path;
import org.jsoup.nodes.Document;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The page in a real browser, opened from disk; skipped where there is none on the path. */
class PageIT {
  @TempDir Path folder;

  @Test
  void a_browser_shows_every_value_and_runs_none() throws Exception {
    Browser browser = Browser.orSkip();
    String deed = "<script>document.title='script'</script><svg onload=\"document.title='svg'\">";
    Object[][] rows = {
      {"1", PageTest.HOSTILE, PageTest.EVERY_PLANE}, {"2", deed, "tab\tline\nend"},
    };
    for (Entry entry : Parcels.entries(PageTest.parcel(rows))) {
      Files.write(folder.resolve(entry.name()), entry.content());
    }
    Document shown = browser.show(folder.resolve("index.html"));
    assertThat(shown.title()).isEqualTo("Data stored about a person");
    assertThat(shown.select("table").last().select("tbody td"))
        .extracting(cell -> cell.child(0).wholeText())
        .containsExactly("1", PageTest.HOSTILE, PageTest.EVERY_PLANE, "2", deed, "tab→line↵\nend");
    assertThat(shown.select("script, svg")).isEmpty();
  }
}
