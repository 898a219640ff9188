package ai.coditect.ops.export.shelf;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ai.coditect.ops.problem.ProblemsException;
import ai.coditect.ops.storage.BucketClient;
import ai.coditect.ops.storage.BucketTrouble;
import ai.coditect.ops.storage.ExportPlace;
import ai.coditect.ops.storage.Place;
import com.google.auth.Credentials;
import com.google.auth.oauth2.AccessToken;
import com.google.auth.oauth2.GoogleCredentials;
import com.google.auth.oauth2.ServiceAccountCredentials;
import com.google.cloud.storage.BlobId;
import java.io.ByteArrayInputStream;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.security.Signature;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.Base64;
import java.util.HexFormat;
import java.util.Optional;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.json.JsonMapper;

/** Links to packages, checked as the service checks them. */
class LinkTest {
  private static final Instant NOW = Instant.parse("2026-11-23T04:05:06.789Z");
  private static final BlobId OBJECT = BlobId.of("parcels", "copies of/0c5a.zip");
  private static final String ACCOUNT = "worker@example.iam.gserviceaccount.com";

  /** To find one takes up to a second. */
  private static final KeyPair KEY = key();

  private static KeyPair key() {
    try {
      KeyPairGenerator generator = KeyPairGenerator.getInstance("RSA");
      generator.initialize(2048);
      return generator.generateKeyPair();
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException(e);
    }
  }

  /** As the console hands out a key: a JSON file. */
  private static Credentials account(KeyPair key) throws Exception {
    String pem =
        "-----BEGIN PRIVATE KEY-----\n"
            + Base64.getMimeEncoder().encodeToString(key.getPrivate().getEncoded())
            + "\n-----END PRIVATE KEY-----\n";
    byte[] json =
        JsonMapper.builder()
            .build()
            .writeValueAsBytes(
                java.util.Map.of(
                    "type", "service_account",
                    "client_id", "1",
                    "client_email", ACCOUNT,
                    "private_key_id", "2",
                    "private_key", pem));
    return ServiceAccountCredentials.fromStream(new ByteArrayInputStream(json));
  }

  private static LinkClient links(Optional<String> root) {
    BucketClient client =
        new BucketClient(
            root, new BucketClient.Patience(Duration.ofSeconds(1), Duration.ofSeconds(1)));
    return new LinkClient(
        client.open(),
        root,
        new BucketTrouble(new Place.Bucket("parcels", "copies of"), ExportPlace.USE));
  }

  /** The canonical request of signature version 4, put together from nothing but the link. */
  private static boolean isSigned(URI link, KeyPair key) throws Exception {
    String query = link.getRawQuery();
    String signature = query.replaceAll(".*&X-Goog-Signature=", "");
    String signed =
        Arrays.stream(query.split("&"))
            .filter(pair -> !pair.startsWith("X-Goog-Signature="))
            .sorted()
            .collect(Collectors.joining("&"));
    String request =
        String.join(
            "\n",
            "GET",
            link.getRawPath(),
            signed,
            "host:" + link.getRawAuthority(),
            "",
            "host",
            "UNSIGNED-PAYLOAD");
    String toSign =
        String.join(
            "\n",
            "GOOG4-RSA-SHA256",
            "20261123T040506Z",
            "20261123/auto/storage/goog4_request",
            HexFormat.of()
                .formatHex(
                    MessageDigest.getInstance("SHA-256")
                        .digest(request.getBytes(StandardCharsets.UTF_8))));
    Signature rsa = Signature.getInstance("SHA256withRSA");
    rsa.initVerify(key.getPublic());
    rsa.update(toSign.getBytes(StandardCharsets.UTF_8));
    return rsa.verify(HexFormat.of().parseHex(signature));
  }

  @Test
  void a_link_bears_a_signature_that_the_service_accepts_until_it_ends() throws Exception {
    Shelf.Link link =
        links(Optional.empty()).sign(OBJECT, Duration.ofHours(36), NOW, Optional.of(account(KEY)));
    URI url = URI.create(link.url());
    assertThat(url.getScheme()).isEqualTo("https");
    assertThat(url.getHost()).isEqualTo("storage.googleapis.com");
    assertThat(url.getRawPath()).isEqualTo("/parcels/copies%20of/0c5a.zip");
    assertThat(url.getRawQuery().split("&"))
        .contains(
            "X-Goog-Algorithm=GOOG4-RSA-SHA256",
            "X-Goog-Date=20261123T040506Z",
            "X-Goog-Expires=129600",
            "X-Goog-SignedHeaders=host");
    assertThat(link.until()).isEqualTo(NOW.plus(Duration.ofHours(36)));
    assertThat(isSigned(url, KEY)).isTrue();
    assertThat(isSigned(url, key())).isFalse();
    URI longer = URI.create(link.url().replace("Expires=129600", "Expires=129601"));
    assertThat(isSigned(longer, KEY)).isFalse();
    assertThat(link.toString()).doesNotContain("http");
  }

  @Test
  void a_stand_in_gets_links_to_itself() throws Exception {
    Shelf.Link link =
        links(Optional.of("http://127.0.0.1:4443"))
            .sign(OBJECT, Duration.ofDays(7), NOW, Optional.of(account(KEY)));
    assertThat(link.url()).startsWith("http://127.0.0.1:4443/parcels/copies%20of/0c5a.zip?");
    assertThat(isSigned(URI.create(link.url()), KEY)).isTrue();
  }

  @Test
  void credentials_that_cannot_sign_are_refused_with_the_right_they_need() {
    Credentials token = GoogleCredentials.create(new AccessToken("hush", null));
    LinkClient links = links(Optional.empty());
    for (Optional<Credentials> credentials :
        java.util.List.of(Optional.<Credentials>empty(), Optional.of(token))) {
      assertThatThrownBy(() -> links.sign(OBJECT, Duration.ofDays(1), NOW, credentials))
          .isInstanceOf(ProblemsException.class)
          .hasMessageContaining("cannot sign")
          .hasMessageContaining("roles/iam.serviceAccountTokenCreator")
          .hasMessageContaining("iam.serviceAccounts.signBlob")
          .hasMessageNotContaining("hush");
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"PT0S", "PT-1S", "PT0.9S", "P7DT1S"})
  void a_link_lives_a_second_to_seven_days(String lifetime) throws Exception {
    Credentials account = account(KEY);
    assertThatThrownBy(
            () ->
                links(Optional.empty())
                    .sign(OBJECT, Duration.parse(lifetime), NOW, Optional.of(account)))
        .isInstanceOf(IllegalArgumentException.class);
  }
}
