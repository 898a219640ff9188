package ai.coditect.ops.backup.drill;

import static org.assertj.core.api.Assertions.assertThat;

import ai.coditect.ops.backup.drill.DrillBookmark.State;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class DrillBookmarkTest {
  private static final Instant SINCE = Instant.parse("2026-11-01T03:00:00Z");
  private static final Instant LATER = SINCE.plusSeconds(60);

  @Test
  void a_stage_without_a_bookmark_begins_now() {
    for (Optional<String> none : List.of(Optional.<String>empty(), Optional.of(""))) {
      assertThat(DrillBookmark.read(none, LATER))
          .isEqualTo(new DrillBookmark(LATER, State.BEGUN, ""));
    }
  }

  @ParameterizedTest
  @EnumSource
  void every_state_is_read_as_it_was_written(State state) {
    for (String subject : new String[] {"", "op-1", "two words"}) {
      DrillBookmark left = new DrillBookmark(SINCE, State.BEGUN, "").at(state, subject);
      assertThat(DrillBookmark.read(Optional.of(left.text()), LATER)).isEqualTo(left);
    }
  }

  @Test
  void the_longer_it_has_waited_the_longer_it_pauses_up_to_half_a_minute() {
    DrillBookmark bookmark = new DrillBookmark(SINCE, State.RESTORING, "op");
    assertThat(bookmark.pause(SINCE)).isEqualTo(Duration.ofMillis(50));
    assertThat(bookmark.pause(SINCE.plusSeconds(50))).isEqualTo(Duration.ofSeconds(10));
    assertThat(bookmark.pause(SINCE.plusSeconds(3600))).isEqualTo(Duration.ofSeconds(30));
  }

  @Test
  void at_its_limit_itself_it_is_not_too_old() {
    DrillBookmark bookmark = new DrillBookmark(SINCE, State.CONNECTING, "");
    assertThat(bookmark.isOlderThan(Duration.ofSeconds(60), LATER)).isFalse();
    assertThat(bookmark.isOlderThan(Duration.ofSeconds(60), LATER.plusNanos(1))).isTrue();
  }
}
