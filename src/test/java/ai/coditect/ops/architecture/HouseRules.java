package ai.coditect.ops.architecture;

import static com.tngtech.archunit.base.DescribedPredicate.describe;
import static com.tngtech.archunit.lang.SimpleConditionEvent.violated;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.JavaCall;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.lang.ArchCondition;
import com.tngtech.archunit.lang.ArchRule;
import com.tngtech.archunit.lang.ConditionEvents;
import com.tngtech.archunit.lang.conditions.ArchConditions;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.OffsetDateTime;
import java.time.ZonedDateTime;
import java.util.Set;
import java.util.function.BiPredicate;

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

  /** Rooms of the base that keep frameworks at their edge, as features have to. */
  private static final Set<String> PLAIN =
      Set.of("privacy", "check", "ledger", "storage", "problem");

  /** Explains what Google's client throws, and therefore names it. */
  private static final String EXPLAINS_A_CLIENT = "BucketTrouble";

  private String in(String room) {
    return root + "." + room + "..";
  }

  private Rooms rooms() {
    return new Rooms(root);
  }

  ArchRule frameworksStayAtTheEdge() {
    return noClasses()
        .that(
            describe(
                "are of a feature or of " + PLAIN,
                type -> rooms().isFeature(type) || rooms().isIn(type, PLAIN)))
        .and(doNotEndWithAnEdgeSuffix())
        .and()
        .doNotHaveSimpleName(EXPLAINS_A_CLIENT)
        .should()
        .dependOnClassesThat()
        .resideInAnyPackage(FRAMEWORKS)
        .as("frameworks stay at the edge: only " + EDGE + " of a room may know them");
  }

  private static DescribedPredicate<JavaClass> doNotEndWithAnEdgeSuffix() {
    return describe(
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

  ArchRule nobodyKnowsAFeature() {
    return classes()
        .should(
            knowOnly(
                "features of their own",
                (from, to) -> !rooms().isFeature(to) || rooms().shareARoom(from, to)))
        .as("nobody knows a feature, other features neither");
  }

  ArchRule arrowsRunDownward() {
    return classes()
        .should(knowOnly("rooms below their own", rooms()::isDownward))
        .as("arrows run downward, and nobody knows the root");
  }

  private ArchCondition<JavaClass> knowOnly(
      String what, BiPredicate<JavaClass, JavaClass> allowed) {
    return new ArchCondition<>("know only " + what) {
      @Override
      public void check(JavaClass from, ConditionEvents events) {
        from.getDirectDependenciesFromSelf().stream()
            .filter(arrow -> rooms().isOfTheHouse(arrow.getTargetClass().getBaseComponentType()))
            .filter(arrow -> !allowed.test(from, arrow.getTargetClass().getBaseComponentType()))
            .forEach(arrow -> events.add(violated(arrow, arrow.getDescription())));
      }
    };
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
        .as("only job and trigger.schedule see Quartz");
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
        .as("only job sees Spring Batch");
  }

  ArchRule packagesHaveNoCycles() {
    return slices()
        .matching(root + ".(**)")
        .should()
        .beFreeOfCycles()
        .as("packages have no cycles");
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
        .as("time is received: a Clock is injected");
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
        .as("names say what things are");
  }
}
