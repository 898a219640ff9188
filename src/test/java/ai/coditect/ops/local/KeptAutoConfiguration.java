package ai.coditect.ops.local;

import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;
import org.springframework.boot.autoconfigure.AutoConfigurationPackage;
import org.springframework.context.annotation.Import;

/**
 * The same as {@code @EnableAutoConfiguration}, for the many contexts of tests: which
 * configurations the class path has a use for, and in which order, is found out once in a process.
 */
@Target(ElementType.TYPE)
@Retention(RetentionPolicy.RUNTIME)
@AutoConfigurationPackage
@Import(AutoConfigurationSelection.class)
public @interface KeptAutoConfiguration {}
