package ai.coditect.ops.export.parcel.check;

import ai.coditect.ops.job.command.Argument;
import ai.coditect.ops.job.command.Argument.Type;
import ai.coditect.ops.job.command.Given;
import ai.coditect.ops.job.command.Reply;
import ai.coditect.ops.job.command.Room;
import ai.coditect.ops.job.command.RoomCommand;
import ai.coditect.ops.problem.Problem;
import ai.coditect.ops.storage.LocalPath;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;

/** Says whether a package is what it says it is, wherever it is read. */
final class ExportsVerifyCommand implements RoomCommand {
  private static final String NAME = "exports verify";
  private static final String WHERE = "ops-worker " + NAME;
  private static final String FILE = "file";
  private static final String SHA256 = "sha256";
  private static final Pattern HASH = Pattern.compile("[0-9a-f]{64}");

  @Override
  public String name() {
    return NAME;
  }

  @Override
  public String description() {
    return "Hold an export package against its manifest; needs no database.";
  }

  @Override
  public List<Argument> arguments() {
    return List.of(
        Argument.positional(FILE, Type.TEXT, "The package, decrypted."),
        Argument.option(
            SHA256,
            Type.TEXT,
            "What the event or \"exports list\" says the whole file hashes to."));
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
    Optional<String> hash = given.text(SHA256).map(text -> text.strip().toLowerCase(Locale.ROOT));
    if (hash.isPresent() && !HASH.matcher(hash.get()).matches()) {
      return Reply.wrong(
          new Problem("--sha256 is not 64 hexadecimal digits.", WHERE, "Copy it as a whole."));
    }
    if (LocalPath.isBeyondLocale(given.required(FILE))) {
      return Reply.wrong(
          new Problem(
              "FILE has characters that this process's locale cannot spell.",
              WHERE,
              LocalPath.CURE));
    }
    Optional<Path> file = LocalPath.of(given.required(FILE)).filter(Files::isRegularFile);
    if (file.isEmpty()) {
      return Reply.wrong(new Problem("There is no such file.", WHERE, "Check FILE."));
    }
    try {
      return reply(ParcelCheck.check(file.get(), hash), hash.isPresent());
    } catch (IOException e) {
      // Its message would repeat the path.
      Problem problem =
          new Problem(
              "The file cannot be read.", WHERE, "Check who may read it and the disk it is on.");
      return new Reply(1, Map.of(), List.of(), List.of(problem));
    }
  }

  private static Reply reply(ParcelCheck.Result result, boolean held) {
    Map<String, Object> document = new LinkedHashMap<>();
    document.put("sound", result.sound());
    document.put("sha256", result.sha256());
    document.put("bytes", result.bytes());
    document.put("files", result.files());
    document.put("rows", result.rows());
    List<String> text =
        List.of(
            result.sound() ? "sound: every file is what the manifest says" : "NOT sound",
            "  sha256  " + result.sha256() + (held ? "" : "  (compare it, or give --sha256)"),
            "  bytes   " + result.bytes(),
            "  files   " + result.files(),
            "  rows    " + result.rows());
    return new Reply(result.sound() ? 0 : 3, document, text, result.problems());
  }
}
