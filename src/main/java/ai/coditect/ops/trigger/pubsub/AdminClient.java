package ai.coditect.ops.trigger.pubsub;

import com.google.api.gax.core.NoCredentialsProvider;
import com.google.api.gax.grpc.InstantiatingGrpcChannelProvider;
import com.google.cloud.pubsub.v1.SubscriptionAdminClient;
import com.google.cloud.pubsub.v1.SubscriptionAdminSettings;
import com.google.cloud.pubsub.v1.TopicAdminClient;
import com.google.cloud.pubsub.v1.TopicAdminSettings;
import com.google.cloud.spring.pubsub.PubSubAdmin;
import java.io.IOException;
import java.io.UncheckedIOException;

/** Looks at topics and subscriptions where nothing of Pub/Sub is started, as under "check". */
final class AdminClient {
  private AdminClient() {}

  /** The caller closes it. */
  static PubSubAdmin open(String project, String emulator) {
    try {
      TopicAdminSettings.Builder topics = TopicAdminSettings.newBuilder();
      SubscriptionAdminSettings.Builder subscriptions = SubscriptionAdminSettings.newBuilder();
      if (!emulator.isEmpty()) {
        InstantiatingGrpcChannelProvider plain =
            InstantiatingGrpcChannelProvider.newBuilder()
                .setEndpoint(emulator)
                .setChannelConfigurator(builder -> builder.usePlaintext())
                .build();
        topics
            .setTransportChannelProvider(plain)
            .setCredentialsProvider(NoCredentialsProvider.create());
        subscriptions
            .setTransportChannelProvider(plain)
            .setCredentialsProvider(NoCredentialsProvider.create());
      }
      TopicAdminClient topicClient = TopicAdminClient.create(topics.build());
      return new PubSubAdmin(
          () -> project, topicClient, SubscriptionAdminClient.create(subscriptions.build()));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
