package ai.coditect.ops.metrics.meter;

import ai.coditect.ops.job.RunListener;
import ai.coditect.ops.metrics.monitoring.MeasurementWriter;
import ai.coditect.ops.problem.LivenessCheck;
import ai.coditect.ops.problem.Problem;
import io.micrometer.core.instrument.MeterRegistry;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.context.SmartLifecycle;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Profile;

@Configuration(proxyBeanMethods = false)
@Profile("serve")
class MeterConfiguration {

  @Bean
  RunListener runMetersListener(MeterRegistry registry) {
    return new RunMetersListener(registry);
  }

  @Bean
  MeterWriting meterWriting(
      MeterRegistry registry,
      MeasurementWriter writer,
      @Value("${ops.meters-every:60s}") Duration every,
      Clock clock) {
    return new MeterWriting(registry, writer, every, clock);
  }

  /** Begins with the worker, and ends after what it measures. */
  static final class MeterWriting implements SmartLifecycle, LivenessCheck {
    /** Less than what a phase of the shutdown may take. */
    private static final Duration PATIENCE = Duration.ofSeconds(15);

    private final MeterLoop loop;
    private final boolean wanted;
    private boolean running;

    MeterWriting(MeterRegistry registry, MeasurementWriter writer, Duration every, Clock clock) {
      RegistryReading reading = new RegistryReading(registry, clock.instant());
      this.loop = new MeterLoop(reading::at, all -> writer.write("meters", all), every, clock);
      this.wanted = writer.isConfigured();
    }

    @Override
    public synchronized void start() {
      if (wanted && !running) {
        loop.start();
        running = true;
      }
    }

    @Override
    public synchronized void stop() {
      if (running) {
        loop.stop(PATIENCE);
        running = false;
      }
    }

    @Override
    public List<Problem> standing() {
      return loop.standing();
    }

    @Override
    public synchronized boolean isRunning() {
      return running;
    }

    @Override
    public int getPhase() {
      return Integer.MAX_VALUE - 8192;
    }
  }
}
