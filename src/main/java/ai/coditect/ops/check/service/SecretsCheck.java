package ai.coditect.ops.check.service;

import ai.coditect.ops.problem.Check;
import ai.coditect.ops.problem.Problem;
import ai.coditect.ops.problem.ProblemsException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** The secrets that a deployment names are in Secret Manager, and can be read there. */
record SecretsCheck(SecretClient client, List<SecretName> secrets) implements Check {
  private static final String ENABLED = "ENABLED";

  SecretsCheck {
    secrets = List.copyOf(secrets);
  }

  @Override
  public String claim() {
    return "the secrets are present in Secret Manager";
  }

  @Override
  public Finding examine() {
    if (secrets.isEmpty()) {
      return Finding.notApplicable(
          "no secret is named (OPS_SECRETS); the worker gets their values as variables, and those"
              + " that are missing are named at the start");
    }
    List<Problem> problems = new ArrayList<>();
    for (SecretName secret : secrets) {
      try {
        wrong(secret).ifPresent(problems::add);
      } catch (ProblemsException e) {
        problems.addAll(e.problems());
      }
    }
    return problems.isEmpty()
        ? Finding.ok("the newest versions of " + secrets.size() + " are enabled")
        : Finding.failed(problems);
  }

  private Optional<Problem> wrong(SecretName secret) {
    Optional<String> state = client.newestVersion(secret);
    if (state.isEmpty()) {
      return Optional.of(
          new Problem(
              "Secret missing: there is no such secret, or it has no version.",
              secret.toString(),
              "Make it and add a version, or correct OPS_SECRETS."));
    }
    return state.filter(ENABLED::equals).isPresent()
        ? Optional.empty()
        : Optional.of(
            new Problem(
                "Secret not readable: its newest version is " + state.get() + ".",
                secret.toString(),
                "Enable that version, or add another; a pod that starts cannot read this one."));
  }
}
