package ai.coditect.ops.erasure.writer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ai.coditect.ops.erasure.writer.Story.Step;
import ai.coditect.ops.ledger.LedgerInMemory;
import ai.coditect.ops.problem.RefusalException;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * Every history of a few steps: three from the beginning, and five where A has begun to write; the
 * campaign takes one step more from the beginning, and seven where A has begun.
 */
class WritershipModelTest {

  @ParameterizedTest
  @EnumSource
  void after_any_steps_nobody_alive_is_erased_and_no_entry_is_lost(Step second) {
    explore(List.of(Step.PURGE_A), second, 4);
    if (second != Step.PURGE_A) {
      explore(List.of(), second, 3);
    }
  }

  @ParameterizedTest
  @EnumSource
  @Tag("campaign")
  void so_it_is_after_more_steps(Step second) {
    explore(List.of(), second, 4);
    explore(List.of(Step.PURGE_A), second, 6);
  }

  /** Whatever changed nothing leads nowhere new. */
  private static void explore(List<Step> before, Step next, int more) {
    LedgerInMemory ledger = new LedgerInMemory();
    Story story = begin(ledger);
    before.forEach(story::take);
    String state = state(story, ledger);
    story.take(next);
    story.nothingIsLost(ledger.open());
    if (more > 1 && !state(story, ledger).equals(state)) {
      for (Step step : Step.values()) {
        explore(List.copyOf(story.steps), step, more - 1);
      }
    }
  }

  private static Story begin(LedgerInMemory ledger) {
    SiteInMemory a = new SiteInMemory("a", ledger);
    IntStream.range(0, 20).forEach(a.people::add);
    SiteInMemory b = new SiteInMemory("b", ledger);
    b.restore(a);
    return new Story(a, b);
  }

  private static String state(Story story, LedgerInMemory ledger) {
    return story.a.site + " " + story.b.site + " " + ledger.open().head();
  }

  @Test
  void a_rehearsal_that_was_adopted_by_mistake_erases_nobody_in_production() {
    Story story = begin(new LedgerInMemory());
    List.of(Step.PURGE_A, Step.COPY_A_TO_B, Step.ADOPT_B, Step.PURGE_B).forEach(story::take);
    Set<Integer> alive = new TreeSet<>(story.a.site.people());
    List.of(Step.ADOPT_A, Step.REPLAY_A).forEach(story::take);
    assertThat(story.a.site.people()).isEqualTo(alive).contains(19);
    assertThat(story.b.site.people()).doesNotContain(19);
    assertThat(story.a.site.purge(false)).isTrue();
    assertThat(story.b.site.purge(true)).isFalse();
  }

  @Test
  void whoever_says_that_the_other_was_production_has_its_erasures_count() {
    Story story = begin(new LedgerInMemory());
    List.of(Step.PURGE_A, Step.COPY_A_TO_B, Step.ADOPT_B, Step.PURGE_B, Step.ADOPT_A)
        .forEach(story::take);
    assertThat(story.a.site.adopt(Optional.of(Writership.Others.COUNT))).isTrue();
    assertThat(story.a.site.people()).contains(19);
    assertThat(story.a.site.replay()).isTrue();
    assertThat(story.a.site.people()).doesNotContain(19);
  }

  @Test
  void what_was_said_of_a_copy_is_not_said_of_production_that_is_restored_from_it() {
    Story story = begin(new LedgerInMemory());
    List.of(Step.PURGE_A, Step.COPY_A_TO_B, Step.CALL_B_A_COPY, Step.COPY_B_TO_A, Step.PURGE_A)
        .forEach(story::take);
    assertThat(story.a.site.people()).doesNotContain(0, 1);
    assertThat(((SiteInMemory) story.b.site).writership().standing())
        .isInstanceOf(Standing.Copied.class);
  }

  @Test
  void a_server_with_a_drills_login_is_no_writer_unless_its_connection_name_is() {
    LedgerInMemory ledger = new LedgerInMemory();
    for (String server : List.of("db.example:5432#77", "project:region:main")) {
      SiteInMemory site = new SiteInMemory(server, ledger);
      IntStream.range(0, 20).forEach(site.people::add);
      site.adopt(Optional.empty());
      site.drillLogin = Optional.of("ops_drill_1a2b3c4d_5e6f7a8b");
      boolean instance = server.startsWith("project");
      assertThat(site.writership().standing())
          .isInstanceOf(instance ? Standing.Writes.class : Standing.DrillCopy.class);
      assertThat(site.purge(false)).isEqualTo(instance);
      assertThat(site.wakeUp()).isEqualTo(instance);
    }
    // A copy of whatever name does not become the writer as long as it has the login.
    SiteInMemory copy = new SiteInMemory("project:region:drill-1", ledger);
    copy.drillLogin = Optional.of("ops_drill_1a2b3c4d_5e6f7a8b");
    assertThatThrownBy(() -> copy.adopt(Optional.empty()))
        .isInstanceOf(RefusalException.class)
        .hasMessageContaining("ops_drill_1a2b3c4d_5e6f7a8b");
    assertThat(copy.callCopy()).isTrue();
    copy.drillLogin = Optional.empty();
    assertThat(copy.adopt(Optional.empty())).isTrue();
  }

  @Test
  void a_copy_that_is_made_anew_has_to_be_called_one_again_and_may_not_write_meanwhile() {
    Story story = begin(new LedgerInMemory());
    List.of(Step.PURGE_A, Step.COPY_A_TO_B, Step.CALL_B_A_COPY, Step.COPY_A_TO_B)
        .forEach(story::take);
    assertThat(((SiteInMemory) story.b.site).writership().standing())
        .isInstanceOf(Standing.Other.class);
    assertThat(story.b.site.purge(true)).isFalse();
  }
}
