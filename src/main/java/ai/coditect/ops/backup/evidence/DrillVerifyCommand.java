package ai.coditect.ops.backup.evidence;

import ai.coditect.ops.backup.evidence.EvidenceFile.Checked;
import ai.coditect.ops.backup.signing.EvidencePublicKeys;
import ai.coditect.ops.job.command.Argument;
import ai.coditect.ops.job.command.Argument.Type;
import ai.coditect.ops.job.command.Given;
import ai.coditect.ops.job.command.Reply;
import ai.coditect.ops.job.command.Room;
import ai.coditect.ops.job.command.RoomCommand;
import ai.coditect.ops.problem.Problem;
import ai.coditect.ops.storage.LocalPath;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Checks an auditor's file wherever it is read: it needs neither a database nor an account. */
final class DrillVerifyCommand implements RoomCommand {
  private static final String NAME = "drills verify";
  private static final String WHERE = "ops-worker " + NAME;
  private static final String FILE = "file";
  private static final String KEY = "key";
  private static final long LARGEST = 256L << 20;

  @Override
  public String name() {
    return NAME;
  }

  @Override
  public String description() {
    return "Check a file of drill evidence against a public key; needs no database.";
  }

  @Override
  public List<Argument> arguments() {
    return List.of(
        Argument.positional(FILE, Type.TEXT, "What \"drills evidence\" printed."),
        Argument.requiredOption(
            KEY, Type.TEXT, "The public key, as \"drills key\" prints it, or a file that has it."));
  }

  @Override
  public boolean needsDatabase() {
    return false;
  }

  @Override
  public boolean writes() {
    return false;
  }

  @Override
  public Reply run(Given given, Room room) {
    for (Map.Entry<String, String> path :
        Map.of("FILE", given.required(FILE), "--key", given.required(KEY)).entrySet()) {
      if (LocalPath.isBeyondLocale(path.getValue())) {
        return Reply.wrong(
            new Problem(
                path.getKey() + " has characters that this process's locale cannot spell.",
                WHERE,
                LocalPath.CURE));
      }
    }
    try {
      Optional<EvidencePublicKeys> keys = key(given.required(KEY));
      if (keys.isEmpty()) {
        return Reply.wrong(
            new Problem(
                "Key unreadable: --key is no Ed25519 public key, and no file that has one.",
                WHERE,
                "Give what \"drills key\" prints: Base64 of its DER, or PEM."));
      }
      Optional<Path> file = file(given.required(FILE));
      if (file.isEmpty()) {
        return Reply.wrong(new Problem("There is no such file.", WHERE, "Check FILE."));
      }
      if (Files.size(file.get()) > LARGEST) {
        return Reply.wrong(
            new Problem("The file is larger than any evidence.", WHERE, "Check FILE."));
      }
      return reply(EvidenceFile.check(Files.readAllBytes(file.get()), keys.get()));
    } catch (IOException e) {
      // Its message would repeat the path.
      return new Reply(
          1,
          Map.of(),
          List.of(),
          List.of(
              new Problem(
                  "The file cannot be read.",
                  WHERE,
                  "Check who may read it and the disk it is on.")));
    }
  }

  private static Optional<EvidencePublicKeys> key(String text) throws IOException {
    Optional<EvidencePublicKeys> typed = EvidencePublicKeys.read(text);
    if (typed.isPresent()) {
      return typed;
    }
    Optional<Path> file = file(text);
    return file.isPresent() && Files.size(file.get()) < 10_000
        ? EvidencePublicKeys.read(
            new String(Files.readAllBytes(file.get()), StandardCharsets.UTF_8))
        : Optional.empty();
  }

  private static Optional<Path> file(String text) {
    return LocalPath.of(text).filter(Files::isRegularFile);
  }

  private static Reply reply(Checked checked) {
    return switch (checked.state()) {
      case GENUINE -> genuine(checked);
      case FORGED ->
          refused(
              "Signature mismatch: the file is not as it was signed.",
              "Ask for it anew; what it says is not to be believed.");
      case OTHER_KEY ->
          refused(
              "Signature by another key: " + checked.keyId() + " signed the file.",
              "Ask whoever answers for the worker for the public key of that time; never take it"
                  + " from the file.");
      case UNREADABLE ->
          Reply.wrong(
              new Problem(
                  "Not a file of drill evidence, or not the whole of it.",
                  WHERE,
                  "It has two lines; save what \"drills evidence\" prints as it is."));
    };
  }

  private static Reply refused(String what, String cure) {
    return new Reply(
        3,
        Map.of("genuine", false),
        List.of("NOT genuine"),
        List.of(new Problem(what, WHERE, cure)));
  }

  private static Reply genuine(Checked checked) {
    Map<String, Object> document = new LinkedHashMap<>();
    document.put("genuine", true);
    document.put("keyId", checked.keyId());
    document.put("since", checked.since().map(Object::toString).orElse(""));
    document.put("until", checked.until().map(Object::toString).orElse(""));
    document.put("writtenAt", checked.writtenAt().map(Object::toString).orElse(""));
    document.put("drills", checked.verdicts());
    List<String> text = new ArrayList<>();
    text.add("genuine: signed by key " + checked.keyId());
    text.add("  written  " + document.get("writtenAt"));
    text.add("  drills   from " + document.get("since") + " to " + document.get("until"));
    checked
        .verdicts()
        .forEach((verdict, count) -> text.add("  %-12s %d".formatted(verdict, count)));
    return Reply.done(document, text);
  }
}
