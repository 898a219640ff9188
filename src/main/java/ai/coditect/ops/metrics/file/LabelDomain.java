package ai.coditect.ops.metrics.file;

import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.regex.Pattern;

/** What a label may say. Nothing that is free text, so that no name and no address becomes one. */
public sealed interface LabelDomain {

  /** The value in its one spelling; empty when the label may not say it. */
  Optional<String> fit(String value);

  /** One of these words, and no other. */
  record Words(List<String> words) implements LabelDomain {
    public Words {
      words = List.copyOf(words);
    }

    @Override
    public Optional<String> fit(String value) {
      return Optional.of(value).filter(words::contains);
    }
  }

  /** The id of something: a UUID. */
  record Ids() implements LabelDomain {
    private static final Pattern ID =
        Pattern.compile("[0-9a-fA-F]{8}(-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}");

    @Override
    public Optional<String> fit(String value) {
      return Optional.of(value)
          .filter(text -> ID.matcher(text).matches())
          .map(text -> UUID.fromString(text).toString());
    }
  }

  /** A job of the job files, or one of its schedules: {@code job/schedule}. */
  record Jobs() implements LabelDomain {
    private static final Pattern LABEL =
        Pattern.compile("[a-z][a-z0-9]*(-[a-z0-9]+)*(/[a-z][a-z0-9]*(-[a-z0-9]+)*)?");
    private static final int LONGEST = 90;

    @Override
    public Optional<String> fit(String value) {
      return Optional.of(value)
          .filter(text -> text.length() <= LONGEST && LABEL.matcher(text).matches());
    }
  }

  /** A name of the figures files themselves: a figure, in snake_case. */
  record Figures() implements LabelDomain {
    @Override
    public Optional<String> fit(String value) {
      return Optional.of(value).filter(text -> MetricFileReader.FIGURE.matcher(text).matches());
    }
  }
}
