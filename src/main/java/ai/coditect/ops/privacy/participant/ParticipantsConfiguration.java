package ai.coditect.ops.privacy.participant;

import ai.coditect.ops.privacy.PersonalDataFile;
import java.nio.file.Path;
import java.util.Optional;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

@Configuration(proxyBeanMethods = false)
class ParticipantsConfiguration {

  @Bean
  Participants participants(@Value("${ops.jobs-dir:}") String directory) {
    Optional<Path> chosen = Optional.of(directory).filter(text -> !text.isBlank()).map(Path::of);
    return ParticipantsReader.read(PersonalDataFile.in(chosen, ParticipantsReader.FILE));
  }
}
