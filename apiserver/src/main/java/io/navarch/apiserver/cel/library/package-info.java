/**
 * The functions that Kubernetes adds to CEL: lists, regular expressions, URLs, quantities, addresses, formats, semantic versions,
 * and questions to the authoriser. Pure functions; any thread.
 */
@NullMarked
package io.navarch.apiserver.cel.library;

import org.jspecify.annotations.NullMarked;
