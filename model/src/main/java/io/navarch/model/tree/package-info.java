/**
 * The immutable object tree: a {@link io.navarch.model.tree.Struct} laid out by its {@link
 * io.navarch.model.tree.StructType}, free-form {@link io.navarch.model.tree.Dict}s, and the JSON codec between bytes and
 * tree. Everything here is immutable or confined to one call; any thread may use it. It talks to nothing.
 */
@NullMarked
package io.navarch.model.tree;

import org.jspecify.annotations.NullMarked;
