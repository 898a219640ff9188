package ai.coditect.ops.metrics.dashboard;

import static ai.coditect.ops.metrics.dashboard.Json.object;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** Tiles from left to right and downwards; none lies on another one. */
final class Mosaic {
  static final int COLUMNS = 48;
  private static final int HEADER = 4;

  private final List<Map<String, Object>> tiles = new ArrayList<>();
  private int x;
  private int y;
  private int tallest;

  /** A heading over the whole width. */
  Mosaic section(String title, String subtitle) {
    newRow();
    add(
        COLUMNS,
        HEADER,
        object(
            "title", title, "sectionHeader", object("subtitle", subtitle, "dividerBelow", true)));
    return this;
  }

  Mosaic add(int width, int height, Map<String, Object> widget) {
    if (x + width > COLUMNS) {
      newRow();
    }
    Map<String, Object> tile = object();
    // Zero is what is there anyway, and is not read back.
    if (x > 0) {
      tile.put("xPos", x);
    }
    if (y > 0) {
      tile.put("yPos", y);
    }
    tile.put("width", width);
    tile.put("height", height);
    tile.put("widget", widget);
    tiles.add(tile);
    x += width;
    tallest = Math.max(tallest, height);
    return this;
  }

  private void newRow() {
    x = 0;
    y += tallest;
    tallest = 0;
  }

  Dashboard named(String id, String title) {
    return new Dashboard(
        id,
        object(
            "displayName",
            title,
            "mosaicLayout",
            object("columns", COLUMNS, "tiles", List.copyOf(tiles))));
  }
}
