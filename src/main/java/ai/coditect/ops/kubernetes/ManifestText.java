package ai.coditect.ops.kubernetes;

import java.util.LinkedHashMap;
import java.util.Map;
import org.snakeyaml.engine.v2.api.Dump;
import org.snakeyaml.engine.v2.api.DumpSettings;
import org.snakeyaml.engine.v2.common.FlowStyle;
import org.snakeyaml.engine.v2.schema.CoreSchema;

/** Manifests as text: the same manifest, the same text. */
final class ManifestText {
  private static final String HEAD =
      "# Written by \"render k8s\" from jobs/; change those files.\n";

  private ManifestText() {}

  /** Names and values in turn, kept in this order. */
  static Map<String, Object> fields(Object... namesAndValues) {
    Map<String, Object> fields = new LinkedHashMap<>();
    for (int i = 0; i < namesAndValues.length; i += 2) {
      fields.put((String) namesAndValues[i], namesAndValues[i + 1]);
    }
    return fields;
  }

  static String yaml(Iterable<Map<String, Object>> documents) {
    StringBuilder text = new StringBuilder(HEAD);
    for (Map<String, Object> document : documents) {
      text.append(text.length() == HEAD.length() ? "" : "---\n")
          .append(
              new Dump(
                      DumpSettings.builder()
                          .setDefaultFlowStyle(FlowStyle.BLOCK)
                          .setWidth(1000)
                          .setIndicatorIndent(2)
                          .setIndentWithIndicator(true)
                          // Otherwise the text "True" would be written as what others read as a
                          // boolean.
                          .setSchema(new CoreSchema())
                          // Kustomize does not read the anchors that equal parts would get.
                          .setDereferenceAliases(true)
                          .build())
                  .dumpToString(document));
    }
    return text.toString();
  }
}
