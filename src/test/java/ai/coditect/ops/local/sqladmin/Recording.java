package ai.coditect.ops.local.sqladmin;

import ai.coditect.ops.local.RestCall;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.regex.Pattern;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.MissingNode;

/** A recorded conversation with the service: its exchanges in order. */
record Recording(String name, List<Exchange> exchanges) {
  private static final Pattern STATUS = Pattern.compile("^[0-9]{3} .*");

  /**
   * @param path below {@code /sql/v1beta4/projects/P/}, without the query
   * @param query as it stands, or empty
   */
  record Exchange(
      String method, String path, String query, JsonNode body, int status, JsonNode answer) {}

  /** Reads one file; project and unique ids get a value. */
  static Recording read(Path file) {
    try {
      String text =
          Files.readString(file).replace("${projectId}", "p1").replace("${uniqueId}", "u1");
      String conversation = text.substring(text.indexOf('\n') + 1);
      return new Recording(
          file.getFileName().toString().replace(".http.txt", ""),
          Arrays.stream(conversation.split("\n---\n")).map(Recording::exchange).toList());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static Exchange exchange(String text) {
    List<String> lines = new ArrayList<>(List.of(text.strip().split("\n", -1)));
    int headersEnd = lines.indexOf("");
    int answer = 0;
    while (!STATUS.matcher(lines.get(answer)).matches()) {
      answer++;
    }
    int answerHeadersEnd = answer;
    while (answerHeadersEnd < lines.size() && !lines.get(answerHeadersEnd).isEmpty()) {
      answerHeadersEnd++;
    }
    String[] request = lines.get(0).split(" ");
    String url = request[1].replaceFirst("^https?://[^/]+", "");
    int question = url.indexOf('?');
    return new Exchange(
        request[0],
        url.substring(0, question < 0 ? url.length() : question)
            .replaceFirst("^/sql/v1beta4/projects/p1/", ""),
        question < 0 ? "" : url.substring(question + 1),
        json(lines.subList(headersEnd, answer)),
        Integer.parseInt(lines.get(answer).substring(0, 3)),
        json(lines.subList(answerHeadersEnd, lines.size())));
  }

  private static JsonNode json(List<String> lines) {
    String text = String.join("\n", lines).strip();
    return text.isEmpty() ? MissingNode.getInstance() : RestCall.JSON.readTree(text);
  }
}
