package ai.coditect.ops.local;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ai.coditect.ops.erasure.Spoken;
import ai.coditect.ops.job.command.Reply;
import ai.coditect.ops.privacy.address.AddressPairs;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.parallel.ResourceLock;
import org.junit.jupiter.api.parallel.Resources;
import org.slf4j.LoggerFactory;
import tools.jackson.databind.json.JsonMapper;

/** Whoever says something of a person is found out, wherever it is said. */
@ResourceLock(Resources.SYSTEM_ERR)
@ResourceLock(Resources.SYSTEM_OUT)
class PersonalTokensTest {
  @Test
  void addresses_names_keys_and_numbers_are_found_and_what_is_ours_is_not() {
    assertThat(
            PersonalTokens.in(
                "to zoe.planted+x@tokens.example, <JÖRG@müller.example> and (me＠example.org):"
                    + " Zoë TOKENBERG, license-of-tokenberg-7, "
                    + PersonalTokens.PHONE))
        .containsExactlyInAnyOrder(
            "zoe.planted+x@tokens.example",
            "JÖRG@müller.example",
            "me@example",
            "TOKENBERG",
            "tokenberg",
            "5550199");
    assertThat(
            PersonalTokens.in(
                "worker=27275@vm key=license-expiry@2026-11-28T06:13:36.379633Z"
                    + " ops@project.iam.gserviceaccount.com for example org.example.Class@1f2e"))
        .isEmpty();
  }

  /** Whatever of them is repeated, no test that uses them would pass. */
  @Test
  void every_address_that_tests_plant_and_type_is_found() {
    Stream.of(AddressPairs.SAME, AddressPairs.OTHER)
        .flatMap(List::stream)
        .flatMap(pair -> Stream.of(pair.stored(), pair.typed()))
        .forEach(
            address -> {
              assertThat(PersonalTokens.in("a hold of " + address + " is placed"))
                  .as(address)
                  .isNotEmpty();
              assertThat(PersonalTokens.in(JsonMapper.shared().writeValueAsString(address)))
                  .as(address)
                  .isNotEmpty();
            });
    assertThat(PersonalTokens.in(PersonalTokens.ALL)).hasSize(3);
  }

  @Test
  void a_line_is_heard_whoever_prints_it() {
    try (Spoken apart = new Spoken()) {
      PersonalTokens.listen();
      System.err.print("a hold of " + PersonalTokens.NAME);
      assertThatCode(PersonalTokens::noneHeard).doesNotThrowAnyException();
      System.err.println(" is placed");
      System.out.println("nobody's");
      assertThatThrownBy(PersonalTokens::noneHeard)
          .isInstanceOf(AssertionError.class)
          .hasMessageContaining("a hold of Tokenberg is placed")
          .hasMessageNotContaining("nobody's");
      assertThatCode(PersonalTokens::noneHeard).doesNotThrowAnyException();
      assertThat(apart.printed()).contains("is placed", "nobody's");
      apart.forget();
    }
  }

  @Test
  void a_log_a_command_and_an_answer_with_one_fail_their_test() {
    Spoken log = new Spoken();
    LoggerFactory.getLogger("any").error("of {}", "zoe@tokens.example");
    System.err.println("of zoe@tokens.example");
    assertThatThrownBy(log::close).isInstanceOf(AssertionError.class);
    PersonalTokens.none("a log", "of nobody");
    Reply reply = Reply.done(Map.of("user", "zoe@tokens.example"), List.of());
    assertThatThrownBy(() -> PersonalTokens.none("a command", reply.toString()))
        .isInstanceOf(AssertionError.class)
        .hasMessageContaining("in a command");
  }
}
