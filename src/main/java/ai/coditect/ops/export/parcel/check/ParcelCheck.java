package ai.coditect.ops.export.parcel.check;

import ai.coditect.ops.export.parcel.Manifest;
import ai.coditect.ops.export.parcel.check.Promise.File;
import ai.coditect.ops.problem.Problem;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.Reader;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import java.util.zip.ZipEntry;
import java.util.zip.ZipException;
import java.util.zip.ZipFile;

/** Holds a package against its manifest. */
public final class ParcelCheck {
  private static final String PACKAGE = "the package";
  private static final String AGAIN =
      "Fetch the package again; if that does not help, export again.";
  private static final int MOST_STRANGERS = 20;
  private static final long LONGEST_MANIFEST = 1 << 24;
  private static final byte[] AGE = "age-encryption.org/".getBytes(StandardCharsets.US_ASCII);
  private static final byte[] ARMORED_AGE =
      "-----BEGIN AGE ENCRYPTED FILE-----".getBytes(StandardCharsets.US_ASCII);

  /**
   * What was found.
   *
   * @param problems empty for a sound package
   * @param sha256 of the whole file
   * @param files beside the manifest
   * @param rows of all tables, as the manifest has it
   */
  public record Result(List<Problem> problems, String sha256, long bytes, long files, long rows) {
    public boolean sound() {
      return problems.isEmpty();
    }
  }

  private final List<Problem> problems = new ArrayList<>();
  private final Path path;
  private long files;
  private long rows;

  private ParcelCheck(Path path) {
    this.path = path;
  }

  /**
   * Reads the whole package; finds all that is wrong in one go.
   *
   * @param sha256 that the whole file has to have
   * @throws IOException when the file cannot be read from its disk
   */
  public static Result check(Path path, Optional<String> sha256) throws IOException {
    return new ParcelCheck(path).check(sha256);
  }

  private Result check(Optional<String> expected) throws IOException {
    Outside outside;
    if (isEncrypted()) {
      problem("It is encrypted.", PACKAGE, "Decrypt it with age and the key, then check again.");
      outside = Outside.unread(path);
    } else {
      List<String> names = inside();
      outside = Outside.read(path);
      if (problems.isEmpty() && !outside.names().equals(names)) {
        problem("Its list of files and the files themselves differ.", PACKAGE, AGAIN);
      }
      if (problems.isEmpty()) {
        ZipLayout.fault(path).ifPresent(fault -> problem(fault, PACKAGE, AGAIN));
      }
    }
    if (expected.isPresent() && !expected.get().equals(outside.sha256())) {
      problems.add(
          0,
          new Problem(
              "Its SHA-256 is not the given one.",
              PACKAGE,
              "Compare with the event or the list of exports; fetch the package again."));
    }
    return new Result(List.copyOf(problems), outside.sha256(), Files.size(path), files, rows);
  }

  private boolean isEncrypted() throws IOException {
    try (InputStream in = Files.newInputStream(path)) {
      byte[] head = in.readNBytes(ARMORED_AGE.length);
      return startsWith(head, AGE) || startsWith(head, ARMORED_AGE);
    }
  }

  private static boolean startsWith(byte[] bytes, byte[] head) {
    return bytes.length >= head.length
        && Arrays.equals(bytes, 0, head.length, head, 0, head.length);
  }

  /** Through the zip's own list of files, so that one broken file does not hide the next. */
  private List<String> inside() throws IOException {
    try (ZipFile zip = new ZipFile(path.toFile(), StandardCharsets.UTF_8)) {
      List<? extends ZipEntry> entries;
      try (Stream<? extends ZipEntry> listed = zip.stream()) {
        entries = listed.toList();
      }
      List<String> names = entries.stream().map(ZipEntry::getName).toList();
      Optional<Promise> promise = promise(zip, names);
      if (promise.isPresent()) {
        names(names, promise.get());
        for (File file : promise.get().files()) {
          ZipEntry entry = zip.getEntry(file.name());
          if (entry != null && names.contains(file.name())) {
            content(zip, entry, file);
          }
        }
      }
      return names;
    } catch (ZipException | EOFException | IllegalArgumentException e) {
      problem("It is no zip, or not all of it is there.", PACKAGE, AGAIN);
      return List.of();
    }
  }

