package ai.coditect.ops.job.file;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.ZoneId;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class KubernetesCronTest {
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          0 */10 * * * ?       | */10 * * * *
          0 5/20 2-4 * * ?     | 5-59/20 2-4 * * *
          0 0 3 ? * 2          | 0 3 * * 1
          0 0 3 ? * 2-6 *      | 0 3 * * 1-5
          0 0 3 ? * MON,WED    | 0 3 * * MON,WED
          0 0 3 ? * 1/2        | 0 3 * * 0-6/2
          0 0 3 1,15 JAN-JUN ? | 0 3 1,15 JAN-JUN *
          0 0 3 ? * 6L         |
          0 0 3 ? * 6#3        |
          0 0 3 15W * ?        |
          30 0 3 * * ?         |
          0 0 3 * * ? 2030     |
          """)
  void a_quartz_cron_becomes_five_fields_or_nothing(String quartz, String five) {
    Schedule schedule =
        new Schedule(quartz, ZoneId.of("UTC"), Schedule.Missed.SKIP, Schedule.On.CRONJOB);
    assertThat(schedule.kubernetesCron().orElse(null)).isEqualTo(five);
  }
}
