package ai.coditect.ops.local.monitoring;

import com.google.api.MetricDescriptor;
import com.google.monitoring.v3.CreateMetricDescriptorRequest;
import com.google.monitoring.v3.CreateTimeSeriesRequest;
import com.google.monitoring.v3.DeleteMetricDescriptorRequest;
import com.google.monitoring.v3.GetMetricDescriptorRequest;
import com.google.monitoring.v3.ListMetricDescriptorsRequest;
import com.google.monitoring.v3.ListMetricDescriptorsResponse;
import com.google.monitoring.v3.ListTimeSeriesRequest;
import com.google.monitoring.v3.ListTimeSeriesResponse;
import com.google.monitoring.v3.MetricServiceGrpc;
import com.google.monitoring.v3.Point;
import com.google.monitoring.v3.TimeInterval;
import com.google.monitoring.v3.TimeSeries;
import com.google.protobuf.Empty;
import com.google.protobuf.util.Timestamps;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import io.grpc.stub.StreamObserver;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.function.Supplier;

/** Descriptors and series over gRPC. */
final class MonitoringMetricService extends MetricServiceGrpc.MetricServiceImplBase {
  private static final int PAGE = 1000;
  private final KeptMetrics kept;

  MonitoringMetricService(KeptMetrics kept) {
    this.kept = kept;
  }

  private static <T> void answer(StreamObserver<T> caller, Supplier<T> value) {
    T found;
    try {
      found = value.get();
    } catch (StatusRuntimeException e) {
      caller.onError(e);
      return;
    } catch (RuntimeException e) {
      caller.onError(Status.INTERNAL.withDescription(e.toString()).asRuntimeException());
      return;
    }
    caller.onNext(found);
    caller.onCompleted();
  }

  @Override
  public void createTimeSeries(CreateTimeSeriesRequest request, StreamObserver<Empty> caller) {
    answer(
        caller,
        () -> {
          kept.write(project(request.getName()), request.getTimeSeriesList());
          return Empty.getDefaultInstance();
        });
  }

  @Override
  public void createMetricDescriptor(
      CreateMetricDescriptorRequest request, StreamObserver<MetricDescriptor> caller) {
    answer(caller, () -> kept.create(project(request.getName()), request.getMetricDescriptor()));
  }

  @Override
  public void getMetricDescriptor(
      GetMetricDescriptorRequest request, StreamObserver<MetricDescriptor> caller) {
    answer(caller, () -> kept.get(type(request.getName())));
  }

  @Override
  public void deleteMetricDescriptor(
      DeleteMetricDescriptorRequest request, StreamObserver<Empty> caller) {
    answer(
        caller,
        () -> {
          kept.delete(type(request.getName()));
          return Empty.getDefaultInstance();
        });
  }

  @Override
  public void listMetricDescriptors(
      ListMetricDescriptorsRequest request, StreamObserver<ListMetricDescriptorsResponse> caller) {
    answer(
        caller,
        () -> {
          MonitoringFilter filter = MonitoringFilter.read(request.getFilter());
          Page<MetricDescriptor> page =
              Page.of(
                  kept.descriptors().stream()
                      .filter(each -> filter.fitsType(each.getType()))
                      .toList(),
                  request.getPageSize(),
                  request.getPageToken());
          return ListMetricDescriptorsResponse.newBuilder()
              .addAllMetricDescriptors(page.items())
              .setNextPageToken(page.next())
              .build();
        });
  }

  /** Points of the interval, the newest first. */
  @Override
  public void listTimeSeries(
      ListTimeSeriesRequest request, StreamObserver<ListTimeSeriesResponse> caller) {
    answer(
        caller,
        () -> {
          if (request.getFilter().isBlank() || !request.getInterval().hasEndTime()) {
            throw KeptMetrics.invalid("filter and interval.end_time must be set");
          }
          String project = project(request.getName()).replaceFirst("projects/", "");
          MonitoringFilter filter = MonitoringFilter.read(request.getFilter());
          if (!filter.namesOneType()) {
            throw KeptMetrics.invalid(
                "Field filter had an invalid value of \""
                    + request.getFilter()
                    + "\": must specify a single metric type.");
          }
          List<TimeSeries> found =
              kept.series().stream()
                  .filter(filter::fits)
                  .filter(
                      each ->
                          each.getResource().getLabelsOrDefault("project_id", "").equals(project))
                  .map(each -> within(each, request.getInterval()))
                  .filter(each -> each.getPointsCount() > 0)
                  .toList();
          Page<TimeSeries> page = Page.of(found, request.getPageSize(), request.getPageToken());
          return ListTimeSeriesResponse.newBuilder()
              .addAllTimeSeries(page.items())
              .setNextPageToken(page.next())
              .build();
        });
  }

  private static TimeSeries within(TimeSeries series, TimeInterval interval) {
    List<Point> points = new ArrayList<>();
    for (Point point : series.getPointsList()) {
      var end = point.getInterval().getEndTime();
      if (Timestamps.compare(end, interval.getEndTime()) <= 0
          && (!interval.hasStartTime() || Timestamps.compare(end, interval.getStartTime()) > 0)) {
        points.add(point);
      }
    }
    Collections.reverse(points);
    return series.toBuilder().clearPoints().addAllPoints(points).build();
  }

  private record Page<T>(List<T> items, String next) {
    static <T> Page<T> of(List<T> all, int size, String token) {
      int from = token.isEmpty() ? 0 : Integer.parseInt(token);
      int to = Math.min(all.size(), from + (size > 0 ? Math.min(size, PAGE) : PAGE));
      return new Page<>(all.subList(from, to), to < all.size() ? Integer.toString(to) : "");
    }
  }

  private static String project(String name) {
    if (!name.matches("projects/[a-z][a-z0-9.:-]*")) {
      throw KeptMetrics.invalid("Field name had an invalid value of \"" + name + "\".");
    }
    return name;
  }

  private static String type(String name) {
    return name.replaceFirst("projects/[^/]+/metricDescriptors/", "");
  }
}
