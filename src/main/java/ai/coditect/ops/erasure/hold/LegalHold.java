package ai.coditect.ops.erasure.hold;

import ai.coditect.ops.privacy.address.AddressForm;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.function.BiConsumer;

/**
 * A hold as it may be shown: of an address, it does not say which.
 *
 * @param organization empty only for an address in whichever organization
 * @param user empty also once the person was erased after the hold was over
 * @param form how the address was spelt when it was hashed
 * @param until when it ends by itself; empty when only a release ends it
 */
record LegalHold(
    UUID id,
    Kind kind,
    Optional<UUID> organization,
    Optional<UUID> user,
    Optional<UUID> project,
    Optional<AddressForm> form,
    String ground,
    String placedBy,
    Instant placedAt,
    Optional<Instant> until,
    Optional<Release> release) {

  /** What a hold protects. */
  enum Kind {
    USER,
    EMAIL,
    PROJECT,
    ORGANIZATION;

    String word() {
      return name().toLowerCase(Locale.ROOT);
    }

    static Kind of(String word) {
      return valueOf(word.toUpperCase(Locale.ROOT));
    }
  }

  record Release(String by, Instant at) {}

  /** At the very instant of its end it is over. */
  boolean stands(Instant now) {
    return release.isEmpty() && until.filter(end -> !end.isAfter(now)).isEmpty();
  }

  /** Whether its address was hashed before there was a normal form. */
  boolean isOfEarlierVersion() {
    return form.filter(AddressForm.LOWER_CASED::equals).isPresent();
  }

  Map<String, Object> document(Instant now) {
    Map<String, Object> document = new LinkedHashMap<>();
    document.put("id", id.toString());
    document.put("kind", kind.word());
    BiConsumer<String, Optional<?>> put =
        (name, value) -> document.put(name, value.map(Object::toString).orElse(null));
    put.accept("organization", organization);
    put.accept("user", user);
    put.accept("project", project);
    put.accept("addressForm", form.map(AddressForm::word));
    document.put("ground", ground);
    document.put("placedBy", placedBy);
    document.put("placedAt", placedAt.toString());
    put.accept("until", until);
    put.accept("releasedBy", release.map(Release::by));
    put.accept("releasedAt", release.map(Release::at));
    document.put("standing", stands(now));
    return document;
  }

  /** One line for the reader of a terminal. */
  String line(Instant now) {
    return id
        + "  "
        + (stands(now) ? "standing" : "over")
        + "  "
        + target()
        + ": "
        + ground
        + " (placed by "
        + placedBy
        + " at "
        + placedAt
        + until.map(end -> ", until " + end).orElse("")
        + release.map(by -> ", released by " + by.by() + " at " + by.at()).orElse("")
        + ")";
  }

  private String target() {
    String within = organization.map(at -> " of organization " + at).orElse(" of any organization");
    return switch (kind) {
      case USER -> user.map(who -> "user " + who).orElse("an erased user") + within;
      case EMAIL -> "an e-mail address" + spelling() + within;
      case PROJECT -> "project " + project.orElseThrow() + within;
      case ORGANIZATION -> "organization " + organization.orElseThrow();
    };
  }

  private String spelling() {
    return switch (form.orElse(AddressForm.NORMAL)) {
      case LOWER_CASED -> " (as an earlier version spelt it)";
      case NORMAL -> "";
      case ANY_TAG -> ", with any +tag,";
    };
  }
}
