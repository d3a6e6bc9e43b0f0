/**
 * Patches to objects: JSON patch (RFC 6902), JSON merge patch (RFC 7386) and Kubernetes' strategic merge patch. Pure functions
 * over schema-less trees; any thread.
 */
@NullMarked
package io.navarch.apiserver.patch;

import org.jspecify.annotations.NullMarked;
