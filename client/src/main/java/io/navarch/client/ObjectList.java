package io.navarch.client;

import java.util.List;

/**
 * A page of objects.
 *
 * @param resourceVersion where a watch may begin to miss nothing
 * @param continueToken asks for the next page; "" on the last one
 */
public record ObjectList<T>(List<T> items, String resourceVersion, String continueToken) {}
