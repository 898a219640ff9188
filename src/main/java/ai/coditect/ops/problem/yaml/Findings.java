package ai.coditect.ops.problem.yaml;

import ai.coditect.ops.problem.Problem;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.snakeyaml.engine.v2.exceptions.Mark;
import org.snakeyaml.engine.v2.nodes.Node;

/** Collects what is wrong with one file, each with its line and key path. */
public record Findings(String file, List<Problem> problems) {
  public Findings(String file) {
    this(file, new ArrayList<>());
  }

  public void add(Node node, String path, String what, String cure) {
    add(node.getStartMark(), path, what, cure);
  }

  public void add(Optional<Mark> mark, String path, String what, String cure) {
    String line =
        mark.map(at -> ", line " + (at.getLine() + 1) + ", column " + (at.getColumn() + 1))
            .orElse("");
    problems.add(new Problem(what, file + line + (path.isEmpty() ? "" : ", " + path), cure));
  }

  public void add(String what, String cure) {
    problems.add(new Problem(what, file, cure));
  }
}
