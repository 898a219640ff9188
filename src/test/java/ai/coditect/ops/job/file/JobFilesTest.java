package ai.coditect.ops.job.file;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

/** The files that are shipped. */
class JobFilesTest {
  private final List<JobFile> files = JobFiles.packaged().read(Fixture.CLOCK);

  @Test
  void every_shipped_file_loads_and_has_an_owner() {
    assertThat(files).extracting(JobFile::name).contains("license-expiry");
    assertThat(files).allSatisfy(file -> assertThat(file.owner()).isNotBlank());
  }

  @Test
  void every_schedule_fires_again() {
    assertThat(files)
        .allSatisfy(
            file ->
                file.schedule()
                    .ifPresent(
                        schedule ->
                            assertThat(schedule.nextAfter(Fixture.CLOCK.instant())).isPresent()));
  }

  @Test
  void a_job_that_runs_by_itself_is_late_before_it_is_silent() {
    assertThat(files)
        .allSatisfy(
            file ->
                file.schedule()
                    .ifPresent(
                        schedule -> {
                          var first = schedule.nextAfter(Fixture.CLOCK.instant()).orElseThrow();
                          var second = schedule.nextAfter(first).orElseThrow();
                          assertThat(file.alert().silentFor())
                              .isGreaterThan(java.time.Duration.between(first, second));
                        }));
  }
}
