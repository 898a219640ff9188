package ai.coditect.ops.local;

import org.springframework.beans.factory.support.BeanDefinitionBuilder;
import org.springframework.beans.factory.support.BeanDefinitionRegistry;
import org.springframework.beans.factory.support.BeanDefinitionRegistryPostProcessor;
import org.springframework.context.ApplicationContextInitializer;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.core.Ordered;
import org.springframework.core.type.classreading.CachingMetadataReaderFactory;

/**
 * What class files say of themselves, and which classes there are not, asked once for all contexts
 * of this process: a gate starts hundreds, and each read the same some hundred classes, every one
 * looked for in 230 jars. Spring Boot keeps it for one context.
 */
final class KeptMetadata
    implements ApplicationContextInitializer<ConfigurableApplicationContext>, Ordered {
  private static final String BOOTS =
      "org.springframework.boot.autoconfigure.internalCachingMetadataReaderFactory";
  private static final CachingMetadataReaderFactory KEPT = new Kept();

  /** Not emptied when a context has started. */
  private static final class Kept extends CachingMetadataReaderFactory {
    private static final int CLASSES = 4_096;

    Kept() {
      super(Kept.class.getClassLoader());
      setCacheLimit(CLASSES);
    }

    @Override
    public void clearCache() {
      // The classes of a process do not change.
    }
  }

  @Override
  public void initialize(ConfigurableApplicationContext context) {
    context.setClassLoader(MissingClasses.KEPT);
    context.addBeanFactoryPostProcessor((BeanDefinitionRegistryPostProcessor) KeptMetadata::keep);
  }

  private static void keep(BeanDefinitionRegistry registry) {
    if (registry.containsBeanDefinition(BOOTS)) {
      registry.removeBeanDefinition(BOOTS);
      registry.registerBeanDefinition(
          BOOTS,
          BeanDefinitionBuilder.genericBeanDefinition(
                  CachingMetadataReaderFactory.class, () -> KEPT)
              .getBeanDefinition());
    }
  }

  /** After Spring Boot's own, whose bean it replaces. */
  @Override
  public int getOrder() {
    return LOWEST_PRECEDENCE;
  }
}
