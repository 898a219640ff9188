package ai.coditect.ops.trigger.pubsub.event;

import tools.jackson.databind.JsonNode;

/** Text that PostgreSQL can store: no NUL, no half of a surrogate pair. */
final class Text {
  private Text() {}

  static boolean isStorable(String text) {
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      if (c == 0) {
        return false;
      }
      if (Character.isSurrogate(c)) {
        if (!Character.isHighSurrogate(c)
            || i + 1 == text.length()
            || !Character.isLowSurrogate(text.charAt(i + 1))) {
          return false;
        }
        i++;
      }
    }
    return true;
  }

  /** Whether every name and text in the tree is storable. */
  static boolean isStorable(JsonNode node) {
    if (node.isString()) {
      return isStorable(node.stringValue());
    }
    if (node.isObject()) {
      return node.properties().stream()
          .allMatch(entry -> isStorable(entry.getKey()) && isStorable(entry.getValue()));
    }
    for (JsonNode element : node) {
      if (!isStorable(element)) {
        return false;
      }
    }
    return true;
  }
}
