package ai.coditect.ops.bench;

import ai.coditect.ops.OpsWorker;
import java.io.IOException;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.context.annotation.ComponentScan;
import org.springframework.context.annotation.FilterType;
import org.springframework.core.type.classreading.MetadataReader;
import org.springframework.core.type.classreading.MetadataReaderFactory;
import org.springframework.core.type.filter.TypeFilter;

/**
 * The worker's own classes, and nothing that tests put beside them. No {@code @Configuration}, lest
 * another scan finds it.
 */
@EnableAutoConfiguration
@ComponentScan(
    basePackageClasses = OpsWorker.class,
    excludeFilters =
        @ComponentScan.Filter(type = FilterType.CUSTOM, classes = BenchWorker.NotOfTheJar.class))
class BenchWorker {

  static final class NotOfTheJar implements TypeFilter {
    @Override
    public boolean match(MetadataReader reader, MetadataReaderFactory factory) throws IOException {
      return reader.getClassMetadata().getClassName().equals(OpsWorker.class.getName())
          || reader.getResource().getURL().getPath().contains("/test-classes/");
    }
  }
}
