package ai.coditect.ops.local;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;
import org.springframework.beans.BeanUtils;
import org.springframework.beans.factory.BeanClassLoaderAware;
import org.springframework.beans.factory.BeanFactory;
import org.springframework.beans.factory.BeanFactoryAware;
import org.springframework.boot.autoconfigure.AutoConfigurationImportSelector;
import org.springframework.context.ResourceLoaderAware;
import org.springframework.context.annotation.DeferredImportSelector;
import org.springframework.core.annotation.AnnotationAttributes;
import org.springframework.core.io.ResourceLoader;
import org.springframework.core.type.AnnotationMetadata;

/**
 * Selects as Spring Boot does, and remembers what it selected: it depends on the class path, on
 * what is excluded, and on whether a one-shot starts, and on nothing else. Conditions are evaluated
 * in every context, as ever.
 */
final class AutoConfigurationSelection extends AutoConfigurationImportSelector {
  private static final Map<Wanted, List<String>> SELECTED = new ConcurrentHashMap<>();
  private static final Map<Wanted, Map<String, Boolean>> EXCLUDED = new ConcurrentHashMap<>();

  private record Wanted(Set<String> excluded, boolean oneShot) {}

  /** As of an annotation that excludes nothing. */
  @Override
  protected AnnotationAttributes getAttributes(AnnotationMetadata importing) {
    return new AnnotationAttributes(Map.of("exclude", new String[0], "excludeName", new String[0]));
  }

  /** Asked of everything that the selected ones import. */
  @Override
  public Predicate<String> getExclusionFilter() {
    Predicate<String> boots = super.getExclusionFilter();
    Map<String, Boolean> known =
        EXCLUDED.computeIfAbsent(wanted(), wanted -> new ConcurrentHashMap<>());
    return name -> known.computeIfAbsent(name, boots::test);
  }

  @Override
  public Class<? extends DeferredImportSelector.Group> getImportGroup() {
    return Remembering.class;
  }

  private Class<? extends DeferredImportSelector.Group> ofBoot() {
    return super.getImportGroup();
  }

  private Wanted wanted() {
    return new Wanted(
        Set.copyOf(getExcludeAutoConfigurationsProperty()),
        getEnvironment().getProperty("ops.one-shot", Boolean.class, false));
  }

  /** Spring makes one for each context. */
  static final class Remembering
      implements DeferredImportSelector.Group,
          BeanClassLoaderAware,
          BeanFactoryAware,
          ResourceLoaderAware {
    private @Nullable ClassLoader classes;
    private @Nullable BeanFactory beans;
    private @Nullable ResourceLoader resources;
    private final List<Entry> selected = new ArrayList<>();

    @Override
    public void setBeanClassLoader(ClassLoader classLoader) {
      classes = classLoader;
    }

    @Override
    public void setBeanFactory(BeanFactory beanFactory) {
      beans = beanFactory;
    }

    @Override
    public void setResourceLoader(ResourceLoader resourceLoader) {
      resources = resourceLoader;
    }

    @Override
    public void process(AnnotationMetadata importing, DeferredImportSelector selector) {
      AutoConfigurationSelection own = (AutoConfigurationSelection) selector;
      SELECTED
          .computeIfAbsent(own.wanted(), wanted -> select(importing, own))
          .forEach(name -> selected.add(new Entry(importing, name)));
    }

    private List<String> select(AnnotationMetadata importing, AutoConfigurationSelection selector) {
      DeferredImportSelector.Group boots = BeanUtils.instantiateClass(selector.ofBoot());
      ((BeanClassLoaderAware) boots).setBeanClassLoader(classes);
      ((BeanFactoryAware) boots).setBeanFactory(beans);
      ((ResourceLoaderAware) boots).setResourceLoader(resources);
      boots.process(importing, selector);
      List<String> names = new ArrayList<>();
      boots.selectImports().forEach(entry -> names.add(entry.getImportClassName()));
      return List.copyOf(names);
    }

    @Override
    public Iterable<Entry> selectImports() {
      return selected;
    }
  }
}
