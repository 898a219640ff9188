package ai.coditect.ops.export.content;

import static org.assertj.core.api.Assertions.assertThat;

import ai.coditect.ops.export.parcel.Contents.OtherStore;
import ai.coditect.ops.privacy.PersonalDataMap.Category;
import ai.coditect.ops.privacy.participant.Participant;
import ai.coditect.ops.privacy.participant.Participants;
import java.time.Period;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** What packages say of declared stores. */
final class ElsewhereTest {

  @Test
  void every_declared_store_is_named_with_what_it_holds_in_the_files_own_words() {
    Participants declared =
        new Participants(
            "participants.yaml",
            List.of(
                new Participant(
                    "sessions",
                    "Sessions",
                    Map.of(Category.ACTIVITY, "when they signed in"),
                    Period.ofDays(7)),
                new Participant(
                    "search", "Search", Map.of(Category.CONTENT, "titles"), Period.ofDays(1))));
    assertThat(ContentConfiguration.elsewhere(declared))
        .containsExactly(
            new OtherStore("sessions", "Sessions", Map.of("activity", "when they signed in")),
            new OtherStore("search", "Search", Map.of("content", "titles")));
  }
}
