package ai.coditect.ops.database.failure;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.ConnectException;
import java.net.MalformedURLException;
import java.net.URISyntaxException;
import java.net.UnknownHostException;
import java.util.List;
import org.junit.jupiter.api.Test;

class FailureWordsTest {
  private static final String TOKEN = "zoe@token.example";

  @Test
  void what_quotes_its_input_keeps_its_kind_only() {
    for (Exception quoting :
        List.of(
            new URISyntaxException(TOKEN, "Illegal character"),
            new MalformedURLException("no protocol: " + TOKEN))) {
      assertThat(FailureWords.kind(quoting)).isEqualTo(quoting.getClass().getName());
      assertThat(FailureWords.of(new IllegalStateException(TOKEN, quoting)))
          .startsWith("unexpected " + quoting.getClass().getSimpleName())
          .doesNotContain(TOKEN);
    }
  }

  @Test
  void what_is_about_the_network_keeps_its_message() {
    for (Exception about :
        List.of(new ConnectException("refused"), new UnknownHostException("h"))) {
      assertThat(FailureWords.kind(about))
          .isEqualTo(about.getClass().getName() + ": " + about.getMessage());
    }
  }

  @Test
  void a_ring_of_causes_ends() {
    Exception one = new IllegalStateException(TOKEN);
    one.initCause(new IllegalArgumentException(TOKEN, one));
    assertThat(Causes.of(one)).hasSize(50).startsWith(one);
    assertThat(Causes.first(one, IllegalArgumentException.class)).isPresent();
    assertThat(Causes.first(one, ConnectException.class)).isEmpty();
    assertThat(FailureWords.of(one)).doesNotContain(TOKEN);
  }
}
