package ai.coditect.ops.local.monitoring;

import com.google.monitoring.v3.CreateServiceLevelObjectiveRequest;
import com.google.monitoring.v3.CreateServiceRequest;
import com.google.monitoring.v3.DeleteServiceLevelObjectiveRequest;
import com.google.monitoring.v3.GetServiceRequest;
import com.google.monitoring.v3.ListServiceLevelObjectivesRequest;
import com.google.monitoring.v3.ListServiceLevelObjectivesResponse;
import com.google.monitoring.v3.Service;
import com.google.monitoring.v3.ServiceLevelObjective;
import com.google.monitoring.v3.ServiceMonitoringServiceGrpc;
import com.google.monitoring.v3.UpdateServiceLevelObjectiveRequest;
import com.google.monitoring.v3.UpdateServiceRequest;
import com.google.monitoring.v3.WindowsBasedSli;
import com.google.protobuf.Empty;
import io.grpc.Status;
import io.grpc.stub.StreamObserver;
import java.util.ArrayList;
import java.util.List;

/** Services and their objectives over gRPC. */
final class LocalObjectiveService
    extends ServiceMonitoringServiceGrpc.ServiceMonitoringServiceImplBase {
  private static final long DAY = 86_400;

  private final KeptBoards kept;

  LocalObjectiveService(KeptBoards kept) {
    this.kept = kept;
  }

  private List<String> wrong(ServiceLevelObjective objective) {
    List<String> wrong = new ArrayList<>(PolicyRules.wrongLabels(objective.getUserLabelsMap()));
    if (objective.getGoal() <= 0 || objective.getGoal() > 0.9999) {
      wrong.add("Field goal must be above 0 and at most 0.9999.");
    }
    long period = objective.getRollingPeriod().getSeconds();
    if (period % DAY != 0 || period < DAY || period > 30 * DAY) {
      wrong.add("Field rolling_period must be of whole days, from 1 to 30.");
    }
    WindowsBasedSli windows = objective.getServiceLevelIndicator().getWindowsBased();
    long window = windows.getWindowPeriod().getSeconds();
    if (window % 60 != 0 || window < 60 || window > DAY) {
      wrong.add("Field window_period must be of whole minutes, at most a day.");
    }
    String filter = windows.getMetricMeanInRange().getTimeSeries();
    if (!filter.contains("resource.type=\"")
        || kept.metrics().descriptors().stream()
            .noneMatch(each -> filter.contains("metric.type=\"" + each.getType() + "\""))) {
      wrong.add("Field time_series must name a metric that is known and one resource.type.");
    }
    return wrong;
  }

  private static <T> T fresh(java.util.Map<String, T> kept, String name, T made) {
    if (kept.putIfAbsent(name, made) != null) {
      throw Status.ALREADY_EXISTS.withDescription(name + " exists.").asRuntimeException();
    }
    return made;
  }

  @Override
  public void createService(CreateServiceRequest request, StreamObserver<Service> caller) {
    kept.answer(
        caller,
        () -> {
          String name = request.getParent() + "/services/" + request.getServiceId();
          if (!request.getServiceId().matches("[a-z0-9-]{1,63}")
              || !request.getService().hasCustom()) {
            throw KeptMetrics.invalid("Field service must be custom, with an id.");
          }
          return fresh(
              kept.services(), name, request.getService().toBuilder().setName(name).build());
        });
  }

  @Override
  public void updateService(UpdateServiceRequest request, StreamObserver<Service> caller) {
    kept.answer(
        caller,
        () -> {
          KeptBoards.found(kept.services(), request.getService().getName());
          kept.services().put(request.getService().getName(), request.getService());
          return request.getService();
        });
  }

  @Override
  public void getService(GetServiceRequest request, StreamObserver<Service> caller) {
    kept.answer(caller, () -> KeptBoards.found(kept.services(), request.getName()));
  }

  @Override
  public void createServiceLevelObjective(
      CreateServiceLevelObjectiveRequest request, StreamObserver<ServiceLevelObjective> caller) {
    kept.answer(
        caller,
        () -> {
          KeptBoards.found(kept.services(), request.getParent());
          KeptBoards.refuse(wrong(request.getServiceLevelObjective()));
          String name =
              request.getParent()
                  + "/serviceLevelObjectives/"
                  + request.getServiceLevelObjectiveId();
          return fresh(
              kept.objectives(),
              name,
              request.getServiceLevelObjective().toBuilder().setName(name).build());
        });
  }

  @Override
  public void updateServiceLevelObjective(
      UpdateServiceLevelObjectiveRequest request, StreamObserver<ServiceLevelObjective> caller) {
    kept.answer(
        caller,
        () -> {
          ServiceLevelObjective wanted = request.getServiceLevelObjective();
          KeptBoards.found(kept.objectives(), wanted.getName());
          KeptBoards.refuse(wrong(wanted));
          kept.objectives().put(wanted.getName(), wanted);
          return wanted;
        });
  }

  @Override
  public void deleteServiceLevelObjective(
      DeleteServiceLevelObjectiveRequest request, StreamObserver<Empty> caller) {
    kept.answer(
        caller,
        () -> {
          KeptBoards.found(kept.objectives(), request.getName());
          kept.objectives().remove(request.getName());
          return Empty.getDefaultInstance();
        });
  }

  @Override
  public void listServiceLevelObjectives(
      ListServiceLevelObjectivesRequest request,
      StreamObserver<ListServiceLevelObjectivesResponse> caller) {
    kept.answer(
        caller,
        () -> {
          KeptBoards.found(kept.services(), request.getParent());
          return ListServiceLevelObjectivesResponse.newBuilder()
              .addAllServiceLevelObjectives(
                  kept.objectives().values().stream()
                      .filter(each -> each.getName().startsWith(request.getParent() + "/"))
                      .toList())
              .build();
        });
  }
}
