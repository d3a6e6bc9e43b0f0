/** The subcommands of {@code navarch}, one class each; their options carry upstream's names where upstream has them. */
@NullMarked
package io.navarch.distribution.command;

import org.jspecify.annotations.NullMarked;
