package ai.coditect.ops.metrics.collect;

import ai.coditect.ops.metrics.figure.AnsweredRow;
import ai.coditect.ops.metrics.figure.FigureResult;
import java.util.List;

/** What became of a question to the database. */
sealed interface Answered {

  /**
   * @param cut whether there were more rows than these
   */
  record Rows(List<AnsweredRow> rows, boolean cut) implements Answered {}

  /**
   * @param why in our words
   */
  record NotAnswered(FigureResult result, String why) implements Answered {}
}
