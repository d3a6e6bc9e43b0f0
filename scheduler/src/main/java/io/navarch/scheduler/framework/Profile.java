package io.navarch.scheduler.framework;

import java.util.List;

/**
 * The plugins of a scheduler, in the order in which they are asked.
 *
 * @param name pods choose it by {@code spec.schedulerName}
 */
public record Profile(String name, List<FilterPlugin> filters, List<ScorePlugin> scores) {}
