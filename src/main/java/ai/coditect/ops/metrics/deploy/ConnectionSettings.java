package ai.coditect.ops.metrics.deploy;

import ai.coditect.ops.metrics.monitoring.service.EndpointSettings;
import ai.coditect.ops.metrics.render.MonitoringDocument;
import com.google.api.gax.grpc.InstantiatingGrpcChannelProvider;
import com.google.api.gax.rpc.ClientSettings;
import com.google.protobuf.InvalidProtocolBufferException;
import com.google.protobuf.Message;
import com.google.protobuf.util.JsonFormat;
import java.util.Map;
import java.util.Optional;
import tools.jackson.databind.json.JsonMapper;

/**
 * Where Cloud Monitoring is.
 *
 * @param endpoint of a stand-in, in plain text; else the service's own
 */
record ConnectionSettings(String project, Optional<String> endpoint) {
  private static final JsonMapper PLAIN = JsonMapper.builder().build();

  /** The same settings, towards the stand-in where there is one. */
  <B extends ClientSettings.Builder<?, B>> B towards(
      B settings, InstantiatingGrpcChannelProvider.Builder channel) {
    return EndpointSettings.towards(endpoint, settings, channel);
  }

  String parent() {
    return "projects/" + project;
  }

  /** The document as the service's own message; a field that it does not know is a fault. */
  <T extends Message.Builder> T parse(MonitoringDocument document, T into) {
    return parse(document.json(), into);
  }

  <T extends Message.Builder> T parse(Map<String, Object> json, T into) {
    String text =
        PLAIN
            .writeValueAsString(json)
            .replace("projects/" + MonitoringDocument.PROJECT + "/", parent() + "/");
    try {
      JsonFormat.parser().merge(text, into);
      return into;
    } catch (InvalidProtocolBufferException e) {
      throw new IllegalStateException("Cloud Monitoring does not know this: " + e.getMessage(), e);
    }
  }
}
