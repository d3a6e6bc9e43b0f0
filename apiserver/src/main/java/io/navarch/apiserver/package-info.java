/** The API server. */
@NullMarked
package io.navarch.apiserver;

import org.jspecify.annotations.NullMarked;
