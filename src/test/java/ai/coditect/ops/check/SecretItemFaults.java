package ai.coditect.ops.check;

import ai.coditect.ops.local.LocalSecrets;
import java.util.List;

/** A secret whose newest version cannot be read. */
record SecretItemFaults(LocalSecrets secrets) {
  static final String NAMES = "database-password, projects/demo-shared/secrets/evidence-key";

  void makeAll() {
    secrets.put("demo-project", "database-password", "ENABLED");
    secrets.put("demo-shared", "evidence-key", "ENABLED");
  }

  List<PlantedFault> all() {
    return List.of(
        new PlantedFault(
            "the secrets are present in Secret Manager",
            () -> secrets.put("demo-shared", "evidence-key", "DISABLED"),
            this::makeAll));
  }
}
