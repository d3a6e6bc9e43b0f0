/**
 * Which requests a registered webhook or policy is about: rules, selectors and conditions, and the request in the version that
 * it asked for. Immutable values; used on request threads. Talks to the namespaces, and to CEL where somebody states a condition.
 */
@NullMarked
package io.navarch.apiserver.matching;

import org.jspecify.annotations.NullMarked;
