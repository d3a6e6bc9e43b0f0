package io.navarch.store;

import java.util.List;

/**
 * What a list found.
 *
 * @param more whether a limit left records out
 * @param count how many records lie in the range, those beyond the limit included
 * @param revision the store's revision that was looked at
 */
public record Range(List<Record> records, boolean more, long count, long revision) {}
