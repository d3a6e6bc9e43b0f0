/**
 * Server-side printing: the tables behind {@code kubectl get}. Columns are data of the kind; a cell is a field of the object or
 * comes from a {@link io.navarch.apiserver.table.CellFunction}, whose text equals upstream's. Runs on request threads, straight
 * on trees; talks to nothing but the clock.
 */
@NullMarked
package io.navarch.apiserver.table;

import org.jspecify.annotations.NullMarked;
