package ai.coditect.ops.metrics.collect;

import java.lang.management.ManagementFactory;
import java.lang.management.MemoryUsage;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Supplier;

/** What this process is like. Asks nobody outside it. */
public record ProcessMeter(Supplier<Connections> connections) {

  /** Of the pool: how many are in use, and how many threads wait for one. */
  public record Connections(int used, int awaited, int most) {
    /** Whether one can be taken, and one is left for whoever needs it next. */
    boolean hasRoom() {
      return awaited == 0 && used <= most - 2;
    }

    /** Whether one can be taken for a moment. */
    boolean hasOne() {
      return awaited == 0 && used < most;
    }
  }

  Map<String, Double> tell(boolean leads) {
    MemoryUsage heap = ManagementFactory.getMemoryMXBean().getHeapMemoryUsage();
    Connections pool = connections.get();
    Map<String, Double> told = new TreeMap<>();
    told.put("process_uptime", ManagementFactory.getRuntimeMXBean().getUptime() / 1000.0);
    told.put("process_heap_used", (double) heap.getUsed());
    told.put("process_heap_most", (double) heap.getMax());
    told.put("process_threads", (double) ManagementFactory.getThreadMXBean().getThreadCount());
    told.put("process_connections_used", (double) pool.used());
    told.put("process_connections_awaited", (double) pool.awaited());
    told.put("process_leads", leads ? 1.0 : 0.0);
    return told;
  }
}
