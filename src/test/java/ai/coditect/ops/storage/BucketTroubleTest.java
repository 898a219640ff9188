package ai.coditect.ops.storage;

import static org.assertj.core.api.Assertions.assertThat;

import ai.coditect.ops.problem.ProblemsException;
import ai.coditect.ops.problem.RefusalException;
import ai.coditect.ops.problem.TransientProblemsException;
import com.google.auth.Retryable;
import com.google.auth.ServiceAccountSigner.SigningException;
import com.google.cloud.storage.StorageException;
import java.io.IOException;
import java.net.ConnectException;
import java.net.NoRouteToHostException;
import java.net.SocketException;
import java.net.SocketTimeoutException;
import java.net.UnknownHostException;
import java.util.List;
import javax.net.ssl.SSLHandshakeException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.FieldSource;

/**
 * Of every answer and every silence of a bucket: whether it passes, or stays until somebody acts.
 */
class BucketTroubleTest {
  private static final String SECRET = "somebody@example.com may not.";
  private static final BucketTrouble TROUBLE =
      new BucketTrouble(
          new Place.Bucket("books", "erasures"),
          new Use("the ledger", "OPS_LEDGER_URI", "Set it.", "Grant it roles/storage.x."));

  private static final class AskedLater extends IOException implements Retryable {
    private static final long serialVersionUID = 1L;

    @Override
    public boolean isRetryable() {
      return true;
    }

    @Override
    public int getRetryCount() {
      return 3;
    }
  }

  /** By its exact type: what is common to both says nothing about the exit code. */
  private static void assertKind(Exception failure, Class<?> kind, String what, String cure) {
    ProblemsException told = TROUBLE.with("cannot be read", failure);
    assertThat(told.getClass()).as(failure.toString()).isEqualTo(kind);
    assertThat(told.problems())
        .singleElement()
        .satisfies(
            one -> {
              assertThat(one.what()).startsWith("the ledger ").contains(what);
              assertThat(one.where()).isEqualTo("OPS_LEDGER_URI, gs://books/erasures");
              assertThat(one.cure()).contains(cure);
            });
    assertThat(told.getMessage()).doesNotContain("somebody@");
  }

  @ParameterizedTest
  @CsvSource({
    // What arrived changed.
    "400, invalid, the service answers 400, Run again later",
    "403, quotaExceeded, a quota is used up, Raise the quota",
    "403, rateLimitExceeded, a quota is used up, Raise the quota",
    "403, userRateLimitExceeded, a quota is used up, Raise the quota",
    "405, methodNotAllowed, the service answers 405, Run again later",
    "408, requestTimeout, the service answers 408, Run again later",
    "409, conflict, the service answers 409, Run again later",
    "410, uploadExpired, the service answers 410, Run again later",
    "412, conditionNotMet, its name is taken, Run again:",
    "429, rateLimitExceeded, a quota is used up, Raise the quota",
    "429, , a quota is used up, Raise the quota",
    "500, backendError, the service answers 500, Run again later",
    "502, badGateway, the service answers 502, Run again later",
    "503, backendError, the service answers 503, Run again later",
    "503, , the service answers 503, Run again later",
    "504, gatewayTimeout, the service answers 504, Run again later",
  })
  void an_answer_that_passes_is_an_outage(int code, String reason, String what, String cure) {
    assertKind(answer(code, reason), TransientProblemsException.class, what, cure);
    assertKind(said(code, reason), TransientProblemsException.class, what, cure);
  }

  @ParameterizedTest
  @CsvSource({
    "401, authError, no credentials, service account",
    "401, , no credentials, service account",
    "403, forbidden, no right to, roles/storage.x",
    "403, , no right to, roles/storage.x",
    "403, accountDisabled, no right to, roles/storage.x",
    "403, retentionPolicyNotMet, a retention policy or a hold, Name a bucket without",
    "403, objectUnderActiveHold, a retention policy or a hold, Name a bucket without",
    "412, retentionPolicyNotMet, a retention policy or a hold, Name a bucket without",
    "404, notFound, does not exist, Correct the bucket's name",
    "404, , does not exist, Correct the bucket's name",
  })
  void an_answer_that_stays_is_a_refusal(int code, String reason, String what, String cure) {
    assertKind(answer(code, reason), RefusalException.class, what, cure);
    assertKind(said(code, reason), RefusalException.class, what, cure);
  }

  /** As a question is answered. */
  private static Exception answer(int code, String reason) {
    return new StorageException(code, SECRET, reason, null);
  }

  /** As the client tells of an upload in chunks: the reason is in the text only. */
  private static Exception said(int code, String reason) {
    String text = "{\"reason\" : \"" + reason + "\"} " + SECRET;
    return new IOException(new StorageException(code, reason == null ? SECRET : text));
  }

  static final List<Arguments> SILENCES =
      List.of(
          Arguments.of(new ConnectException("Connection refused")),
          Arguments.of(new SocketTimeoutException("Read timed out")),
          Arguments.of(new SocketException("Connection reset")),
          Arguments.of(new NoRouteToHostException("No route to host")),
          Arguments.of(new UnknownHostException("storage.googleapis.com")),
          Arguments.of(new SSLHandshakeException("Remote host terminated the handshake")),
          Arguments.of(new IOException("Premature EOF")));

  @ParameterizedTest
  @FieldSource("SILENCES")
  void no_answer_at_all_is_an_outage(IOException silence) {
    for (Exception each :
        new Exception[] {silence, new StorageException(silence), new IOException(silence)}) {
      assertKind(
          each, TransientProblemsException.class, "not reached, or falls silent", "the network");
    }
  }

  @Test
  void credentials_that_are_not_there_stay_and_those_that_the_network_kept_from_us_pass() {
    assertKind(
        new StorageException(0, "x", new SigningException("none", new IOException("none"))),
        RefusalException.class,
        "no credentials",
        "service account");
    for (IOException underneath : List.of(new AskedLater(), new ConnectException("refused"))) {
      assertKind(
          new StorageException(0, "x", new SigningException("none", underneath)),
          TransientProblemsException.class,
          "not reached, or falls silent",
          "the network");
    }
  }
}
