/**
 * Alert rules: what each file and each job asks to be told about, as data. One rule is one
 * condition, said once and written for Cloud Monitoring and for managed Prometheus alike. A rule
 * that names a figure, a label or a word that no metric file knows is a problem, never a silence.
 */
@NullMarked
package ai.coditect.ops.metrics.alert;

import org.jspecify.annotations.NullMarked;
