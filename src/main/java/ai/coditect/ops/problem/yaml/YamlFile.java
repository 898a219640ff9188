package ai.coditect.ops.problem.yaml;

import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import org.snakeyaml.engine.v2.api.LoadSettings;
import org.snakeyaml.engine.v2.api.lowlevel.Compose;
import org.snakeyaml.engine.v2.exceptions.MarkedYamlEngineException;
import org.snakeyaml.engine.v2.exceptions.YamlEngineException;
import org.snakeyaml.engine.v2.nodes.MappingNode;
import org.snakeyaml.engine.v2.nodes.Node;

/** One file of UTF-8 text whose top is keys and values. */
public final class YamlFile {
  private YamlFile() {}

  /** The top of the file; empty when it is not keys and values, which has been reported. */
  public static Optional<MappingNode> parse(byte[] bytes, Findings findings) {
    try {
      String text = StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(bytes)).toString();
      Node node = new Compose(LoadSettings.builder().build()).composeString(text).orElse(null);
      if (node instanceof MappingNode mapping) {
        return Optional.of(mapping);
      }
      findings.add(
          node == null ? "The file is empty." : "The file does not hold keys and values.",
          "Write it as the shipped files are written.");
    } catch (CharacterCodingException e) {
      findings.add("The file is not UTF-8 text.", "Save it as UTF-8.");
    } catch (MarkedYamlEngineException e) {
      String what = e.getProblem().replace("\\t(TAB)", "a tab");
      findings.add(
          e.getProblemMark(),
          "",
          "Not valid YAML: " + what + ".",
          what.contains("tab")
              ? "Indent with spaces, not tabs."
              : "Check indentation, quotes and brackets at and before this place.");
    } catch (YamlEngineException e) {
      findings.add("Not valid YAML: " + e.getMessage(), "Correct it.");
    }
    return Optional.empty();
  }
}