  private Optional<Promise> promise(ZipFile zip, List<String> names) throws IOException {
    if (!names.contains(Manifest.NAME)) {
      problem("It has no manifest.", PACKAGE, AGAIN);
      return Optional.empty();
    }
    byte[] manifest;
    try (InputStream in = zip.getInputStream(zip.getEntry(Manifest.NAME))) {
      manifest = in.readNBytes((int) LONGEST_MANIFEST + 1);
    } catch (ZipException | EOFException e) {
      problem("It cannot be unpacked.", Manifest.NAME, AGAIN);
      return Optional.empty();
    }
    List<String> complaints = new ArrayList<>();
    if (manifest.length > LONGEST_MANIFEST) {
      complaints.add("It is longer than any manifest.");
    }
    Promise promise =
        complaints.isEmpty() ? Promise.read(manifest, complaints) : new Promise(List.of());
    complaints.forEach(each -> problem(each, Manifest.NAME, AGAIN));
    return complaints.isEmpty() ? Optional.of(promise) : Optional.empty();
  }

  private void names(List<String> names, Promise promise) {
    List<String> promised = new ArrayList<>(promise.files().stream().map(File::name).toList());
    promised.add(Manifest.NAME);
    for (String name : promised) {
      long times = names.stream().filter(name::equals).count();
      if (times != 1) {
        problem(times == 0 ? "It is missing." : "It is there more than once.", name, AGAIN);
      }
    }
    strangers(names, promised);
    if (names.size() == promised.size() && names.containsAll(promised) && !names.equals(promised)) {
      problem("Its files are not in the order of the manifest, which comes last.", PACKAGE, AGAIN);
    }
  }

  private void strangers(List<String> names, List<String> promised) {
    int strangers = 0;
    for (int i = 0; i < names.size() && strangers < MOST_STRANGERS; i++) {
      if (!promised.contains(names.get(i))) {
        strangers++;
        problem(
            leadsAway(names.get(i))
                ? "Its name leads out of the folder it is unpacked in."
                : "It is not in the manifest.",
            "entry " + (i + 1),
            "Do not unpack the package. " + AGAIN);
      }
    }
  }

  private static boolean leadsAway(String name) {
    return name.startsWith("/")
        || name.contains("\\")
        || name.contains(":")
        || List.of(name.split("/", -1)).contains("..");
  }

  private void content(ZipFile zip, ZipEntry entry, File file) throws IOException {
    MessageDigest digest = sha256();
    try (Measured in = new Measured(zip.getInputStream(entry), digest, file.bytes())) {
      structure(in, file);
      in.readToEnd();
      if (in.bytes() != file.bytes()) {
        problem(
            in.bytes() > file.bytes()
                ? "It is longer than the manifest says."
                : "It is shorter than the manifest says.",
            file.name(),
            AGAIN);
      }
      if (!HexFormat.of().formatHex(digest.digest()).equals(file.sha256())) {
        problem("Its SHA-256 is not that of the manifest.", file.name(), AGAIN);
      }
    } catch (ZipException | EOFException e) {
      problem("It cannot be unpacked.", file.name(), AGAIN);
    }
    files++;
    rows += file.format().equals("jsonl") ? file.rows() : 0;
  }

  private void structure(InputStream in, File file) throws IOException {
    try {
      Reader reader = new InputStreamReader(in, StandardCharsets.UTF_8.newDecoder());
      long found =
          switch (file.format()) {
            case "jsonl" -> JsonLinesReader.rows(reader, file.columns());
            case "csv" -> CsvReader.rows(reader, file.columns());
            default -> 0;
          };
      if (found != file.rows()) {
        problem(
            "It has " + found + " rows; the manifest says " + file.rows() + ".",
            file.name(),
            AGAIN);
      }
    } catch (MisfitException e) {
      problem(String.valueOf(e.getMessage()), file.name(), AGAIN);
    } catch (CharacterCodingException e) {
      problem("It is not UTF-8.", file.name(), AGAIN);
    }
  }

  private void problem(String what, String where, String cure) {
    problems.add(new Problem(what, where, cure));
  }

  static MessageDigest sha256() {
    try {
      return MessageDigest.getInstance("SHA-256");
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException(e);
    }
  }
}
