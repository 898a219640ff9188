package ai.coditect.ops.export.content;

import ai.coditect.ops.privacy.PersonalDataMap.Profile;
import java.util.Optional;
import java.util.UUID;

/**
 * Whose data, and which.
 *
 * @param user empty for everything of the organization
 */
public record Scope(UUID organization, Optional<UUID> user, Profile profile) {
  @Override
  public String toString() {
    return "Scope of organization " + organization;
  }
}
