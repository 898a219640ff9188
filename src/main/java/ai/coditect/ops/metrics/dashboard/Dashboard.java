package ai.coditect.ops.metrics.dashboard;

import java.util.Map;

/**
 * One page.
 *
 * @param id in kebab-case; by it a page finds its dashboard again
 * @param json as Cloud Monitoring reads it, without labels
 */
public record Dashboard(String id, Map<String, Object> json) {}
