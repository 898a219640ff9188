package ai.coditect.ops.problem;

import java.util.List;

/** Items of the checklist that belong together and come in this order. */
@FunctionalInterface
public interface CheckGroup {
  List<Check> items();
}
