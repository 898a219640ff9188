package ai.coditect.ops.image;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import javax.tools.JavaCompiler;
import javax.tools.ToolProvider;

/** Has Spring write down what a one-shot consists of, and compiles it. */
final class AheadOfTime {
  private static final String PROCESSOR = "org.springframework.boot.SpringApplicationAotProcessor";
  private static final String CONTEXT = "ai.coditect.ops.trigger.command.start.OneShotContext";

  private AheadOfTime() {}

  /**
   * @param jar where it goes; it stands before the worker on the class path
   */
  static void prepare(ImageTree tree, Path work, Path jar) throws IOException {
    Path sources = Files.createDirectories(work.resolve("sources"));
    Path classes = Files.createDirectories(work.resolve("classes"));
    Program.run(
            Map.of(),
            List.of(
                tree.java(),
                "-cp",
                tree.classPath(),
                PROCESSOR,
                CONTEXT,
                sources.toString(),
                Files.createDirectories(work.resolve("resources")).toString(),
                classes.toString(),
                "ai.coditect",
                "ops-worker",
                tree.application()))
        .succeeded();
    compile(tree, sources, classes);
    pack(classes, jar);
  }

  private static void compile(ImageTree tree, Path sources, Path classes) throws IOException {
    JavaCompiler compiler = ToolProvider.getSystemJavaCompiler();
    List<String> arguments =
        new ArrayList<>(
            List.of(
                "-proc:none",
                "-nowarn",
                "-parameters",
                "-XDstringConcat=inline",
                "-cp",
                tree.classPath(),
                "-d",
                classes.toString()));
    try (Stream<Path> files = Files.walk(sources)) {
      files.map(Path::toString).filter(name -> name.endsWith(".java")).forEach(arguments::add);
    }
    int code = compiler.run(null, null, null, arguments.toArray(String[]::new));
    if (code != 0) {
      throw new AssertionError("what Spring wrote down does not compile");
    }
  }

  /** Always the same bytes: sorted, and without the time. */
  private static void pack(Path classes, Path jar) throws IOException {
    try (OutputStream out = Files.newOutputStream(jar);
        ZipOutputStream zip = new ZipOutputStream(out);
        Stream<Path> files = Files.walk(classes)) {
      for (Path file : files.filter(Files::isRegularFile).sorted().toList()) {
        ZipEntry entry = new ZipEntry(classes.relativize(file).toString());
        entry.setLastModifiedTime(FileTime.from(ImageTree.MODIFIED));
        zip.putNextEntry(entry);
        Files.copy(file, zip);
        zip.closeEntry();
      }
    }
  }
}
