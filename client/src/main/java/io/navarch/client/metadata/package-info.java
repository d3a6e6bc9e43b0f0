/** Any resource's objects by their metadata alone, found by discovery: for those who work on kinds they do not know. */
@NullMarked
package io.navarch.client.metadata;

import org.jspecify.annotations.NullMarked;
