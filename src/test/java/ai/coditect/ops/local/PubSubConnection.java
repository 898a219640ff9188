package ai.coditect.ops.local;

import com.google.api.gax.core.NoCredentialsProvider;
import com.google.api.gax.grpc.GrpcTransportChannel;
import com.google.api.gax.rpc.FixedTransportChannelProvider;
import com.google.api.gax.rpc.TransportChannelProvider;
import com.google.cloud.pubsub.v1.MessageReceiver;
import com.google.cloud.pubsub.v1.Publisher;
import com.google.cloud.pubsub.v1.Subscriber;
import com.google.cloud.pubsub.v1.SubscriptionAdminClient;
import com.google.cloud.pubsub.v1.SubscriptionAdminSettings;
import com.google.cloud.pubsub.v1.TopicAdminClient;
import com.google.cloud.pubsub.v1.TopicAdminSettings;
import com.google.pubsub.v1.SubscriptionName;
import com.google.pubsub.v1.TopicName;
import io.grpc.ManagedChannel;
import io.grpc.ManagedChannelBuilder;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

/** Google's own client, connected in plain text to a Pub/Sub server at host:port. */
public final class PubSubConnection implements AutoCloseable {
  private final String project;
  private final ManagedChannel channel;
  private final TransportChannelProvider channels;
  private final TopicAdminClient topics;
  private final SubscriptionAdminClient subscriptions;

  public PubSubConnection(String endpoint, String project) {
    this.project = project;
    channel = ManagedChannelBuilder.forTarget(endpoint).usePlaintext().build();
    channels = FixedTransportChannelProvider.create(GrpcTransportChannel.create(channel));
    try {
      topics =
          TopicAdminClient.create(
              TopicAdminSettings.newBuilder()
                  .setTransportChannelProvider(channels)
                  .setCredentialsProvider(NoCredentialsProvider.create())
                  .build());
      subscriptions =
          SubscriptionAdminClient.create(
              SubscriptionAdminSettings.newBuilder()
                  .setTransportChannelProvider(channels)
                  .setCredentialsProvider(NoCredentialsProvider.create())
                  .build());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  public TopicAdminClient topics() {
    return topics;
  }

  public SubscriptionAdminClient subscriptions() {
    return subscriptions;
  }

  public ManagedChannel channel() {
    return channel;
  }

  public String topic(String name) {
    return TopicName.format(project, name);
  }

  public String subscription(String name) {
    return SubscriptionName.format(project, name);
  }

  public Publisher publisher(String topic, boolean ordered) {
    try {
      return Publisher.newBuilder(topic(topic))
          .setChannelProvider(channels)
          .setCredentialsProvider(NoCredentialsProvider.create())
          .setEnableMessageOrdering(ordered)
          .build();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Starts a subscriber; the caller stops it. */
  public Subscriber subscribe(
      String subscription, MessageReceiver receiver, Consumer<Subscriber.Builder> adjust) {
    Subscriber.Builder builder =
        Subscriber.newBuilder(subscription(subscription), receiver)
            .setChannelProvider(channels)
            .setCredentialsProvider(NoCredentialsProvider.create());
    adjust.accept(builder);
    Subscriber subscriber = builder.build();
    subscriber.startAsync().awaitRunning();
    return subscriber;
  }

  @Override
  public void close() {
    topics.close();
    subscriptions.close();
    channel.shutdownNow();
    try {
      channel.awaitTermination(5, TimeUnit.SECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
