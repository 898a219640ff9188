package ai.coditect.ops.architecture;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.JavaCall;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.lang.ArchRule;
import com.tngtech.archunit.lang.conditions.ArchConditions;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.OffsetDateTime;
import java.time.ZonedDateTime;
import java.util.Set;
import java.util.stream.Stream;

/**
 * The arrows of the house, for any root package, so that a broken house can be held against them.
 */
record HouseRules(String root) {
  private static final String[] FRAMEWORKS = {
    "org.springframework..",
    "org.quartz..",
    "com.google..",
    "java.sql..",
    "javax.sql..",
    "org.postgresql..",
    "org.flywaydb..",
    "picocli.."
  };
  private static final Set<String> EDGE =
      Set.of(
          "Job",
          "Store",
          "Listener",
          "Publisher",
          "Client",
          "Settings",
          "Configuration",
          "FailureAnalyzer");
  private static final String[] FEATURES = {
    "license", "erasure", "export", "backup", "metrics", "check"
  };

  private String in(String room) {
    return root + "." + room + "..";
  }

  private String[] features() {
    String[] rooms = FEATURES.clone();
    for (int i = 0; i < rooms.length; i++) {
      rooms[i] = in(rooms[i]);
    }
    return rooms;
  }

  private String[] featuresAnd(String room) {
    return Stream.concat(Stream.of(features()), Stream.of(in(room))).toArray(String[]::new);
  }

  ArchRule frameworksStayAtTheEdge() {
    return noClasses()
        .that()
        .resideInAnyPackage(featuresAnd("problem"))
        .and(doNotEndWithAnEdgeSuffix())
        .should()
        .dependOnClassesThat()
        .resideInAnyPackage(FRAMEWORKS)
        .as("frameworks stay at the edge: only " + EDGE + " of a feature may know them")
        .allowEmptyShould(true);
  }

  private static DescribedPredicate<JavaClass> doNotEndWithAnEdgeSuffix() {
    return DescribedPredicate.describe(
        "do not end with an edge suffix",
        type -> {
          JavaClass outermost = type;
          while (outermost.getEnclosingClass().isPresent()) {
            outermost = outermost.getEnclosingClass().get();
          }
          String name = outermost.getSimpleName();
          return EDGE.stream().noneMatch(name::endsWith) && !name.equals("package-info");
        });
  }

  ArchRule featuresNeverImportEachOther() {
    return slices()
        .matching(root + ".(license|erasure|export|backup|metrics|check)..")
        .should()
        .notDependOnEachOther()
        .as("features never import each other")
        .allowEmptyShould(true);
  }

  ArchRule noRoomKnowsATrigger() {
    return noClasses()
        .that()
        .resideInAPackage(root + "..")
        .and()
        .resideOutsideOfPackages(in("trigger"), root)
        .should()
        .dependOnClassesThat()
        .resideInAPackage(in("trigger"))
        .as("arrows run downward: nothing below knows a trigger")
        .allowEmptyShould(true);
  }

  ArchRule theEngineKnowsNoFeature() {
    return noClasses()
        .that()
        .resideInAnyPackage(
            in("job"), in("database"), in("outbox"), in("problem"), in("storage"), in("ledger"))
        .should()
        .dependOnClassesThat()
        .resideInAnyPackage(features())
        .as("arrows run downward: the engine and the rooms beside it know no feature")
        .allowEmptyShould(true);
  }

  ArchRule onlyJobAndScheduleSeeQuartz() {
    return noClasses()
        .that()
        .resideInAPackage(root + "..")
        .and()
        .resideOutsideOfPackages(in("job"), in("trigger.schedule"))
        .should()
        .dependOnClassesThat()
        .resideInAPackage("org.quartz..")
        .as("only job and trigger.schedule see Quartz")
        .allowEmptyShould(true);
  }

  ArchRule onlyTheEngineSeesBatch() {
    return noClasses()
        .that()
        .resideInAPackage(root + "..")
        .and()
        .resideOutsideOfPackage(in("job"))
        .should()
        .dependOnClassesThat()
        .resideInAPackage("org.springframework.batch..")
        .as("only job sees Spring Batch")
        .allowEmptyShould(true);
  }

  ArchRule roomsHaveNoCycles() {
    return slices()
        .matching(root + ".(*)..")
        .should()
        .beFreeOfCycles()
        .as("rooms have no cycles")
        .allowEmptyShould(true);
  }

  ArchRule timeIsReceived() {
    Set<String> clocks =
        Set.of(
            Instant.class.getName(),
            LocalDate.class.getName(),
            LocalDateTime.class.getName(),
            OffsetDateTime.class.getName(),
            ZonedDateTime.class.getName());
    return noClasses()
        .that()
        .resideInAPackage(root + "..")
        .should(
            ArchConditions.callMethodWhere(
                DescribedPredicate.<JavaCall<?>>describe(
                    "reads the system clock",
                    call ->
                        call.getName().equals("now")
                                && call.getTarget().getRawParameterTypes().isEmpty()
                                && clocks.contains(call.getTargetOwner().getName())
                            || call.getName().equals("currentTimeMillis"))))
        .as("time is received: a Clock is injected")
        .allowEmptyShould(true);
  }

  ArchRule namesSayWhatThingsAre() {
    return noClasses()
        .that()
        .resideInAPackage(root + "..")
        .should()
        .resideInAnyPackage(
            "..util..",
            "..common..",
            "..helper..",
            "..impl..",
            "..model..",
            "..dto..",
            "..manager..",
            "..base..")
        .orShould()
        .haveSimpleNameEndingWith("Impl")
        .orShould()
        .haveSimpleNameEndingWith("Utils")
        .orShould()
        .haveSimpleNameEndingWith("Helper")
        .orShould()
        .haveSimpleNameEndingWith("Manager")
        .as("names say what things are")
        .allowEmptyShould(true);
  }

  /** A feature of several packages shares classes inside; from outside only these are seen. */
  ArchRule featuresPublishLittle() {
    return noClasses()
        .that()
        .resideOutsideOfPackages(features())
        .should()
        .dependOnClassesThat(
            DescribedPredicate.describe(
                "belong to a feature and are neither records nor interfaces",
                type ->
                    Stream.of(FEATURES)
                            .anyMatch(room -> isIn(type.getPackageName(), root + "." + room))
                        && !type.isRecord()
                        && !type.isInterface()
                        && !type.getSimpleName().equals("CheckList")))
        .as("a feature publishes records and interfaces, nothing else")
        .allowEmptyShould(true);
  }

  private static boolean isIn(String name, String room) {
    return name.equals(room) || name.startsWith(room + ".");
  }
}
