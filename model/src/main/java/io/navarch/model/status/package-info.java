/** API errors: one family of exceptions that becomes a {@code Status} on the wire and comes back from it as itself. */
@NullMarked
package io.navarch.model.status;

import org.jspecify.annotations.NullMarked;
