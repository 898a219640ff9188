package ai.coditect.ops.backup.examine.row;

import static org.assertj.core.api.Assertions.assertThat;

import ai.coditect.ops.backup.marker.Figure;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import org.junit.jupiter.api.Test;

class RowComparisonTest {
  private static final String TABLE = "coditect_shared.organizations";

  @Test
  void an_organization_that_the_worker_erased_is_not_lost_and_one_that_just_went_is() {
    UUID erased = new UUID(0, 1);
    UUID lost = new UUID(0, 2);
    RowComparison compared =
        RowComparison.of(
            TABLE,
            Map.of(
                erased, new Figure(TABLE, erased, 1, "11", "12"),
                lost, new Figure(TABLE, lost, 1, "21", "22")),
            true,
            Map.of(),
            Set.of(),
            Map.of(erased, 1L));
    assertThat(compared.counted()).isEqualTo(2);
    assertThat(compared.endedTenants()).isEqualTo(1);
    assertThat(compared.gone()).isZero();
  }
}
