package ai.coditect.ops.erasure.stage;

/** How many pages a plan has: first those of people, then those of organizations. */
public record Pages(long people, long all) {

  static Pages parse(String text) {
    String[] parts = text.split(" ");
    return new Pages(Long.parseLong(parts[0]), Long.parseLong(parts[1]));
  }

  public String text() {
    return people + " " + all;
  }
}
