package ai.coditect.ops.local.monitoring;

import com.google.monitoring.dashboard.v1.CreateDashboardRequest;
import com.google.monitoring.dashboard.v1.Dashboard;
import com.google.monitoring.dashboard.v1.DashboardsServiceGrpc;
import com.google.monitoring.dashboard.v1.DeleteDashboardRequest;
import com.google.monitoring.dashboard.v1.GetDashboardRequest;
import com.google.monitoring.dashboard.v1.ListDashboardsRequest;
import com.google.monitoring.dashboard.v1.ListDashboardsResponse;
import com.google.monitoring.dashboard.v1.UpdateDashboardRequest;
import com.google.protobuf.Empty;
import io.grpc.Status;
import io.grpc.stub.StreamObserver;

/** Dashboards over gRPC. */
final class LocalDashboardService extends DashboardsServiceGrpc.DashboardsServiceImplBase {
  private final KeptBoards kept;

  LocalDashboardService(KeptBoards kept) {
    this.kept = kept;
  }

  private Dashboard keep(Dashboard dashboard, String name) {
    KeptBoards.refuse(DashboardRules.wrong(dashboard));
    Dashboard made =
        DashboardRules.filledIn(dashboard).toBuilder()
            .setName(name)
            .setEtag(Long.toString(kept.nextId()))
            .build();
    kept.dashboards().put(name, made);
    return made;
  }

  @Override
  public void createDashboard(CreateDashboardRequest request, StreamObserver<Dashboard> caller) {
    kept.answer(
        caller,
        () -> {
          if (!request.getDashboard().getName().isEmpty()) {
            throw KeptMetrics.invalid("Field dashboard.name must not be set.");
          }
          return keep(request.getDashboard(), request.getParent() + "/dashboards/" + kept.nextId());
        });
  }

  @Override
  public void updateDashboard(UpdateDashboardRequest request, StreamObserver<Dashboard> caller) {
    kept.answer(
        caller,
        () -> {
          Dashboard wanted = request.getDashboard();
          Dashboard old = KeptBoards.found(kept.dashboards(), wanted.getName());
          if (!wanted.getEtag().isEmpty() && !wanted.getEtag().equals(old.getEtag())) {
            throw Status.ABORTED
                .withDescription("The etag is not the newest.")
                .asRuntimeException();
          }
          return keep(wanted, wanted.getName());
        });
  }

  @Override
  public void getDashboard(GetDashboardRequest request, StreamObserver<Dashboard> caller) {
    kept.answer(caller, () -> KeptBoards.found(kept.dashboards(), request.getName()));
  }

  @Override
  public void deleteDashboard(DeleteDashboardRequest request, StreamObserver<Empty> caller) {
    kept.answer(
        caller,
        () -> {
          KeptBoards.found(kept.dashboards(), request.getName());
          kept.dashboards().remove(request.getName());
          return Empty.getDefaultInstance();
        });
  }

  @Override
  public void listDashboards(
      ListDashboardsRequest request, StreamObserver<ListDashboardsResponse> caller) {
    kept.answer(
        caller,
        () ->
            ListDashboardsResponse.newBuilder()
                .addAllDashboards(
                    kept.dashboards().values().stream()
                        .filter(each -> each.getName().startsWith(request.getParent() + "/"))
                        .toList())
                .build());
  }
}
