package ai.coditect.ops.job.file;

import ai.coditect.ops.problem.yaml.Section;
import ai.coditect.ops.problem.yaml.Value;
import java.lang.reflect.Constructor;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.ParameterizedType;
import java.lang.reflect.RecordComponent;
import java.lang.reflect.Type;
import java.time.Duration;
import java.time.Period;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/** Binds the settings of a job file to the job's record: each component is a key in kebab-case. */
final class SettingsBinder {
  private SettingsBinder() {}

  /** The bound record; empty when something was wrong and has been reported. */
  static <R extends Record> Optional<R> bind(Class<R> type, Section section) {
    RecordComponent[] components = type.getRecordComponents();
    Object[] arguments = new Object[components.length];
    boolean complete = true;
    for (int i = 0; i < components.length; i++) {
      String key = kebab(components[i].getName());
      Type wanted = components[i].getGenericType();
      if (raw(wanted) == Optional.class) {
        boolean given = section.keys().contains(key);
        Optional<?> bound =
            section.optional(key).flatMap(value -> value(argument(wanted, 0), value));
        complete &= !given || bound.isPresent();
        arguments[i] = bound;
      } else {
        Optional<?> bound = section.required(key).flatMap(value -> value(wanted, value));
        complete &= bound.isPresent();
        arguments[i] = bound.orElse(null);
      }
    }
    section.close();
    return complete ? construct(type, components, arguments, section) : Optional.empty();
  }

  private static <R extends Record> Optional<R> construct(
      Class<R> type, RecordComponent[] components, Object[] arguments, Section section) {
    try {
      Class<?>[] types =
          Arrays.stream(components).map(RecordComponent::getType).toArray(Class<?>[]::new);
      Constructor<R> constructor = type.getDeclaredConstructor(types);
      constructor.setAccessible(true);
      return Optional.of(constructor.newInstance(arguments));
    } catch (InvocationTargetException e) {
      if (e.getCause() instanceof IllegalArgumentException refusal) {
        section.report(String.valueOf(refusal.getMessage()), "Correct the settings.");
        return Optional.empty();
      }
      throw new IllegalStateException(type.getName() + " threw more than a refusal", e);
    } catch (ReflectiveOperationException e) {
      throw new IllegalStateException(type.getName() + " cannot be bound", e);
    }
  }

  private static Optional<?> value(Type wanted, Value value) {
    Class<?> raw = raw(wanted);
    if (raw == List.class) {
      return list(argument(wanted, 0), value);
    }
    if (raw == Map.class) {
      return map(argument(wanted, 0), argument(wanted, 1), value);
    }
    if (raw == String.class) {
      return value.text();
    }
    if (raw == int.class || raw == Integer.class) {
      return value.integer(Integer.MIN_VALUE, Integer.MAX_VALUE).map(Long::intValue);
    }
    if (raw == long.class || raw == Long.class) {
      return value.integer(-999_999_999_999_999_999L, 999_999_999_999_999_999L);
    }
    if (raw == double.class || raw == Double.class) {
      return value.decimal(-1e12, 1e12);
    }
    if (raw == boolean.class || raw == Boolean.class) {
      return value.bool();
    }
    if (raw == Duration.class) {
      return value.duration();
    }
    if (raw == Period.class) {
      return value.period();
    }
    if (raw.isEnum()) {
      return choice(raw, value);
    }
    if (raw.isRecord()) {
      return value.section().flatMap(section -> bind(raw.asSubclass(Record.class), section));
    }
    throw new IllegalStateException("settings cannot hold a " + wanted.getTypeName());
  }

  private static Optional<List<Object>> list(Type item, Value value) {
    Optional<List<Value>> values = value.list();
    if (values.isEmpty()) {
      return Optional.empty();
    }
    List<Object> items = new ArrayList<>();
    values.get().forEach(each -> value(item, each).ifPresent(items::add));
    return items.size() == values.get().size() ? Optional.of(List.copyOf(items)) : Optional.empty();
  }

  private static Optional<Map<Object, Object>> map(Type keyType, Type valueType, Value value) {
    Optional<Section> section = value.section();
    if (section.isEmpty()) {
      return Optional.empty();
    }
    Map<Object, Object> entries = new LinkedHashMap<>();
    boolean complete = true;
    for (String name : List.copyOf(section.get().keys())) {
      Optional<Object> key = key(raw(keyType), name);
      if (key.isEmpty()) {
        complete = false;
        continue;
      }
      Optional<?> bound = section.get().optional(name).flatMap(each -> value(valueType, each));
      complete &= bound.isPresent();
      bound.ifPresent(each -> entries.put(key.get(), each));
    }
    if (raw(keyType).isEnum()) {
      for (Object constant : raw(keyType).getEnumConstants()) {
        section.get().optional(((Enum<?>) constant).name());
      }
    }
    section.get().close();
    return complete ? Optional.of(Map.copyOf(entries)) : Optional.empty();
  }

  private static Optional<Object> key(Class<?> type, String name) {
    if (type == String.class) {
      return Optional.of(name);
    }
    return Arrays.stream(type.getEnumConstants())
        .map(Object.class::cast)
        .filter(constant -> ((Enum<?>) constant).name().equals(name))
        .findFirst();
  }

  @SuppressWarnings({"unchecked", "rawtypes"})
  private static Optional<?> choice(Class<?> type, Value value) {
    return value.choice((Class) type, true);
  }

  private static Class<?> raw(Type type) {
    return (Class<?>) (type instanceof ParameterizedType generic ? generic.getRawType() : type);
  }

  private static Type argument(Type type, int index) {
    return ((ParameterizedType) type).getActualTypeArguments()[index];
  }

  private static String kebab(String camel) {
    return camel.replaceAll("([A-Z])", "-$1").toLowerCase(Locale.ROOT);
  }
}
