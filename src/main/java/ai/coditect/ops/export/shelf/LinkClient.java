package ai.coditect.ops.export.shelf;

import ai.coditect.ops.export.shelf.Shelf.Link;
import ai.coditect.ops.problem.ProblemsException;
import ai.coditect.ops.storage.BucketTrouble;
import com.google.api.core.ApiClock;
import com.google.auth.Credentials;
import com.google.auth.ServiceAccountSigner;
import com.google.auth.oauth2.GoogleCredentials;
import com.google.cloud.storage.BlobId;
import com.google.cloud.storage.BlobInfo;
import com.google.cloud.storage.Storage;
import com.google.cloud.storage.Storage.SignUrlOption;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;

/** Signs links with the worker's own key, or lets IAM sign them where it has none. */
final class LinkClient {
  private static final Duration LONGEST = Duration.ofDays(7);

  private final Storage storage;
  private final Optional<String> root;
  private final BucketTrouble trouble;

  LinkClient(Storage storage, Optional<String> root, BucketTrouble trouble) {
    this.storage = storage;
    this.root = root;
    this.trouble = trouble;
  }

  Link sign(BlobId id, Duration lifetime, Instant now) {
    return sign(id, lifetime, now, credentials());
  }

  Link sign(BlobId id, Duration lifetime, Instant now, Optional<Credentials> credentials) {
    if (lifetime.compareTo(LONGEST) > 0 || lifetime.toSeconds() < 1) {
      throw new IllegalArgumentException("a link lives a second to seven days");
    }
    if (credentials.isEmpty() || !(credentials.get() instanceof ServiceAccountSigner signer)) {
      throw refusal("");
    }
    List<SignUrlOption> options = new ArrayList<>();
    options.add(SignUrlOption.withV4Signature());
    options.add(SignUrlOption.signWith(signer));
    root.ifPresent(host -> options.add(SignUrlOption.withHostName(host)));
    try {
      String url =
          at(now)
              .signUrl(
                  BlobInfo.newBuilder(id).build(),
                  lifetime.toSeconds(),
                  TimeUnit.SECONDS,
                  options.toArray(SignUrlOption[]::new))
              .toString();
      return new Link(url, now.plusSeconds(lifetime.toSeconds()));
    } catch (RuntimeException e) {
      if (BucketTrouble.isAboutTheNetwork(e)) {
        throw trouble.outage(
            "gives no links now: what signs them is not reached.", "Run again later.");
      }
      // A key that is none, an answer of IAM: each has an exception of its own.
      throw refusal(" (" + e.getClass().getSimpleName() + ")");
    }
  }

  /** The client stamps what it signs with the time of its clock. */
  private Storage at(Instant now) {
    return storage.getOptions().toBuilder()
        .setClock(
            new ApiClock() {
              @Override
              public long nanoTime() {
                return System.nanoTime();
              }

              @Override
              public long millisTime() {
                return now.toEpochMilli();
              }
            })
        .build()
        .getService();
  }

  /** A stand-in asks for no credentials, so that there may be none. */
  private Optional<Credentials> credentials() {
    if (root.isEmpty()) {
      return Optional.ofNullable(storage.getOptions().getCredentials());
    }
    if (System.getenv("GOOGLE_APPLICATION_CREDENTIALS") == null) {
      return Optional.empty();
    }
    try {
      return Optional.of(GoogleCredentials.getApplicationDefault());
    } catch (IOException e) {
      return Optional.empty();
    }
  }

  private ProblemsException refusal(String why) {
    return trouble.problem(
        "gives no links: the worker's credentials cannot sign" + why + ".",
        "Give its service account roles/iam.serviceAccountTokenCreator on itself, for"
            + " iam.serviceAccounts.signBlob, and enable the IAM Credentials API; or hand the"
            + " package over in another way.");
  }
}
