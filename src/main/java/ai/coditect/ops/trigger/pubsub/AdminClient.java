package ai.coditect.ops.trigger.pubsub;

import ai.coditect.ops.database.failure.FailureWords;
import ai.coditect.ops.problem.Check;
import ai.coditect.ops.problem.Problem;
import com.google.api.gax.core.NoCredentialsProvider;
import com.google.api.gax.grpc.InstantiatingGrpcChannelProvider;
import com.google.cloud.pubsub.v1.SubscriptionAdminClient;
import com.google.cloud.pubsub.v1.SubscriptionAdminSettings;
import com.google.cloud.pubsub.v1.TopicAdminClient;
import com.google.cloud.pubsub.v1.TopicAdminSettings;
import com.google.cloud.spring.pubsub.PubSubAdmin;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Function;

/** Looks at topics and subscriptions where nothing of Pub/Sub is started, as under "check". */
final class AdminClient {
  private AdminClient() {}

  /**
   * What looking finds, in bounded time. On a thread of its own: a client that waits for its
   * service would take one that others share.
   */
  static Check.Finding ask(
      String project,
      String emulator,
      PubSubSettings settings,
      String fine,
      Function<PubSubAdmin, List<Problem>> look) {
    FutureTask<List<Problem>> question =
        new FutureTask<>(
            () -> {
              try (PubSubAdmin admin = open(project, emulator)) {
                return look.apply(admin);
              }
            });
    Thread thread = new Thread(question, "pubsub-look");
    thread.setDaemon(true);
    thread.start();
    String where = emulator.isEmpty() ? "project " + project : emulator;
    try {
      List<Problem> problems = question.get(settings.patience().toMillis(), TimeUnit.MILLISECONDS);
      return problems.isEmpty() ? Check.Finding.ok(fine) : Check.Finding.failed(problems);
    } catch (TimeoutException e) {
      return failed("Pub/Sub did not answer.", where);
    } catch (ExecutionException e) {
      return failed("Pub/Sub could not be asked: " + FailureWords.of(e) + ".", where);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return failed("Pub/Sub did not answer.", where);
    } finally {
      question.cancel(true);
    }
  }

  private static Check.Finding failed(String what, String where) {
    return Check.Finding.failed(
        List.of(
            new Problem(
                what,
                where,
                "Check the credentials, the project and the network; roles/pubsub.viewer is enough"
                    + " for this check.")));
  }

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
