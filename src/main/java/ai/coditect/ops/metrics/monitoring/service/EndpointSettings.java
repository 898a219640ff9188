package ai.coditect.ops.metrics.monitoring.service;

import com.google.api.gax.core.NoCredentialsProvider;
import com.google.api.gax.grpc.InstantiatingGrpcChannelProvider;
import com.google.api.gax.rpc.ClientSettings;
import java.util.Optional;

/** Where a client of Google's calls. */
public final class EndpointSettings {
  private EndpointSettings() {}

  /**
   * The same settings, towards a stand-in where there is one: in plain text and as nobody.
   *
   * @param channel of this kind of client, with what it has by itself
   */
  public static <B extends ClientSettings.Builder<?, B>> B towards(
      Optional<String> standIn, B settings, InstantiatingGrpcChannelProvider.Builder channel) {
    standIn.ifPresent(
        where ->
            settings
                .setCredentialsProvider(NoCredentialsProvider.create())
                .setTransportChannelProvider(
                    channel
                        .setEndpoint(where)
                        .setChannelConfigurator(each -> each.usePlaintext())
                        .build()));
    return settings;
  }
}
