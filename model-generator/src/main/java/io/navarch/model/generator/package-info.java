/** Build time only: turns the schema and kind data into typed views and compact tables. */
@NullMarked
package io.navarch.model.generator;

import org.jspecify.annotations.NullMarked;
