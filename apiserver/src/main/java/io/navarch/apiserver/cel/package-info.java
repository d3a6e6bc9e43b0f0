/**
 * The Common Expression Language over objects of the tree: rules of custom resources, admission policies and match conditions.
 * A {@link io.navarch.apiserver.cel.CelEnvironment} declares the variables and compiles; a {@link
 * io.navarch.apiserver.cel.CelProgram} is kept and evaluated on request threads, within a {@link
 * io.navarch.apiserver.cel.CelBudget}. Nothing of the engine below is loaded before the first expression is compiled.
 */
@NullMarked
package io.navarch.apiserver.cel;

import org.jspecify.annotations.NullMarked;
