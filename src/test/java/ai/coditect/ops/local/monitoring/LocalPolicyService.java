package ai.coditect.ops.local.monitoring;

import com.google.monitoring.v3.AlertPolicy;
import com.google.monitoring.v3.AlertPolicyServiceGrpc;
import com.google.monitoring.v3.CreateAlertPolicyRequest;
import com.google.monitoring.v3.DeleteAlertPolicyRequest;
import com.google.monitoring.v3.GetAlertPolicyRequest;
import com.google.monitoring.v3.ListAlertPoliciesRequest;
import com.google.monitoring.v3.ListAlertPoliciesResponse;
import com.google.monitoring.v3.UpdateAlertPolicyRequest;
import com.google.protobuf.Empty;
import io.grpc.stub.StreamObserver;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Alert policies over gRPC. */
final class LocalPolicyService extends AlertPolicyServiceGrpc.AlertPolicyServiceImplBase {
  private static final Pattern FILTER = Pattern.compile("user_labels\\.(\\w+)=\"([^\"]*)\"");
  private static final int PAGE = 50;

  private final KeptBoards kept;

  LocalPolicyService(KeptBoards kept) {
    this.kept = kept;
  }

  private AlertPolicy judged(AlertPolicy policy) {
    KeptBoards.refuse(
        PolicyRules.wrong(
            policy, kept.metrics().descriptors(), name -> kept.objectives().containsKey(name)));
    AlertPolicy.Builder named = policy.toBuilder();
    for (int i = 0; i < named.getConditionsCount(); i++) {
      named.getConditionsBuilder(i).setName(policy.getName() + "/conditions/" + kept.nextId());
    }
    if (!named.hasEnabled()) {
      named.getEnabledBuilder().setValue(true);
    }
    return named.build();
  }

  @Override
  public void createAlertPolicy(
      CreateAlertPolicyRequest request, StreamObserver<AlertPolicy> caller) {
    kept.answer(
        caller,
        () -> {
          if (!request.getAlertPolicy().getName().isEmpty()) {
            throw KeptMetrics.invalid("Field alert_policy.name must not be set.");
          }
          String name = request.getName() + "/alertPolicies/" + kept.nextId();
          AlertPolicy made = judged(request.getAlertPolicy().toBuilder().setName(name).build());
          kept.policies().put(name, made);
          return made;
        });
  }

  @Override
  public void updateAlertPolicy(
      UpdateAlertPolicyRequest request, StreamObserver<AlertPolicy> caller) {
    kept.answer(
        caller,
        () -> {
          String name = request.getAlertPolicy().getName();
          KeptBoards.found(kept.policies(), name);
          AlertPolicy made = judged(request.getAlertPolicy());
          kept.policies().put(name, made);
          return made;
        });
  }

  @Override
  public void getAlertPolicy(GetAlertPolicyRequest request, StreamObserver<AlertPolicy> caller) {
    kept.answer(caller, () -> KeptBoards.found(kept.policies(), request.getName()));
  }

  @Override
  public void deleteAlertPolicy(DeleteAlertPolicyRequest request, StreamObserver<Empty> caller) {
    kept.answer(
        caller,
        () -> {
          KeptBoards.found(kept.policies(), request.getName());
          kept.policies().remove(request.getName());
          return Empty.getDefaultInstance();
        });
  }

  @Override
  public void listAlertPolicies(
      ListAlertPoliciesRequest request, StreamObserver<ListAlertPoliciesResponse> caller) {
    kept.answer(
        caller,
        () -> {
          Matcher filter = FILTER.matcher(request.getFilter());
          boolean filtered = filter.matches();
          if (!filtered && !request.getFilter().isEmpty()) {
            throw KeptMetrics.invalid("Field filter had an invalid value.");
          }
          List<AlertPolicy> found =
              kept.policies().values().stream()
                  .filter(each -> each.getName().startsWith(request.getName() + "/"))
                  .filter(
                      each ->
                          !filtered
                              || filter
                                  .group(2)
                                  .equals(each.getUserLabelsMap().get(filter.group(1))))
                  .toList();
          int from =
              request.getPageToken().isEmpty() ? 0 : Integer.parseInt(request.getPageToken());
          int to = Math.min(found.size(), from + PAGE);
          return ListAlertPoliciesResponse.newBuilder()
              .addAllAlertPolicies(found.subList(from, to))
              .setNextPageToken(to < found.size() ? Integer.toString(to) : "")
              .build();
        });
  }
}
