package ai.coditect.ops.local.monitoring;

import com.google.monitoring.v3.CreateTimeSeriesSummary;
import com.google.monitoring.v3.TimeSeries;
import com.google.protobuf.Any;
import com.google.rpc.Code;
import io.grpc.protobuf.StatusProto;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;

/**
 * One series of a request that was not taken.
 *
 * @param index its place in the request
 * @param code FAILED_PRECONDITION for a point too soon, INVALID_ARGUMENT otherwise
 * @param text in the service's words
 */
record RefusedSeries(int index, Code code, String text) {

  /** The whole answer: a message that names the places, and a summary that counts them. */
  static RuntimeException answer(List<TimeSeries> request, List<RefusedSeries> refused) {
    Map<String, List<Integer>> places = new TreeMap<>();
    Map<Code, Integer> counts = new TreeMap<>();
    for (RefusedSeries each : refused) {
      places.computeIfAbsent(each.text(), text -> new ArrayList<>()).add(each.index());
      counts.merge(each.code(), 1, Integer::sum);
    }
    String message =
        places.entrySet().stream()
            .map(each -> words(request, each.getValue(), each.getKey()))
            .collect(Collectors.joining("; "));
    CreateTimeSeriesSummary.Builder summary =
        CreateTimeSeriesSummary.newBuilder()
            .setTotalPointCount(request.size())
            .setSuccessPointCount(request.size() - refused.size());
    counts.forEach(
        (code, count) ->
            summary.addErrors(
                CreateTimeSeriesSummary.Error.newBuilder()
                    .setStatus(com.google.rpc.Status.newBuilder().setCode(code.getNumber()))
                    .setPointCount(count)));
    return StatusProto.toStatusRuntimeException(
        com.google.rpc.Status.newBuilder()
            .setCode(Code.INVALID_ARGUMENT_VALUE)
            .setMessage("One or more TimeSeries could not be written: " + message)
            .addDetails(Any.pack(summary.build()))
            .build());
  }

  /** As the service words it today: the places first, an example, then what is wrong with them. */
  private static String words(List<TimeSeries> request, List<Integer> indexes, String text) {
    TimeSeries example = request.get(indexes.get(0));
    return "timeSeries["
        + ranges(indexes)
        + "] (example metric.type=\""
        + example.getMetric().getType()
        + "\", metric.labels="
        + braces(example.getMetric().getLabelsMap(), "\": \"", "\"")
        + "): write for resource="
        + example.getResource().getType()
        + braces(example.getResource().getLabelsMap(), ":", "")
        + " failed with: "
        + text;
  }

  private static String braces(Map<String, String> labels, String between, String quote) {
    return labels.entrySet().stream()
        .map(each -> quote + each.getKey() + between + each.getValue() + quote)
        .collect(Collectors.joining(", ", "{", "}"));
  }

  /** 0-2,7: neighbours drawn together. */
  static String ranges(List<Integer> indexes) {
    StringBuilder text = new StringBuilder();
    for (int i = 0; i < indexes.size(); i++) {
      int from = indexes.get(i);
      while (i + 1 < indexes.size() && indexes.get(i + 1) == indexes.get(i) + 1) {
        i++;
      }
      int to = indexes.get(i);
      text.append(text.isEmpty() ? "" : ",").append(from);
      if (to > from) {
        text.append('-').append(to);
      }
    }
    return text.toString();
  }
}
