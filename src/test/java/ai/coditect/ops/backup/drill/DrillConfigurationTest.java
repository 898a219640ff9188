package ai.coditect.ops.backup.drill;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ai.coditect.ops.problem.ProblemsException;
import java.nio.file.Path;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DrillConfigurationTest {
  @Test
  void a_ledger_without_its_key_is_a_missing_setting(@TempDir Path ledger) {
    Optional<String> uri = Optional.of(ledger.toUri().toString().replaceFirst("/$", ""));
    assertThatThrownBy(() -> DrillConfiguration.erased(uri, Optional.empty(), Optional.empty()))
        .isInstanceOf(ProblemsException.class)
        .hasMessageContaining("OPS_SUBJECT_KEY is not set");
    assertThat(DrillConfiguration.erased(Optional.empty(), Optional.empty(), Optional.empty()))
        .isEmpty();
  }
}
