/** The objects: immutable tree, typed views, quantities, selectors, names, kinds as data. */
@NullMarked
package io.navarch.model;

import org.jspecify.annotations.NullMarked;
