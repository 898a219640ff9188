package ai.coditect.ops.zoo;

import static org.assertj.core.api.Assertions.assertThat;

import ai.coditect.ops.problem.Problem;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * One part of {@code unfit-schemas.txt}: a schema that does not fit its map, what is told of it,
 * and what a person does then.
 *
 * @param making statements that make it, with its rows
 * @param map what is added to the shipped one
 */
record UnfitSchema(String name, List<String> making, String map, List<Step> steps) {
  private static final Path FILE = Path.of("src/test/resources/unfit-schemas.txt");
  private static final Pattern STATEMENT =
      Pattern.compile("(?:alter|drop|grant|create) [a-z][^;]*;(?: create [^;]*;)?");
  private static final Pattern LINE =
      Pattern.compile("under \"tables\"(?:, and correct what is not so)?: (.* \\})(?:\\.$| — |$)");
  private static final String TAGS =
      ", category: content, purpose: collaboration, provided: true, export: [ access ] }";

  /**
   * @param told what is told, in its order
   * @param cures one way each: {@code statement} does what is printed, {@code line} adds the line
   *     that is printed to the map, {@code map: a => b} changes the map, and anything else is SQL
   */
  record Step(List<String> told, List<String> cures) {
    String cure(String map, List<Problem> problems, Consumer<String> execute) {
      String cured = map;
      for (String cure : cures) {
        if (cure.equals("statement")) {
          problems.forEach(problem -> execute.accept(found(STATEMENT, problem, 0)));
        } else if (cure.equals("line")) {
          cured += "  " + found(LINE, problems.get(0), 1) + "\n";
        } else if (cure.startsWith("map: ")) {
          String[] change = expanded(cure.substring(5)).split(" =>(?: |$)", -1);
          assertThat(cured).contains(change[0]);
          cured = cured.replace(change[0], change[1]);
        } else {
          execute.accept(cure);
        }
      }
      return cured;
    }

    private static String found(Pattern what, Problem problem, int group) {
      Matcher found = what.matcher(problem.cure());
      assertThat(found.find()).as(problem.cure()).isTrue();
      return found.group(group);
    }
  }

  static List<UnfitSchema> all() {
    try {
      return Stream.of(Files.readString(FILE).split("(?m)^== "))
          .skip(1)
          .map(UnfitSchema::read)
          .toList();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static UnfitSchema read(String text) {
    int end = text.indexOf('\n');
    String[] parts = text.substring(end + 1).split("(?m)^-- ");
    List<String> making = new ArrayList<>(List.of(expanded(parts[0])));
    if (!text.startsWith("ungranted")) {
      making.add(ZooSchema.grants());
    }
    String map = "";
    List<Step> steps = new ArrayList<>();
    List<String> told = List.of();
    for (String part : parts) {
      List<String> lines = part.lines().filter(line -> !line.isBlank()).toList();
      List<String> content = lines.isEmpty() ? lines : lines.subList(1, lines.size());
      if (part.startsWith("map\n")) {
        map = expanded(String.join("\n", content) + "\n");
      } else if (part.startsWith("told\n")) {
        told = content;
      } else if (part.startsWith("then\n")) {
        steps.add(new Step(told, content));
      }
    }
    return new UnfitSchema(text.substring(0, end), making, map, steps);
  }

  private static String expanded(String map) {
    return map.replace("{kept}", "rows: keep, {person}, {tenant}")
        .replace("{gone}", "rows: erase, {person}, {tenant}")
        .replace("{user}", "{id} references coditect_shared.users (id)")
        .replace("{id}", "id uuid primary key, {house}")
        .replace(
            "{house}",
            "organization_id uuid not null references coditect_shared.organizations (id), user_id"
                + " uuid")
        .replace(
            "{indexes}",
            "create index on coditect_shared.t (organization_id); create index on"
                + " coditect_shared.t (user_id);")
        .replace("{rest}", "not-personal: [ id, organization_id ]")
        .replace("{clear}", "{ do: anonymise, how: clear" + TAGS)
        .replace("{pseudonym}", "{ do: anonymise, how: pseudonym" + TAGS)
        .replace("{reassign}", "{ do: anonymise, how: reassign" + TAGS)
        .replace("{keep}", "{ do: keep, ground: Law, for: 10y" + TAGS)
        .replace("{erase}", "{ do: erase" + TAGS)
        .replace("{person}", "subject: user_id -> coditect_shared.users.id")
        .replace("{tenant}", "organization: organization_id -> coditect_shared.organizations.id");
  }

  @Override
  public String toString() {
    return name;
  }
}
