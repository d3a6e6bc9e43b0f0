/** One package per controller. */
@NullMarked
package io.navarch.controllers;

import org.jspecify.annotations.NullMarked;
